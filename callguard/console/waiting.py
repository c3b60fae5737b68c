"""The stage that waits for a person's word, as agent and supervisor are told of it."""

from dataclasses import dataclass

from rules.book import Rulebook
from rules.facts import CallFacts
from rules.ladder import rungs
from rules.policy import Decider, Mode
from rules.stages import Stage


@dataclass(frozen=True, slots=True)
class WaitingView:
    """A stage whose conditions hold, and whose word it lacks."""

    stage: Stage
    decider: Decider


def waiting_of(facts: CallFacts, book: Rulebook) -> WaitingView | None:
    """Return what waits in a call under way; in shadow nobody is asked for anything."""
    waits = facts.awaited
    if waits is None or not facts.is_live or book.mode(facts.queue) is Mode.SHADOW:
        return None
    decider = dict(rungs(book.policy.ladder))[waits.stage].decided_by
    return None if decider is Decider.MACHINE else WaitingView(waits.stage, decider)
