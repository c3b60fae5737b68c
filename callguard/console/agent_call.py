"""An agent's call as their page shows it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from callguard.console.clock import ClockView, clock_of
from callguard.console.found import FoundView, found_of
from callguard.console.hints import hints_of
from callguard.console.parts import ConsoleParts
from callguard.console.sentence import Sentence, sentence_of, shows
from callguard.console.tick_view import TickView, ticks_of
from callguard.console.users import User
from callguard.console.waiting import WaitingView, waiting_of
from callguard.live.calls import LiveCalls, LogEntry
from rules.events import SpeechHeard
from rules.facts import CallFacts, Phase
from rules.scripts import Hints

RECENT = 200
SHOWN_WORDS = 8


@dataclass(frozen=True, slots=True)
class AgentCall:
    """The call's state; `words` are the last things said, oldest first."""

    facts: CallFacts
    clock: ClockView
    sentence: Sentence | None
    ticks: list[TickView]
    found: list[FoundView]
    hints: Hints | None
    waiting: WaitingView | None
    extensions_left: int
    words: list[SpeechHeard]
    mine: bool

    @property
    def state(self) -> str:
        """Which face the page has: ringing, talking, left (it goes on without this agent) or ended."""
        if self.facts.phase is Phase.ENDED:
            return "ended"
        if not self.mine:
            return "left"
        return "talking" if self.facts.phase is Phase.TALKING else "ringing"


def call_of(parts: ConsoleParts, user: User, last: str | None = None) -> AgentCall | None:
    """Return the call that the agent was given, else the one they had `last`; never somebody else's."""
    given = parts.duty.call_of(user.name)
    shown = given or last
    found = parts.calls.load(shown) if shown else None
    if found is None or (given is None and found.facts.agent != user.name):
        return None
    facts, book = found.facts, parts.books.current()
    log = _log(parts.calls, facts)
    heard = [e.event for e in log if isinstance(e.event, SpeechHeard) and e.event.final]
    return AgentCall(
        facts,
        clock_of(facts, book, datetime.now(UTC)),
        sentence_of(facts, log, book, user.language),
        ticks_of(facts, book.policy.ladder),
        found_of(facts, log),
        hints_of(facts, book),
        waiting_of(facts, book),
        max(0, book.policy.extension.agent_times - facts.extensions),
        heard[-SHOWN_WORDS:],
        mine=given is not None,
    )


def _log(calls: LiveCalls, facts: CallFacts) -> list[LogEntry]:
    """Read the newest entries, and all of them only when the prompt is older than these."""
    recent, prompt = calls.log(facts.call_sid, -RECENT), facts.prompt
    if len(recent) < RECENT or prompt is None or any(shows(entry, prompt) for entry in recent):
        return recent
    return calls.log(facts.call_sid)
