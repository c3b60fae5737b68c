"""The rows of the wallboard, the most urgent first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from callguard.console.clock import ClockView, clock_of
from callguard.console.waiting import WaitingView, waiting_of
from rules.book import Rulebook
from rules.facts import CallFacts


@dataclass(frozen=True, slots=True)
class WallboardRow:
    """A live call; `agent` is the name that people know."""

    facts: CallFacts
    clock: ClockView
    agent: str | None
    waiting: WaitingView | None

    @property
    def needs_review(self) -> bool:
        """Whether a supervisor was called and nobody looked yet."""
        return self.facts.flagged is not None and self.facts.reviewed_by is None

    @property
    def urgency(self) -> tuple[bool, int, float]:
        """Sorts rows: flagged and not reviewed, then the stage reached, then the time left."""
        return not self.needs_review, -self.facts.stage.rank, self.clock.left_s


def rows_of(
    live: Iterable[CallFacts], book: Rulebook, agents: dict[str, str], now: datetime
) -> list[WallboardRow]:
    """Return a row for each call under way."""
    rows = [
        WallboardRow(
            facts,
            clock_of(facts, book, now),
            agents.get(facts.agent or "", facts.agent),
            waiting_of(facts, book),
        )
        for facts in live
        if facts.is_live
    ]
    return sorted(rows, key=lambda row: row.urgency)
