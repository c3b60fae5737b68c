"""Keeps time: wakes calls whose limits are due, and hands on effects that stayed behind.

Every web and media process runs one. The transition script makes many as safe as one.
"""

import random
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import structlog

from callguard.desk.desk import CallDesk
from callguard.errors import UnknownCallError
from callguard.live.limits import Limits
from callguard.live.outbox import Outbox
from callguard.live.queues import Queues
from rules.events import LimitDue

log = structlog.get_logger()

TICK_S = 0.1
OUTBOX_EVERY_S = 1.0
BATCH = 50
LOOK_AGAIN = timedelta(seconds=5)
RETRY_S = 1.0
Chore = tuple[float, Callable[[], None]]


class Ticker:
    """A thread. A fault in one call is logged and skipped; a fault in the store is waited out."""

    def __init__(
        self, desk: CallDesk, limits: Limits, outbox: Outbox, queues: Queues, chores: Sequence[Chore] = ()
    ) -> None:
        self._desk = desk
        self._limits = limits
        self._outbox = outbox
        self._queues = queues
        self._chores: list[Chore] = [(OUTBOX_EVERY_S, self.hand_on_left_behind), *chores]
        self._next = [0.0] * len(self._chores)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ticker", daemon=True)

    def start(self) -> None:
        """Begin to tick."""
        self._thread.start()

    def stop(self) -> None:
        """Stop, and wait for the tick under way."""
        self._stop.set()
        self._thread.join(timeout=10)

    def fire_due_limits(self) -> None:
        """Apply the limits that are due, a few dozen in shuffled order so that tickers do not collide."""
        due = list(self._limits.due(datetime.now(UTC), BATCH))
        random.shuffle(due)
        for call_sid, limit in due:
            self._fire(call_sid, limit)

    def hand_on_left_behind(self) -> None:
        """Queue effects again whose outcome is overdue."""
        for entry in self._outbox.due(datetime.now(UTC), BATCH):
            self._outbox.postpone(entry.id, LOOK_AGAIN)
            self._queues.hand_on_again(entry)

    def _fire(self, call_sid: str, limit: str) -> None:
        now = datetime.now(UTC)
        try:
            self._desk.apply(call_sid, LimitDue(f"limit:{limit}:{now.timestamp():.3f}", now, limit))
        except UnknownCallError:
            log.warning("limit of an unknown call dropped", call=call_sid, limit=limit)
            self._limits.drop(call_sid, limit, 0)
        except Exception:
            log.exception("limit not applied, tried again soon", call=call_sid, limit=limit)
            self._limits.postpone(call_sid, limit, RETRY_S, now)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.fire_due_limits()
                self._do_chores()
            except Exception as error:  # noqa: BLE001 - time must go on when the store is away
                log.warning("tick failed", error=str(error))
                self._stop.wait(RETRY_S)
            self._stop.wait(self._pause_s())

    def _do_chores(self) -> None:
        now = datetime.now(UTC).timestamp()
        for place, (every_s, chore) in enumerate(self._chores):
            if now >= self._next[place]:
                self._next[place] = now + every_s
                chore()

    def _pause_s(self) -> float:
        try:
            due = self._limits.next_due()
        except Exception:  # noqa: BLE001 - the next tick reports it
            return TICK_S
        left = TICK_S if due is None else due - datetime.now(UTC).timestamp()
        return min(TICK_S, max(0.001, left))
