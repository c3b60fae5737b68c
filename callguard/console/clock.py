"""The talk clock against the limit, as a page shows it and as its script goes on counting."""

from dataclasses import dataclass
from datetime import datetime

from rules.book import Rulebook
from rules.facts import CallFacts
from rules.marks import LIMIT, due_talk_s, marks_of


@dataclass(frozen=True, slots=True)
class ClockView:
    """Seconds of talk; `marks_s` are those at which something is said before the limit."""

    talked_s: float
    limit_s: float
    marks_s: tuple[float, ...]
    running: bool

    @property
    def left_s(self) -> float:
        """Seconds until the limit; negative behind it."""
        return self.limit_s - self.talked_s

    @property
    def share(self) -> float:
        """Per cent of the limit, 100 at most."""
        return min(100.0, 100 * self.talked_s / self.limit_s)

    @property
    def level(self) -> str:
        """How near the limit is: calm, near (behind the first mark) or over."""
        if self.left_s <= 0:
            return "over"
        return "near" if self.talked_s >= self.marks_s[0] else "calm"


def clock_of(facts: CallFacts, book: Rulebook, now: datetime) -> ClockView:
    """Return the call's clock; a limit that waits for a notice's lead time is later than the policy says."""
    own, marks = book.policy.marks(facts.queue), marks_of(book.policy, facts)
    due_s = due_talk_s(book.policy, facts, LIMIT)
    return ClockView(
        talked_s=facts.clock.read(now),
        limit_s=marks.limit_s if due_s is None else due_s,
        marks_s=(own.warning_s, marks.notice_s, marks.final_notice_s),
        running=facts.clock.running_since is not None,
    )


def minutes(seconds: float) -> str:
    """Return minutes and seconds, as clocks are read: 12:05."""
    whole = int(abs(seconds))
    return f"{whole // 60}:{whole % 60:02}"
