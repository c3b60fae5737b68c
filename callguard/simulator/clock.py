"""The simulator's time: seconds of the played world, which may run faster than ours."""

import asyncio
import time
from datetime import UTC, datetime
from email.utils import format_datetime


class Clock:
    """Counts played seconds; at `speed` 4 four of them pass in one of ours."""

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self._origin_s = time.monotonic()

    def now_s(self) -> float:
        """Played seconds since the simulator began."""
        return (time.monotonic() - self._origin_s) * self._speed

    def real_s(self, seconds: float) -> float:
        """How long `seconds` of the played world take in ours."""
        return seconds / self._speed

    async def sleep(self, seconds: float) -> None:
        """Let `seconds` of the played world pass."""
        await asyncio.sleep(self.real_s(seconds))

    async def sleep_until(self, at_s: float) -> None:
        """Sleep until that played second; always gives way to others once, late or not."""
        await self.sleep(max(0.0, at_s - self.now_s()))


def utc_now() -> datetime:
    """The wall clock: Twilio's timestamps are dates of this world, whatever the speed."""
    return datetime.now(UTC)


def rfc2822(instant: datetime | None) -> str | None:
    """Write a date as Twilio does in forms and REST answers."""
    return None if instant is None else format_datetime(instant)


def iso8601(instant: datetime) -> str:
    """Write a date as Twilio does in stream callbacks."""
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")
