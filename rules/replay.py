"""Runs stored events through `decide` again: as they were decided, or as another rulebook would decide."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from msgspec.structs import replace

from rules import events as on
from rules.book import Rulebook
from rules.decide import decide
from rules.decision import Decision
from rules.effects import Announce, EndCall
from rules.facts import CallFacts, Phase

PLAYED_S = 10
"""How long an announcement is taken to last where the record has none: the longest of ours is 9 s."""


def replay(
    book: Rulebook | Callable[[int], Rulebook], call_sid: str, events: Iterable[on.Event]
) -> list[Decision]:
    """Return the decision about each event, in order; an id seen before is passed over.

    `book` may be a function that gives the rulebook for the event at a place: the one of that time.
    """
    facts, seen, decisions = CallFacts(call_sid), set[str](), []
    for place, event in enumerate(events):
        if event.id not in seen:
            seen.add(event.id)
            decisions.append(decide(book(place) if callable(book) else book, facts, event))
            facts = decisions[-1].facts
    return decisions


def rerun(book: Rulebook, call_sid: str, events: Iterable[on.Event]) -> Iterator[tuple[on.Event, Decision]]:
    """Yield what another rulebook would have decided: its own timers run, its own announcements play.

    Timers and announcements of the record belong to the rulebook of the time and are left out. The people do
    what they did: a sentence that the agent said counts for the one that this rulebook shows.
    """
    facts, seen, playing = CallFacts(call_sid), set[str](), _Playing()
    for event in events:
        if event.id in seen or isinstance(event, _OF_THE_RECORD):
            continue
        seen.add(event.id)
        for due in _until(event.at, facts, playing):
            decision = decide(book, facts, due)
            facts = playing.follow(decision)
            yield due, decision
            if _ends(decision):
                return
        decision = decide(book, facts, _adapted(event, facts))
        facts = playing.follow(decision)
        yield event, decision
        if _ends(decision):
            return


_OF_THE_RECORD = (on.LimitDue, on.AnnouncementPlayed, on.AnnouncementFailed)


class _Playing:
    """The announcement that this rulebook has started, and the facts after its last decision."""

    def __init__(self) -> None:
        self.name: str | None = None
        self.until: datetime | None = None
        self.facts = CallFacts("")

    def follow(self, decision: Decision) -> CallFacts:
        for effect in decision.effects:
            if isinstance(effect, Announce):
                self.name = effect.announcement
                self.until = decision.facts.now + timedelta(seconds=PLAYED_S)
        self.facts = decision.facts
        return decision.facts

    def played(self) -> on.Event | None:
        if self.name is None or self.until is None:
            return None
        event = on.AnnouncementPlayed(f"replayed:{self.name}:{self.until}", self.until, self.name)
        self.name = self.until = None
        return event


def _until(end: datetime, facts: CallFacts, playing: _Playing) -> Iterator[on.Event]:
    """Yield the timers and announcement ends that come before `end`, each after the decision on the last."""
    playing.facts = facts
    while playing.facts.phase is not Phase.ENDED:
        due = sorted((at, limit) for limit, at in playing.facts.due.items() if at <= end)
        if playing.until is not None and playing.until <= end and (not due or playing.until <= due[0][0]):
            played = playing.played()
            if played is not None:
                yield played
            continue
        if not due:
            return
        at, limit = due[0]
        yield on.LimitDue(f"replayed:{limit}:{at.isoformat()}", max(at, playing.facts.now), limit)


def _adapted(event: on.Event, facts: CallFacts) -> on.Event:
    if isinstance(event, on.PromptSaid) and facts.prompt is not None:
        return replace(event, prompt=facts.prompt.number)
    return event


def _ends(decision: Decision) -> bool:
    """Whether the limit itself ends the call here: what the record holds after that would not have been."""
    return any(isinstance(e, EndCall) and e.by is on.EndedBy.LIMIT for e in decision.effects)
