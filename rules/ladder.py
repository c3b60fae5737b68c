"""Rule: the ladder of stages. Findings add up to a score, a stage opens at its rung, and calm takes the
prompt down again; the stage reached stays.
"""

from msgspec.structs import replace

from rules.acts import Act
from rules.deciders import has_word
from rules.decision import AGENT_RULE, Draft
from rules.effects import Finding
from rules.facts import Awaited, CallFacts, Found
from rules.policy import Decider, Ladder, Rung
from rules.stages import Stage

_KEPT = 16
_COUNTED = frozenset({Act.FREQUENT_CONTACT, Act.REPEATED_DEMAND, Act.TIME_RESTRAINT})
"""Acts whose own rule counts: they weigh once, as much as the gravest of them."""


def climb(draft: Draft, before: CallFacts, **values: str) -> Draft:
    """Weigh this event's findings and prompt what they call for; nothing found, nothing done."""
    fresh = draft.decision.findings
    if not fresh:
        return draft
    for finding in fresh:
        draft = _weigh(draft, finding, before)
    draft = draft.know(civil=0, last_act_s=draft.facts.talked_s)
    worst = max(fresh, key=lambda finding: finding.severity)
    stage = stage_for(draft, worst.severity)
    return propose(_wait(draft, stage, worst), stage, worst.act, **values)


def stage_for(draft: Draft, severity: int) -> Stage:
    """Return the highest stage that this severity, or the score so far, opens in this call, and whose decider
    has said so.
    """
    facts, stage = draft.facts, Stage.COURTEOUS
    for name, rung in rungs(draft.book.policy.ladder):
        if opens(rung, severity, facts) and has_word(name, rung, facts):
            stage = name
    return stage


def reconsider(draft: Draft) -> Draft:
    """Prompt the stage that waited for a person's word, if it has that now."""
    waits = draft.facts.awaited
    if waits is None:
        return draft
    stage = stage_for(draft, waits.severity)
    return draft if stage.rank < waits.stage.rank else propose(draft, stage, waits.act)


def opens(rung: Rung, severity: int, facts: CallFacts) -> bool:
    """Whether a rung is open: grave or often enough, and what must have been said was said in this call."""
    weighs = severity >= rung.severity or facts.score >= rung.score
    return weighs and (rung.said is None or facts.said.rank >= rung.said.rank)


def rungs(ladder: Ladder) -> tuple[tuple[Stage, Rung], ...]:
    """Return the rungs from low to high."""
    return (
        (Stage.FIRM, ladder.firm),
        (Stage.FINAL_WARNING, ladder.final_warning),
        (Stage.END_CALL, ladder.end_call),
    )


def propose(draft: Draft, stage: Stage, act: Act, **values: str) -> Draft:
    """Prompt, unless the call is over, or a prompt of a higher or the same stage and act is shown unsaid."""
    draft = _waited(draft, stage)
    facts = draft.facts
    if not facts.is_live or _stands(facts, stage, act):
        return draft
    if stage is Stage.END_CALL and facts.shown is not Stage.END_CALL:
        draft = draft.flag(act)
    return draft.prompt(stage, draft.book.group(act), act, None, **values)


def calm(draft: Draft) -> Draft:
    """Take the prompt one stage down: the caller is civil again."""
    facts = draft.facts
    lower = {
        Stage.END_CALL: Stage.FINAL_WARNING,
        Stage.FINAL_WARNING: Stage.FIRM,
        Stage.FIRM: Stage.COURTEOUS,
    }
    stage = lower.get(facts.shown)
    if facts.awaited is not None:
        draft = draft.know(awaited=None)
    if stage is None or not facts.is_live or facts.last_act_s is None:
        return draft
    draft = draft.know(civil=0, last_act_s=facts.talked_s)
    return draft.prompt(stage, "calm", None)


def confirm(draft: Draft, number: int) -> Draft:
    """Take a finding as a person's own word, and start the shorter clock if it is abuse."""
    found = tuple(replace(f, confirmed=True) if f.number == number else f for f in draft.facts.found)
    grave = [f for f in found if f.number == number and not f.dismissed]
    draft = draft.know(found=found)
    if grave and grave[0].severity >= draft.book.policy.abuse_clock.severity and draft.facts.abuse_s is None:
        draft = draft.know(abuse_s=draft.facts.talked_s)
    return draft


def dismiss(draft: Draft, number: int) -> Draft:
    """Take a finding as wrong: it is kept, weighs nothing, and its prompt goes if it alone caused it."""
    facts = draft.facts
    wrong = next((f for f in facts.found if f.number == number and not f.dismissed), None)
    if wrong is None:
        return draft
    found = tuple(replace(f, dismissed=True, confirmed=False) if f is wrong else f for f in facts.found)
    draft = draft.know(found=found, score=max(0, facts.score - wrong.points))
    standing = [f for f in found if f.act is wrong.act and not f.dismissed]
    if not standing and facts.awaited is not None and facts.awaited.act is wrong.act:
        draft = draft.know(awaited=None)
    if not any(f.confirmed and f.severity >= draft.book.policy.abuse_clock.severity for f in found):
        draft = draft.know(abuse_s=None)
    if standing or facts.shown_act is not wrong.act or not facts.is_live:
        return draft
    return draft.know(prompt=None, shown=Stage.COURTEOUS, shown_act=None)


def _wait(draft: Draft, stage: Stage, worst: Finding) -> Draft:
    """Keep the highest stage above this one that lacks a person's word alone; a supervisor is called."""
    facts, waits = draft.facts, draft.facts.awaited
    lacking = [
        (name, rung.decided_by)
        for name, rung in rungs(draft.book.policy.ladder)
        if name.rank > stage.rank and opens(rung, worst.severity, facts)
    ]
    if not lacking or not facts.is_live:
        return draft
    name, decider = lacking[-1]
    if name.rank <= facts.shown.rank or (waits and waits.stage.rank >= name.rank):
        return draft
    draft = draft.know(awaited=Awaited(name, worst.act, worst.severity))
    return draft.flag(worst.act) if decider is Decider.SUPERVISOR else draft


def _waited(draft: Draft, stage: Stage) -> Draft:
    """Nothing waits any more that this stage, or the one that is shown, has reached."""
    waits = draft.facts.awaited
    reached = max(stage.rank, draft.facts.shown.rank)
    return draft.know(awaited=None) if waits and waits.stage.rank <= reached else draft


def _weigh(draft: Draft, finding: Finding, before: CallFacts) -> Draft:
    points = draft.book.policy.scoring.points[finding.severity]
    facts = draft.facts
    if finding.act in _COUNTED:
        weighed = sum(f.points for f in facts.found if f.act == finding.act and not f.dismissed)
        points = max(0, points - weighed)
    elif before.said.rank >= Stage.FIRM.rank:
        points *= draft.book.policy.scoring.after_warning
    found = Found(finding.number, finding.act, finding.severity, points, finding.rule == AGENT_RULE)
    return draft.know(found=(*facts.found, found)[-_KEPT:], score=facts.score + points)


def _stands(facts: CallFacts, stage: Stage, act: Act) -> bool:
    return facts.shown.rank > stage.rank or (facts.shown is stage and facts.shown_act is act)
