"""What has to be said before a call may be ended."""

from rules.facts import CallFacts
from rules.policy import Ladder
from rules.ticks import Tick

GRAVE = 4


def say_first(ladder: Ladder, facts: CallFacts) -> tuple[Tick, ...]:
    """Return the ticks that are still missing, in order; after a grave act that a person confirmed it takes
    only the naming of it.
    """
    grave = any(f.severity >= GRAVE and f.confirmed and not f.dismissed for f in facts.found)
    wanted = ladder.grave_ticks if grave else ladder.ticks
    return tuple(name for name in wanted if name not in facts.ticks)
