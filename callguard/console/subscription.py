"""One open stream of one browser: a bounded queue that the reader fills and the stream empties."""

import asyncio

from callguard.console.users import User
from callguard.live.feed import Change

QUEUED = 64
RESET = Change("", "", ("reset",))
"""Tells the browser that it missed something and has to fetch anew."""


class Subscription:
    """All methods run in the event loop's thread."""

    def __init__(self, user: User) -> None:
        self.user = user
        self._queue: asyncio.Queue[Change | None] = asyncio.Queue(QUEUED)

    def put(self, change: Change) -> None:
        """Queue a change; a browser that is too slow gets a reset instead of all that waits."""
        if self._queue.full():
            self._empty()
            change = RESET
        self._queue.put_nowait(change)

    def close(self) -> None:
        """End the stream."""
        self._empty()
        self._queue.put_nowait(None)

    async def next(self, timeout_s: float) -> Change | None:
        """Return the next change, None at the stream's end; raise TimeoutError when nothing came."""
        return await asyncio.wait_for(self._queue.get(), timeout_s)

    def waiting(self) -> list[Change | None]:
        """Return all that is queued already."""
        return [self._queue.get_nowait() for _ in range(self._queue.qsize())]

    def _empty(self) -> None:
        self.waiting()
