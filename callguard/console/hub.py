"""Fans the feed out: one reader for the process, one bounded queue for each open page."""

import asyncio
import threading
from collections.abc import Callable, Sequence

import structlog

from callguard.console.attendance import Attendance
from callguard.console.owner import owner_of
from callguard.console.parts import ConsoleParts
from callguard.console.subscription import RESET, Subscription
from callguard.console.users import User
from callguard.db.people import Role
from callguard.live.feed import WORDS, Change

log = structlog.get_logger()

BLOCK_MS = 500
RETRY_S = 0.5


class EventHub:
    """Start it in the event loop that serves the streams, and stop it there."""

    def __init__(self, parts: ConsoleParts) -> None:
        self._parts = parts
        self._open: set[Subscription] = set()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._reader = threading.Thread(target=self._read, name="feed reader", daemon=True)
        self._attendance = Attendance(parts, self)

    def start(self) -> None:
        """Begin to read."""
        self._loop = asyncio.get_running_loop()
        self._reader.start()
        self._attendance.start()

    def stop(self) -> None:
        """End all streams and both threads; agents whose page was open go off duty."""
        self._stop.set()
        self.drop(lambda _: True)
        self._attendance.stop()
        self._reader.join(timeout=5)

    def subscribe(self, user: User) -> Subscription:
        """Open a stream for the user."""
        subscription = Subscription(user)
        with self._lock:
            self._open.add(subscription)
        if self._stop.is_set():
            subscription.close()
        return subscription

    def leave(self, subscription: Subscription) -> None:
        """Forget a stream whose browser is gone."""
        with self._lock:
            self._open.discard(subscription)

    def users(self) -> set[User]:
        """Return everybody whose page is open here."""
        return {subscription.user for subscription in self._subscriptions()}

    def drop(self, chosen: Callable[[User], bool]) -> None:
        """End the streams of these users."""
        for subscription in self._subscriptions():
            if chosen(subscription.user):
                self._call(subscription.close)

    def tell(self, agent: str, change: Change) -> None:
        """Send a change to an agent's own pages."""
        for subscription in self._subscriptions():
            if subscription.user.name == agent:
                self._call(subscription.put, change)

    def _subscriptions(self) -> list[Subscription]:
        with self._lock:
            return list(self._open)

    def _call(self, function: Callable[..., None], *args: object) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(function, *args)

    def _read(self) -> None:
        """Read until the end. After any fault everybody starts afresh, for something may have been missed."""
        after: str | None = None
        fault = False
        while not self._stop.is_set():
            try:
                after = after or self._parts.feed.last_id()
                if fault:
                    self._put_all(self._subscriptions(), [RESET])
                    fault = False
                changes = list(self._parts.feed.read(after, BLOCK_MS))
                self._deliver(changes)
                after = changes[-1].id if changes else after
            except Exception as error:  # noqa: BLE001 - pages must come back when the store does
                log.warning("feed not read", error=str(error))
                after, fault = None, True
                self._stop.wait(RETRY_S)

    def _deliver(self, changes: Sequence[Change]) -> None:
        subscriptions = self._subscriptions()
        boards = [s for s in subscriptions if s.user.role is Role.SUPERVISOR]
        agents = [s for s in subscriptions if s.user.role is Role.AGENT]
        for change in changes:
            owner = owner_of(self._parts, change) if agents else None
            self._put_all([s for s in agents if s.user.name == owner], [change])
        self._put_all(boards, [change for change in changes if WORDS not in change.kinds])

    def _put_all(self, subscriptions: Sequence[Subscription], changes: Sequence[Change]) -> None:
        for subscription in subscriptions:
            for change in changes:
                self._call(subscription.put, change)
