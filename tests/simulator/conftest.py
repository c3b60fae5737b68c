"""A customer on a free port, a simulator in front of it, and Twilio's own REST client behind."""

import asyncio
import struct
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio.to_thread
import pytest
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from callguard.simulator import CallScript, ScriptLine, SimCall, Simulator
from callguard.simulator.server import LoopbackServer
from tests.simulator.customer import ACCOUNT, PUBLIC, TOKEN, Customer

SPEED = 12.0
Given = Any
"""What Twilio's untyped library takes and gives back."""
MORI = "+12025550143"
SITE = "+12025550100"


class HttpClientToSimulator(TwilioHttpClient):  # type: ignore[misc]
    def __init__(self, api_url: str) -> None:
        super().__init__(timeout=10)
        self._api_url = api_url

    def request(self, method: str, url: str, *args: Given, **kwargs: Given) -> Given:
        return super().request(method, url.replace("https://api.twilio.com", self._api_url), *args, **kwargs)


@dataclass
class Stage:
    sim: Simulator
    customer: Customer
    client: Client

    async def rest(self, ask: Callable[[Client], Given]) -> Given:
        return await anyio.to_thread.run_sync(lambda: ask(self.client))

    async def call(self, script: CallScript | None = None, twiml: str = "", **options: Given) -> SimCall:
        if twiml:
            self.customer.documents["/voice"] = twiml
        return await self.sim.dial_in(MORI, SITE, f"{PUBLIC}/voice", script or CallScript(), **options)

    async def conference_of(self, call: SimCall) -> str:
        await self.customer.until(lambda: self.joined(call.call_sid))
        return self.joined(call.call_sid)[0]["ConferenceSid"]

    def joined(self, call_sid: str) -> list[dict[str, str]]:
        forms = self.customer.forms("/conference")
        return [
            f for f in forms if f["StatusCallbackEvent"] == "participant-join" and f["CallSid"] == call_sid
        ]

    async def add_agent(self, conference: str, label: str = "aiko", **options: Given) -> str:
        """Dial Aiko in, and wait until she has joined."""
        participant = await self.rest(
            lambda c: c.conferences(conference).participants.create(
                from_=SITE, to=f"client:{label}", label=label, beep="false", **options
            )
        )
        await self.customer.until(lambda: self.joined(participant.call_sid))
        return str(participant.call_sid)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def stage(anyio_backend: str) -> AsyncIterator[Stage]:
    customer = Customer()
    server = LoopbackServer(customer.app())
    await server.start()
    sim = await Simulator(ACCOUNT, TOKEN, PUBLIC, server.url, SPEED).__aenter__()
    yield Stage(sim, customer, Client(ACCOUNT, TOKEN, http_client=HttpClientToSimulator(sim.api_url)))
    await asyncio.gather(sim.__aexit__(None, None, None), server.stop())
    assert customer.forged == 0


WriteLine = Callable[[str, float, bytes], str]


@pytest.fixture
def write_line(tmp_path: Path) -> WriteLine:
    """Writes a μ-law WAV file that holds one byte for so many seconds, and says where."""

    def write(name: str, length_s: float, byte: bytes) -> str:
        sound = byte * round(length_s * 8000)
        form = struct.pack("<HHIIHH", 7, 1, 8000, 8000, 1, 8)
        body = (
            b"WAVEfmt "
            + struct.pack("<I", len(form))
            + form
            + b"data"
            + struct.pack("<I", len(sound))
            + sound
        )
        path = tmp_path / f"{name}.wav"
        path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
        return str(path)

    return write


CALLER_BYTE, AGENT_BYTE = b"\x81", b"\x92"


@pytest.fixture
def talk(write_line: WriteLine) -> Callable[..., CallScript]:
    """A script: Mori speaks from 0.2 to 0.6 s, Aiko from 1.0 to 1.4 s after she joined."""

    def build(**options: Given) -> CallScript:
        lines = (
            ScriptLine(at_s=0.2, speaker="caller", audio=write_line("mori", 0.4, CALLER_BYTE)),
            ScriptLine(at_s=1.0, speaker="agent", audio=write_line("aiko", 0.4, AGENT_BYTE)),
        )
        return CallScript(lines=lines, **options)

    return build
