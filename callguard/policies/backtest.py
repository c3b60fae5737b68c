"""The back-test: what a draft of the policy would have changed in calls of the past.

Both policies run over the same record with the same packs: the one that was in force when the call came in,
and the draft. So a difference is the draft's doing, not a new phrase's.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct
from sqlalchemy import func, select

from callguard.db.calls import CallRow, EventRow
from callguard.db.database import Database
from callguard.policies.trace import Step, trace
from rules.acts import Act
from rules.book import Rulebook
from rules.events import Event

BATCH = 100
BookOf = Callable[[int], Rulebook]
Progress = Callable[[int, int], None]


class Change(Struct, frozen=True):
    """One thing that the draft would have done (`added`) or left undone, when in the call, and why."""

    added: bool
    step: Step


class CallChange(Struct, frozen=True):
    """A call that would have gone another way."""

    call_sid: str
    arrived_at: datetime
    queue: str
    changes: tuple[Change, ...]


class Tally(Struct, frozen=True):
    """How often one kind of thing happened on a day, under either policy."""

    day: date
    kind: str
    act: Act | None
    before: int
    after: int


class Report(Struct, frozen=True):
    """What a draft would have changed: totals by kind, act and day, and the calls that differ."""

    since: datetime
    calls: int
    unreadable: int
    tallies: tuple[Tally, ...]
    differing: tuple[CallChange, ...]

    def totals(self) -> dict[str, tuple[int, int]]:
        """Return for each kind how often it happened before and would have happened after."""
        sums: dict[str, tuple[int, int]] = {}
        for tally in self.tallies:
            before, after = sums.get(tally.kind, (0, 0))
            sums[tally.kind] = (before + tally.before, after + tally.after)
        return sums


class _Recorded(Struct, frozen=True):
    """What of a log entry a back-test needs."""

    event: Event
    policy_version: int


class _Call(Struct, frozen=True):
    sid: str
    arrived_at: datetime
    entries: tuple[_Recorded, ...]


_decoder = msgspec.json.Decoder(_Recorded)


def backtest(
    database: Database,
    book_of: BookOf,
    draft: Rulebook,
    since: datetime,
    zone: ZoneInfo,
    progress: Progress = lambda _done, _all: None,
) -> Report:
    """Replay the calls that came in since then; `book_of` gives the rulebook of a policy version.

    Reads in short sessions, a hundred calls at a time, and writes nothing.
    """
    counts: Counter[tuple[date, str, Act | None, bool]] = Counter()
    differing, calls, unreadable, everything = list[CallChange](), 0, 0, _count(database, since)
    for call in _calls(database, since):
        calls += 1
        progress(calls, everything)
        if call is None:
            unreadable += 1
            continue
        before, after = _both(call, book_of, draft)
        day = call.arrived_at.astimezone(zone).date()
        counts.update((day, step.kind, step.act, False) for step in before)
        counts.update((day, step.kind, step.act, True) for step in after)
        changes = tuple(_changes(before, after))
        if changes:
            queue = getattr(call.entries[0].event, "queue", "")
            differing.append(CallChange(call.sid, call.arrived_at, queue, changes))
    return Report(since, calls, unreadable, tuple(_tallies(counts)), tuple(differing))


def _both(call: _Call, book_of: BookOf, draft: Rulebook) -> tuple[list[Step], list[Step]]:
    events = [entry.event for entry in call.entries]
    book = book_of(call.entries[0].policy_version)
    return trace(book, call.sid, events), trace(draft, call.sid, events)


def _changes(before: list[Step], after: list[Step]) -> Iterator[Change]:
    gone, new = Counter(s.key for s in before), Counter(s.key for s in after)
    for added, steps, fewer in ((False, before, gone - new), (True, after, new - gone)):
        left = Counter(fewer)
        for step in steps:
            if left[step.key] > 0:
                left[step.key] -= 1
                yield Change(added, step)


def _tallies(counts: Counter[tuple[date, str, Act | None, bool]]) -> Iterator[Tally]:
    keys = sorted({key[:3] for key in counts}, key=lambda key: (key[0], key[1], key[2] or ""))
    for day, kind, act in keys:
        yield Tally(day, kind, act, counts[day, kind, act, False], counts[day, kind, act, True])


def _count(database: Database, since: datetime) -> int:
    with database.read() as session:
        return (
            session.scalar(select(func.count()).select_from(CallRow).where(CallRow.arrived_at >= since)) or 0
        )


def _calls(database: Database, since: datetime) -> Iterator[_Call | None]:
    """Yield the calls in their order; None for one whose record cannot be read."""
    wanted = select(CallRow.sid, CallRow.arrived_at).where(CallRow.arrived_at >= since)
    with database.read() as session:
        sids = list(session.execute(wanted.order_by(CallRow.arrived_at, CallRow.sid)))
    for start in range(0, len(sids), BATCH):
        batch = sids[start : start + BATCH]
        bodies = _bodies(database, [sid for sid, _ in batch])
        for sid, arrived_at in batch:
            yield _read(sid, arrived_at, bodies.get(sid, []))


def _bodies(database: Database, sids: list[str]) -> dict[str, list[str]]:
    wanted = select(EventRow.call_sid, EventRow.body).where(EventRow.call_sid.in_(sids))
    bodies: dict[str, list[str]] = {}
    with database.read() as session:
        for sid, body in session.execute(wanted.order_by(EventRow.call_sid, EventRow.number)):
            bodies.setdefault(sid, []).append(body)
    return bodies


def _read(sid: str, arrived_at: datetime, bodies: Iterable[str]) -> _Call | None:
    try:
        entries = tuple(_decoder.decode(body) for body in bodies)
    except msgspec.DecodeError:
        return None
    return _Call(sid, arrived_at, entries) if entries else None
