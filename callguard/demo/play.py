"""Plays the calls: an ordinary one, the fourth of an angry caller, and one that overruns its time."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

from callguard.config import Settings
from callguard.demo.robot import RobotAgent
from callguard.demo.setting import SITE_NUMBER
from callguard.simulator import SimCall, Simulator, load_scenario
from callguard.site import Site

LONGEST_CALL_S = 180
SETTLE_S = 60
EARLIER_CALLS = 3
LOOK_EVERY_S = 0.1
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Played:
    """The calls that were played: the three of the story, and the earlier ones of the same day."""

    story: list[str]
    earlier: list[str]


@dataclass(slots=True)
class Stage:
    """What playing needs."""

    site: Site
    simulator: Simulator
    agents: dict[str, str]
    tell: Tell

    async def play(self) -> Played:
        """Play all calls and wait until everything that they caused is done."""
        async with AsyncExitStack() as duty:
            robots = [await duty.enter_async_context(self._robot(n).on_duty()) for n in ("aiko", "ben")]
            played = await self._play_story(robots)
        await self._settle()
        return played

    async def _play_story(self, robots: list[RobotAgent]) -> Played:
        self.tell("(a) an ordinary call; meanwhile Mori calls three times about a refund")
        ordinary = await self._dial("ordinary")
        earlier = [await self._play("short", robots, None) for _ in range(EARLIER_CALLS)]
        await self._ended(ordinary)

        self.tell("(b) Mori's fourth call today: the demand again, then a threat")
        threat = await self._play("threat", robots, answer_after_s=8)

        self.tell("(c) a polite call that goes on after its matter was answered")
        overrun = await self._play("overrun", robots, answer_after_s=4)
        return Played([ordinary.call_sid, threat, overrun], earlier)

    def _robot(self, name: str) -> RobotAgent:
        return RobotAgent(self.site.settings.pages_url, self.agents[name])

    async def _play(self, scenario: str, robots: list[RobotAgent], answer_after_s: float | None) -> str:
        """Play one call; whichever agent gets it clicks *answered* after so many seconds of talk."""
        for robot in robots:
            robot.answer_after_s = answer_after_s
        call = await self._dial(scenario)
        await self._ended(call)
        return call.call_sid

    async def _dial(self, scenario: str) -> SimCall:
        script, settings = load_scenario(scenario), self.site.settings
        return await self.simulator.dial_in(
            script.from_number,
            SITE_NUMBER,
            _address(settings, "voice"),
            script,
            status_callback_url=_address(settings, "call"),
        )

    async def _ended(self, call: SimCall) -> None:
        async with asyncio.timeout(LONGEST_CALL_S):
            await call.wait_ended()

    async def _settle(self) -> None:
        """Wait until Twilio has told everything and every effect has its outcome."""
        await self.simulator.callbacks_sent()
        async with asyncio.timeout(SETTLE_S):
            quiet = 0
            while quiet < 10:
                busy = await asyncio.to_thread(self._is_busy)
                quiet = 0 if busy else quiet + 1
                await asyncio.sleep(LOOK_EVERY_S)

    def _is_busy(self) -> bool:
        return bool(self.site.calls.live()) or self.site.outbox.pending() > 0


def _address(settings: Settings, name: str) -> str:
    return f"{settings.public_url}/twilio/{name}"
