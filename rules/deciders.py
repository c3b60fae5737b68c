"""Rule: whose word a stage of the ladder needs before it is prompted."""

from rules.facts import CallFacts
from rules.policy import Decider, Rung
from rules.stages import Stage, higher
from rules.ticks import How, Tick

SAID_BY = {
    Tick.BEHAVIOUR: Stage.FIRM,
    Tick.REQUEST: Stage.FIRM,
    Tick.CONSEQUENCE: Stage.FINAL_WARNING,
}
"""The stage that was said when this was said."""
_IN_PERSON = frozenset({How.HEARD, How.PRESSED})


def has_word(stage: Stage, rung: Rung, facts: CallFacts) -> bool:
    """Whether the one who decides about this stage has said so; its other conditions are the ladder's.

    A person's word on what was found is enough to propose the end to a supervisor, who then decides.
    """
    if rung.decided_by is Decider.MACHINE:
        return True
    if rung.decided_by is Decider.SUPERVISOR:
        return facts.allowed.rank >= stage.rank or (stage is Stage.END_CALL and _judged(rung, facts))
    return _spoke(rung, facts) or _judged(rung, facts)


def _spoke(rung: Rung, facts: CallFacts) -> bool:
    """Whether a person, not the voice, said what the stage asks to be said before."""
    spoken = Stage.COURTEOUS
    for tick, ticked in facts.ticks.items():
        if ticked.how in _IN_PERSON:
            spoken = higher(spoken, SAID_BY.get(tick, Stage.COURTEOUS))
    return rung.said is not None and spoken.rank >= rung.said.rank


def _judged(rung: Rung, facts: CallFacts) -> bool:
    """Whether a person marked or confirmed one of the findings that count: grave enough for the stage by
    itself, or part of a score that is high enough.
    """
    by_score = facts.score >= rung.score
    theirs = [f for f in facts.found if f.confirmed and not f.dismissed]
    return any(f.severity >= rung.severity or (by_score and f.points) for f in theirs)
