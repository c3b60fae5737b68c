"""Runs stored events through `decide` again, under the same or another rulebook."""

from collections.abc import Iterable

from rules.book import Rulebook
from rules.decide import decide
from rules.decision import Decision
from rules.events import Event
from rules.facts import CallFacts


def replay(book: Rulebook, call_sid: str, events: Iterable[Event]) -> list[Decision]:
    """Return the decision about each event, in order; an id seen before is passed over."""
    facts, seen, decisions = CallFacts(call_sid), set[str](), []
    for event in events:
        if event.id not in seen:
            seen.add(event.id)
            decisions.append(decide(book, facts, event))
            facts = decisions[-1].facts
    return decisions
