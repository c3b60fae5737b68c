"""The frames of a media stream, parsed from Twilio's JSON into values."""

import binascii
from typing import Annotated, Literal, cast

from msgspec import DecodeError, Meta, Struct, ValidationError, json

from webhooks.form import is_sid

Track = Literal["inbound", "outbound"]

MAX_PAYLOAD_BYTES = 64 * 1024
"""Eight seconds of audio; Twilio sends 160 bytes at a time, but promises no size."""
MAX_FRAME_CHARS = 2 * MAX_PAYLOAD_BYTES

_TRACKS = ("inbound", "outbound")


class FrameError(ValueError):
    """A frame that cannot be read, named by its fault; never quotes the frame."""


class Connected(Struct, frozen=True):
    """The socket is open; what it carries comes with `Start`."""

    protocol: str


class Start(Struct, frozen=True):
    """What the stream carries: from which call, and which tracks of it."""

    stream_sid: str
    call_sid: str
    tracks: tuple[Track, ...]
    custom_parameters: dict[str, str]


class Media(Struct, frozen=True):
    """A piece of one track's audio: μ-law, 8 kHz, mono. Place it by its time; gaps may come."""

    track: Track
    timestamp_ms: int
    sequence: int
    payload: bytes


class Dtmf(Struct, frozen=True):
    """A key pressed (on two-way streams only)."""

    digit: str


class Mark(Struct, frozen=True):
    """Our own audio was played up to this mark (on two-way streams only)."""

    name: str


class Stop(Struct, frozen=True):
    """The stream is over."""


Frame = Connected | Start | Media | Dtmf | Mark | Stop


def parse_frame(raw: str | bytes) -> Frame:
    """The frame, or FrameError."""
    if len(raw) > MAX_FRAME_CHARS:
        raise FrameError("oversized frame")
    try:
        return _decoder.decode(raw).frame()
    except ValidationError as error:
        raise _named(str(error)) from None
    except (DecodeError, UnicodeError):
        raise FrameError("not JSON") from None
    except RecursionError:
        raise FrameError("not JSON: nested too deep") from None


def _named(fault: str) -> FrameError:
    # msgspec quotes an input only as the value of the tag that tells the frames apart.
    if fault.startswith("Invalid value"):
        return FrameError("unknown event")
    if fault.startswith("Expected `object`") and " - at " not in fault:
        return FrameError("not an object")
    return FrameError(f"wrong fields: {fault}")


# As the frames stand on the wire. Numbers come as strings there ("lax" decoding reads both), and unknown
# fields are passed over. Track and payload are judged below, to name their faults.

_Count = Annotated[int, Meta(ge=0, le=2**31 - 1)]


class _Wire(Struct, tag_field="event", rename="camel"):
    """What all of them share: the tag `event`."""


class _ConnectedWire(_Wire, tag="connected"):
    protocol: str = ""

    def frame(self) -> Connected:
        return Connected(self.protocol)


class _Format(Struct, rename="camel"):
    encoding: str
    sample_rate: int
    channels: int


class _StartBody(Struct, rename="camel"):
    stream_sid: str
    call_sid: str
    tracks: tuple[str, ...]
    media_format: _Format
    custom_parameters: dict[str, str] = {}


class _StartWire(_Wire, tag="start"):
    start: _StartBody

    def frame(self) -> Start:
        body, form = self.start, self.start.media_format
        if form.encoding != "audio/x-mulaw":
            raise FrameError("wrong encoding: expected audio/x-mulaw")
        if form.sample_rate != 8000:
            raise FrameError("wrong sample rate: expected 8000")
        if form.channels != 1:
            raise FrameError("wrong channels: expected 1")
        if not is_sid(body.call_sid, "CA") or not is_sid(body.stream_sid, "MZ"):
            raise FrameError("wrong fields: expected CA…, MZ… in start.callSid, start.streamSid")
        tracks = tuple(_known_track(track) for track in body.tracks)
        return Start(body.stream_sid, body.call_sid, tracks, body.custom_parameters)


class _MediaBody(Struct):
    track: str
    timestamp: _Count
    payload: str


class _MediaWire(_Wire, tag="media"):
    sequence_number: _Count
    media: _MediaBody

    def frame(self) -> Media:
        body = self.media
        return Media(
            _known_track(body.track), body.timestamp, self.sequence_number, _decoded_payload(body.payload)
        )


class _DtmfBody(Struct):
    digit: str


class _DtmfWire(_Wire, tag="dtmf"):
    dtmf: _DtmfBody

    def frame(self) -> Dtmf:
        return Dtmf(self.dtmf.digit)


class _MarkBody(Struct):
    name: str


class _MarkWire(_Wire, tag="mark"):
    mark: _MarkBody

    def frame(self) -> Mark:
        return Mark(self.mark.name)


class _StopWire(_Wire, tag="stop"):
    def frame(self) -> Stop:
        return Stop()


_WireFrame = _ConnectedWire | _StartWire | _MediaWire | _DtmfWire | _MarkWire | _StopWire
_decoder: json.Decoder[_WireFrame] = json.Decoder(_WireFrame, strict=False)


def _known_track(track: str) -> Track:
    if track not in _TRACKS:
        raise FrameError("unknown track")
    return cast("Track", track)


def _decoded_payload(payload: str) -> bytes:
    try:
        audio = binascii.a2b_base64(payload, strict_mode=True)
    except ValueError:
        raise FrameError("not base64") from None
    if not audio:
        raise FrameError("empty payload")
    if len(audio) > MAX_PAYLOAD_BYTES:
        raise FrameError("oversized payload")
    return audio
