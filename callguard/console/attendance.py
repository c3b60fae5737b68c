"""Keeps agents on duty while their page is open, and tells them of a call that they were given."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

import structlog

from callguard.console.parts import ConsoleParts
from callguard.console.users import User
from callguard.db.people import Role
from callguard.live.feed import Change

log = structlog.get_logger()

LOOK_S = 0.5
REPORT_S = 5.0
RECHECK_S = 15.0
GIVEN = "call_given"


class OpenPages(Protocol):
    """Where pages are open, and told of what happens."""

    def users(self) -> set[User]:
        """Return everybody whose page is open."""

    def tell(self, agent: str, change: Change) -> None:
        """Send a change to an agent's own pages."""

    def drop(self, chosen: Callable[[User], bool]) -> None:
        """End the streams of these users."""


class Attendance:
    """A thread; a fault in the store is waited out."""

    def __init__(self, parts: ConsoleParts, pages: OpenPages) -> None:
        self._parts = parts
        self._pages = pages
        self._reported: dict[str, float] = {}
        self._calls: dict[str, str | None] = {}
        self._rechecked = time.monotonic()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="attendance", daemon=True)

    def start(self) -> None:
        """Begin to report."""
        self._thread.start()

    def stop(self) -> None:
        """Stop, and take everybody off duty whom this process kept there."""
        self._stop.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._try(self._look)
            self._stop.wait(LOOK_S)
        self._try(lambda: self._leave(set()))

    def _look(self) -> None:
        if time.monotonic() - self._rechecked > RECHECK_S:
            self._recheck()
        agents = {user for user in self._pages.users() if user.role is Role.AGENT}
        self._leave({user.name for user in agents})
        for agent in agents:
            self._look_after(agent)

    def _try(self, step: Callable[[], None]) -> None:
        try:
            step()
        except Exception as error:  # noqa: BLE001 - duty must go on when the store is back
            log.warning("attendance not kept", error=str(error))

    def _look_after(self, agent: User) -> None:
        if agent.phone and time.monotonic() - self._reported.get(agent.name, 0) > REPORT_S:
            self._parts.duty.report(agent.name, datetime.now(UTC))
            self._reported[agent.name] = time.monotonic()
        call_sid = self._parts.duty.call_of(agent.name)
        if call_sid != self._calls.get(agent.name):
            self._calls[agent.name] = call_sid
            self._pages.tell(agent.name, Change("", call_sid or "", (GIVEN,)))

    def _leave(self, present: set[str]) -> None:
        for name in [name for name in self._reported if name not in present]:
            del self._reported[name]
            self._parts.duty.leave(name)

    def _recheck(self) -> None:
        """End the streams of users who are no longer what they were when the stream began."""
        self._rechecked = time.monotonic()
        changed = {user for user in self._pages.users() if self._parts.users.get(user.name) != user}
        self._pages.drop(changed.__contains__)
