"""A media stream: one leg's audio, frame by frame, over a signed WebSocket."""

import asyncio
import base64
import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

import msgspec
import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from callguard.simulator.carrier import Carrier
from callguard.simulator.clock import iso8601, utc_now
from callguard.simulator.errors import StreamError, WebhookError
from callguard.simulator.sid import new_sid
from callguard.simulator.sound import FRAME_S

log = structlog.get_logger()

TRACKS = {
    "inbound_track": ("inbound",),
    "outbound_track": ("outbound",),
    "both_tracks": ("inbound", "outbound"),
}
HANDSHAKE_S = 10
Listener = Callable[[str, float], bytes]


@dataclass(frozen=True, slots=True)
class StreamOptions:
    """A stream as TwiML or REST orders it."""

    url: str
    name: str | None = None
    track: str = "inbound_track"
    status_callback: str | None = None
    status_callback_method: str = "POST"
    parameters: tuple[tuple[str, str], ...] = ()


class MediaStream:
    """Sends a frame for each track every 20 ms until it is stopped; a broken one is never mended."""

    def __init__(
        self,
        carrier: Carrier,
        call_sid: str,
        options: StreamOptions,
        listen: Listener,
        drop_after_s: float | None = None,
    ) -> None:
        self.sid = new_sid("MZ")
        self.name = options.name or self.sid
        self.call_sid = call_sid
        self.options = options
        self.is_live = True
        self.updated_at = utc_now()
        self._carrier = carrier
        self._listen = listen
        self._drop_after_s = drop_after_s
        self._stopped_at_s = math.inf
        self._sequence = 0
        self._chunk = 0

    def stop(self) -> None:
        """End the stream; frames that are late are still sent."""
        if not self.is_live:
            return
        self._stopped_at_s = self._carrier.clock.now_s()
        self.is_live = False
        self.updated_at = utc_now()

    async def run(self) -> None:
        """Connect, stream, and tell the status callback how it went."""
        try:
            async with self._open() as socket:
                self._report("stream-started")
                await self._send_all(socket)
        except StreamError as error:
            log.warning("media stream broke", error=str(error))
            self._report("stream-error", error.message)
        except (OSError, TimeoutError, InvalidHandshake, ConnectionClosed, WebhookError) as error:
            fault = _fault(error)
            log.warning("media stream broke", error=str(fault))
            self._report("stream-error", fault.message)
        else:
            self._report("stream-stopped")
        finally:
            self.stop()

    def _open(self) -> connect:
        if not self.options.url.startswith("wss://"):
            raise StreamError(31922, "the stream's address is not wss://")
        target = self._carrier.border.target(self.options.url)
        if "?" in target.signed_url:
            raise StreamError(31920, "the stream's address has a query string")
        host, port = self._carrier.border.inside_address()
        headers = {
            "X-Twilio-Signature": self._carrier.signer.sign(target.signed_url, {}),
            "X-Forwarded-Proto": "https",
        }
        # The address names the public host (it becomes the Host header); host and port name the loopback.
        return connect(
            target.signed_url.replace("wss://", "ws://", 1),
            host=host,
            port=port,
            additional_headers=headers,
            user_agent_header="TwilioProxy/1.1",
            compression=None,
            proxy=None,
            open_timeout=HANDSHAKE_S,
            close_timeout=1,
        )

    async def _send_all(self, socket: ClientConnection) -> None:
        await _send(socket, {"event": "connected", "protocol": "Call", "version": "1.0.0"})
        await _send(socket, self._start())
        chatter = asyncio.ensure_future(_refuse_chatter(socket))
        try:
            await self._send_frames(socket, chatter)
        finally:
            chatter.cancel()
        ending = {"accountSid": self._carrier.account_sid, "callSid": self.call_sid}
        await _send(socket, self._message("stop", {"stop": ending}))

    async def _send_frames(self, socket: ClientConnection, chatter: "asyncio.Future[None]") -> None:
        clock, began_s = self._carrier.clock, self._carrier.clock.now_s()
        for frame in count():
            elapsed_s = frame * FRAME_S
            if began_s + elapsed_s > self._stopped_at_s:
                return
            # An absolute deadline for each frame: a late one is sent at once, and time is caught up.
            await clock.sleep_until(began_s + elapsed_s)
            if chatter.done():
                chatter.result()
            if self._drop_after_s is not None and elapsed_s >= self._drop_after_s:
                socket.transport.abort()
                raise StreamError(31903, "broken pipe")
            for track in TRACKS[self.options.track]:
                await _send(socket, self._media(track, elapsed_s, self._listen(track, began_s + elapsed_s)))

    def _start(self) -> dict[str, Any]:
        details = {
            "accountSid": self._carrier.account_sid,
            "streamSid": self.sid,
            "callSid": self.call_sid,
            "tracks": list(TRACKS[self.options.track]),
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
            "customParameters": dict(self.options.parameters),
        }
        return self._message("start", {"start": details})

    def _media(self, track: str, elapsed_s: float, sound: bytes) -> dict[str, Any]:
        self._chunk += 1
        media = {
            "track": track,
            "chunk": str(self._chunk),
            "timestamp": str(round(elapsed_s * 1000)),
            "payload": base64.b64encode(sound).decode(),
        }
        return self._message("media", {"media": media})

    def _message(self, event: str, body: dict[str, Any]) -> dict[str, Any]:
        self._sequence += 1
        return {"event": event, "sequenceNumber": str(self._sequence), **body, "streamSid": self.sid}

    def _report(self, event: str, error: str | None = None) -> None:
        if not self.options.status_callback:
            return
        form = {
            "AccountSid": self._carrier.account_sid,
            "CallSid": self.call_sid,
            "StreamSid": self.sid,
            "StreamName": self.name,
            "StreamEvent": event,
            "Timestamp": iso8601(utc_now()),
        }
        if error is not None:
            form["StreamError"] = error
        self._carrier.delivery.post(self.options.status_callback, self.options.status_callback_method, form)


async def _send(socket: ClientConnection, message: dict[str, Any]) -> None:
    await socket.send(msgspec.json.encode(message).decode())


async def _refuse_chatter(socket: ClientConnection) -> None:
    await socket.recv()
    raise StreamError(31924, "a one-way stream takes no messages")


def _fault(error: Exception) -> StreamError:
    if isinstance(error, InvalidHandshake):
        return StreamError(31920, f"handshake refused: {error}")
    if isinstance(error, ConnectionClosed):
        return StreamError(31921, f"closed by the other side: {error}")
    if isinstance(error, TimeoutError):
        return StreamError(31901, "connection timed out")
    if isinstance(error, WebhookError):
        return StreamError(31923, error.message)
    return StreamError(31902, f"connection refused: {error}")
