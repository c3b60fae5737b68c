"""The six ticks as the agent sees them: which are there, how they came, and what to say first."""

from dataclasses import dataclass

from rules.ending import say_first
from rules.facts import CallFacts
from rules.policy import Ladder
from rules.ticks import How, Tick


@dataclass(frozen=True, slots=True)
class TickView:
    """One tick; `how` is None while it is missing, `needed` says that the call may not end before it."""

    tick: Tick
    how: How | None
    needed: bool


def ticks_of(facts: CallFacts, ladder: Ladder) -> list[TickView]:
    """Return the ticks in the order in which they are said."""
    missing = say_first(ladder, facts)
    return [
        TickView(tick, facts.ticks[tick].how if tick in facts.ticks else None, tick in missing)
        for tick in ladder.ticks
    ]
