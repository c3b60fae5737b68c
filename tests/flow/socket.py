"""A media socket as Twilio opens it, or as a stranger would."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from websockets.sync.client import ClientConnection, connect

from callguard.simulator.sound import FRAME_BYTES, SILENCE, load_sound
from tests.flow.stage import Stage
from tests.settings import PUBLIC_URL, TOKEN
from tests.webhooks.twilio_side import media, sign, wire

FRAME_S = 0.02
PACE = 4
"""How much faster than people speak: a steady stream is part of what is tested, its length is not."""


def sockets_open(stage: Stage, token: str, auth_token: str = TOKEN) -> ClientConnection:
    """Open the socket of a token; the handshake is signed with the account's token, or another."""
    path = f"/media/{token}"
    signature = sign(PUBLIC_URL.replace("https", "wss") + path, token=auth_token)
    address = f"ws://127.0.0.1:{stage.settings.port}{path}"
    return connect(address, additional_headers={"X-Twilio-Signature": signature}, proxy=None)


@contextmanager
def media_socket(stage: Stage, call_sid: str) -> Iterator[ClientConnection]:
    """Open a socket for the call, with a token of its own."""
    with sockets_open(stage, stage.site.tokens.issue(call_sid)) as socket:
        yield socket


class Speech:
    """Good frames of both tracks, in time, as the caller's words go by."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._frames = 0

    def say(self, line: str) -> None:
        """Let the caller say a line, with a second and a half of silence behind it."""
        sound = load_sound(line)
        for place in range(0, len(sound), FRAME_BYTES):
            self.send(sound[place : place + FRAME_BYTES].ljust(FRAME_BYTES, b"\xff"))
        self.wait(1.5)

    def wait(self, seconds: float) -> None:
        """Let nobody speak."""
        for _ in range(round(seconds / FRAME_S)):
            self.send(SILENCE)

    def send(self, inbound: bytes) -> None:
        """Send 20 ms."""
        for track, sound in (("inbound", inbound), ("outbound", SILENCE)):
            self._socket.send(wire(media(sound, self._frames, track)))
        self._frames += 1
        time.sleep(FRAME_S / PACE)
