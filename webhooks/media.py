"""The media socket: who may open it, and what becomes of its frames. Nothing is ever sent on it."""

import asyncio
from contextlib import suppress

import structlog
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from webhooks.callbacks import MEDIA
from webhooks.dropped_frames import DroppedFrames
from webhooks.frames import Frame, FrameError, Media, Start, Stop, parse_frame
from webhooks.handlers import MediaHandler, MediaSession
from webhooks.signature import SIGNATURE_HEADER, TwilioAuth

NORMAL = 1000
POLICY_VIOLATION = 1008

log = structlog.get_logger()


def media_route(
    handler: MediaHandler,
    auth: TwilioAuth,
    *,
    require_signature: bool,
    start_within_s: float = 10.0,
    leave_within_s: float = 10.0,
) -> WebSocketRoute:
    """The route of the media sockets.

    A socket has `start_within_s` to tell its call, and after `stop` has `leave_within_s` to close itself.
    """

    async def answer(socket: WebSocket) -> None:
        call_sid = await _admitted_call(socket)
        if call_sid is None:
            await socket.close()  # before accept: the handshake is answered with 403
            return
        await socket.accept()
        stream = _Stream(socket, call_sid)
        await stream.carry(handler, start_within_s, leave_within_s)

    async def _admitted_call(socket: WebSocket) -> str | None:
        token: str = socket.path_params["token"]
        signature = socket.headers.get(SIGNATURE_HEADER)
        # The signature first: a forged handshake must not use up the token.
        if require_signature and not auth.admits_socket(f"{MEDIA}/{token}", signature):
            log.warning("media socket refused", reason="signature")
            return None
        call_sid = await handler.admit(token)
        if call_sid is None:
            log.warning("media socket refused", reason="token unknown or used")
        return call_sid

    return WebSocketRoute(f"{MEDIA}/{{token}}", answer)


class _Stream:
    """One accepted socket, from its start to its end."""

    def __init__(self, socket: WebSocket, call_sid: str) -> None:
        self._socket = socket
        self._call_sid = call_sid
        self._dropped = DroppedFrames(call_sid)

    async def carry(self, handler: MediaHandler, start_within_s: float, leave_within_s: float) -> None:
        """Everything that the socket brings, until it closes."""
        try:
            start = await self._start(start_within_s)
            if start is not None:
                await self._hear(start, handler.opened(self._call_sid, start))
                await self._see_off(leave_within_s)
        finally:
            self._dropped.log_count()

    async def _start(self, within_s: float) -> Start | None:
        """The frame that tells call and tracks; None when the socket closed, or was closed for want of it."""
        try:
            async with asyncio.timeout(within_s):
                start = await self._first_start()
        except TimeoutError:
            await self._refuse("no start in time")
            return None
        if start is not None and start.call_sid != self._call_sid:
            await self._refuse("start of another call")
            return None
        return start

    async def _first_start(self) -> Start | None:
        while (frame := await self._next()) is not None:
            if isinstance(frame, Start):
                return frame
            if isinstance(frame, Media):
                self._dropped.add("media before start")
        return None

    async def _refuse(self, reason: str) -> None:
        log.warning("media socket refused", call_sid=self._call_sid, reason=reason)
        await self._close(POLICY_VIOLATION)

    async def _hear(self, start: Start, session: MediaSession) -> None:
        reason = "dropped"
        try:
            while (frame := await self._next()) is not None:
                if isinstance(frame, Stop):
                    reason = "stopped"
                    break
                if isinstance(frame, Media):
                    self._hand_on(frame, start, session)
        finally:
            session.closed(reason)

    def _hand_on(self, media: Media, start: Start, session: MediaSession) -> None:
        if media.track not in start.tracks:
            self._dropped.add("track not announced")
            return
        try:
            session.media(media)
        except Exception as error:  # noqa: BLE001 - whatever one frame does, the call is heard on
            self._dropped.add("session failed", error)

    async def _see_off(self, within_s: float) -> None:
        """After `stop` Twilio closes the socket itself; what is still on its way is of no use to anybody."""
        try:
            async with asyncio.timeout(within_s):
                while (frame := await self._next()) is not None:
                    if isinstance(frame, Media):
                        self._dropped.add("media after stop")
        except TimeoutError:
            await self._close(NORMAL)

    async def _next(self) -> Frame | None:
        """The next frame that can be read, or None when the other side has closed."""
        while self._socket.client_state is not WebSocketState.DISCONNECTED:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                break
            try:
                return parse_frame(message.get("text") or message.get("bytes") or "")
            except FrameError as error:
                self._dropped.add(str(error))
        return None

    async def _close(self, code: int) -> None:
        with suppress(WebSocketDisconnect):  # the other side may have closed at the same moment
            await self._socket.close(code)
