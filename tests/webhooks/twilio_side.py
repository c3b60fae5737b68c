"""Twilio's side of the wire, as far as these tests need it: ids, forms, signatures, frames."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable
from typing import Any

TOKEN = "12345"
PUBLIC_URL = "https://guard.example.com"

CALL = "CA" + "0123456789abcdef" * 2
OTHER_CALL = "CA" + "f" * 32
CONFERENCE = "CF" + "a" * 32
STREAM = "MZ" + "b" * 32
RECORDING = "RE" + "c" * 32
MORI = "+819012345678"

INCOMING = {
    "CallSid": CALL,
    "AccountSid": "AC" + "d" * 32,
    "From": MORI,
    "To": "+81312345678",
    "CallStatus": "ringing",
    "Direction": "inbound",
    "ApiVersion": "2010-04-01",
    "CallerName": "",
}
CALL_STATUS = {
    "CallSid": CALL,
    "From": MORI,
    "CallStatus": "completed",
    "SequenceNumber": "3",
    "Timestamp": "Fri, 20 Aug 2010 01:13:42 +0000",
    "CallDuration": "61",
}
CONFERENCE_EVENT = {
    "ConferenceSid": CONFERENCE,
    "FriendlyName": "cg-7f3a",
    "StatusCallbackEvent": "participant-hold",
    "SequenceNumber": "5",
    "Timestamp": "Fri, 20 Aug 2010 01:13:42 +0000",
    "CallSid": CALL,
    "ParticipantLabel": "caller",
    "Hold": "true",
    "Muted": "false",
}
STREAM_EVENT = {
    "CallSid": CALL,
    "StreamSid": STREAM,
    "StreamName": "callguard",
    "StreamEvent": "stream-error",
    "StreamError": "31921",
    "Timestamp": "2026-11-20T01:13:42.250Z",
}
RECORDING_EVENT = {
    "CallSid": CALL,
    "RecordingSid": RECORDING,
    "RecordingStatus": "completed",
    "RecordingUrl": "https://api.twilio.com/recording",
    "RecordingDuration": "61",
    "RecordingStartTime": "Fri, 20 Aug 2010 01:13:42 +0000",
}


def sign(url: str, fields: Iterable[tuple[str, str]] = (), token: str = TOKEN) -> str:
    """Twilio's signature, from its description and without its SDK."""
    signed = url + "".join(name + value for name, value in sorted(set(fields)))
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def connected() -> dict[str, Any]:
    return {"event": "connected", "protocol": "Call", "version": "1.0.0"}


def start(call_sid: str = CALL, tracks: tuple[str, ...] = ("inbound", "outbound")) -> dict[str, Any]:
    return {
        "event": "start",
        "sequenceNumber": "1",
        "streamSid": STREAM,
        "start": {
            "accountSid": "AC" + "d" * 32,
            "streamSid": STREAM,
            "callSid": call_sid,
            "tracks": list(tracks),
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
            "customParameters": {"FirstName": "Jane"},
        },
    }


def media(audio: bytes = b"\x7f" * 160, sequence: int = 3, track: str = "inbound") -> dict[str, Any]:
    return {
        "event": "media",
        "sequenceNumber": str(sequence),
        "streamSid": STREAM,
        "media": {
            "track": track,
            "chunk": str(sequence),
            "timestamp": str(20 * sequence),
            "payload": base64.b64encode(audio).decode(),
        },
    }


def stop() -> dict[str, Any]:
    return {"event": "stop", "sequenceNumber": "9", "streamSid": STREAM, "stop": {"callSid": CALL}}


def wire(frame: dict[str, Any]) -> str:
    return json.dumps(frame, separators=(",", ":"))
