"""What was found in a call, newest first, for a person to confirm or to dismiss."""

from dataclasses import dataclass

from callguard.live.calls import LogEntry
from rules.acts import Act
from rules.facts import CallFacts

SHOWN = 4


@dataclass(frozen=True, slots=True)
class FoundView:
    """One finding; `judged` is "yes", "no", or empty while nobody has said."""

    number: int
    act: Act
    matched: str
    judged: str


def found_of(facts: CallFacts, log: list[LogEntry]) -> list[FoundView]:
    """Return the newest findings that were heard; counts and the agent's own marks need no confirming."""
    words = {f.number: f.matched for entry in log for f in entry.findings if _is_heard(f.rule)}
    return [
        FoundView(f.number, f.act, words[f.number], "no" if f.dismissed else "yes" if f.confirmed else "")
        for f in reversed(facts.found)
        if f.number in words
    ][:SHOWN]


def _is_heard(rule: str) -> bool:
    return rule.startswith("phrase.") or rule in ("opinion", "demand.meaning")
