"""A real server with the media route on a free port, and Twilio's end of its sockets."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette
from websockets.sync.client import ClientConnection, connect

from tests.webhooks.recording_media import PATIENCE_S, RecordingMedia
from tests.webhooks.twilio_side import CALL, TOKEN, sign
from webhooks.media import media_route
from webhooks.signature import TwilioAuth


@dataclass
class MediaServer:
    address: str
    handler: RecordingMedia

    def token(self, call_sid: str = CALL) -> str:
        """A one-time token bound to that call."""
        token = f"token-{len(self.handler.tokens)}-{call_sid[-4:]}"
        self.handler.tokens[token] = call_sid
        return token

    def url(self, token: str) -> str:
        return f"ws://{self.address}/media/{token}"

    def dial(self, token: str, signature: str | None = None) -> ClientConnection:
        """Opens the socket as Twilio does, or with another signature ("" for none)."""
        signature = sign(self.url(token)) if signature is None else signature
        headers = {"X-Twilio-Signature": signature} if signature else {}
        return connect(self.url(token), additional_headers=headers, proxy=None, open_timeout=PATIENCE_S)


@contextmanager
def serving(
    handler: RecordingMedia,
    *,
    require_signature: bool = True,
    start_within_s: float = PATIENCE_S,
    leave_within_s: float = PATIENCE_S,
) -> Iterator[MediaServer]:
    listener = socket.create_server(("127.0.0.1", 0))
    address = f"127.0.0.1:{listener.getsockname()[1]}"
    route = media_route(
        handler,
        TwilioAuth([TOKEN], f"http://{address}"),
        require_signature=require_signature,
        start_within_s=start_within_s,
        leave_within_s=leave_within_s,
    )
    app = Starlette(routes=[route])
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=2))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        yield MediaServer(address, handler)
    finally:
        server.should_exit = True
        thread.join(PATIENCE_S)
        listener.close()
