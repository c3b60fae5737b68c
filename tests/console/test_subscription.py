"""The queue of one browser."""

import anyio

from callguard.config import Language
from callguard.console.subscription import QUEUED, RESET, Subscription
from callguard.console.users import User
from callguard.db.people import Role
from callguard.live.feed import Change

AIKO = User("aiko", "Aiko", Role.AGENT, Language.EN, None)


def change(number: int) -> Change:
    return Change(f"{number}-0", "CA1", ("speech_heard",))


def test_a_browser_that_is_too_slow_is_told_to_start_afresh() -> None:
    async def play() -> None:
        slow = Subscription(AIKO)
        for number in range(QUEUED + 1):
            slow.put(change(number))
        assert slow.waiting() == [RESET]
        slow.put(change(99))
        assert slow.waiting() == [change(99)]

    anyio.run(play)


def test_a_closed_stream_ends_whatever_was_waiting() -> None:
    async def play() -> None:
        closed = Subscription(AIKO)
        for number in range(QUEUED):
            closed.put(change(number))
        closed.close()
        assert await closed.next(1) is None

    anyio.run(play)
