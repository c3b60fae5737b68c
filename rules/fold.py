"""Takes an event into the facts, whatever the policy says: who is there, and whether the clock runs."""

from functools import singledispatch

from msgspec.structs import replace

from rules import events as on
from rules.facts import CallFacts, Phase, TalkClock
from rules.stages import Stage, higher

MATTERS = 5
"""How many of a caller's open matters a call carries; the page offers these."""


def fold(facts: CallFacts, event: on.Event) -> CallFacts:
    """Return the facts after `event`. The call's present only moves on; an ended call stays ended."""
    return _take(event, replace(facts, now=max(facts.now, event.at)))


@singledispatch
def _take(_event: on.Event, facts: CallFacts) -> CallFacts:
    return facts


@_take.register
def _(event: on.CallArrived, facts: CallFacts) -> CallFacts:
    if facts.phase is not Phase.NEW:
        return facts
    return replace(
        facts,
        phase=Phase.WAITING,
        language=event.language,
        caller=event.caller,
        caller_hint=event.caller_hint,
        counts=event.counts,
        queue=event.queue,
        outbound=event.outbound,
        shared=event.shared,
        outage=event.outage,
        day_talk_s=event.day_talk_s,
        matters=event.matters[:MATTERS],
        matter=event.matters[0] if event.matters else None,
        owed_until=event.matters[0].owed_until if event.matters else None,
        arrived_at=facts.now,
    )


@_take.register
def _(_event: on.CallerJoined, facts: CallFacts) -> CallFacts:
    return _run_clock(replace(facts, caller_in=True)) if facts.is_live else facts


@_take.register
def _(event: on.AgentJoined, facts: CallFacts) -> CallFacts:
    if not facts.is_live:
        return facts
    return _run_clock(replace(facts, agent=event.agent, agent_leg=event.leg))


@_take.register
def _(event: on.AgentLeft, facts: CallFacts) -> CallFacts:
    if not facts.is_live or event.leg != facts.agent_leg:
        return facts
    return _run_clock(replace(facts, agent_leg=None))


@_take.register
def _(event: on.SupervisorJoined, facts: CallFacts) -> CallFacts:
    return _run_clock(replace(facts, supervisor=event.by)) if facts.is_live else facts


@_take.register
def _(event: on.SupervisorLeft, facts: CallFacts) -> CallFacts:
    return _run_clock(replace(facts, supervisor=None)) if facts.supervisor == event.by else facts


@_take.register
def _(event: on.TookOver, facts: CallFacts) -> CallFacts:
    """The supervisor is the call's agent now, on a clock of their own; what was told was told by another."""
    if not facts.is_live:
        return facts
    fresh = replace(facts, agent=event.by, agent_leg=event.leg, supervisor=None, clock=TalkClock())
    untold = replace(fresh, fired=(), given={}, announcing=None, extensions=0, extended_s=0)
    allowed = Stage.FINAL_WARNING
    return _run_clock(replace(untold, abuse_s=None, last_act_s=None, warned_s=None, allowed=allowed))


@_take.register
def _(_event: on.HoldStarted, facts: CallFacts) -> CallFacts:
    return _run_clock(replace(facts, held=True)) if facts.is_live else facts


@_take.register
def _(_event: on.HoldEnded, facts: CallFacts) -> CallFacts:
    return _run_clock(replace(facts, held=False)) if facts.is_live else facts


@_take.register
def _(event: on.HearingChanged, facts: CallFacts) -> CallFacts:
    return replace(facts, hearing=event.hearing and facts.is_live)


@_take.register
def _(event: on.AnnouncementPlayed, facts: CallFacts) -> CallFacts:
    return _given(_silent(facts, event.announcement), event.announcement)


@_take.register
def _(event: on.AnnouncementFailed, facts: CallFacts) -> CallFacts:
    return _silent(facts, event.announcement)


@_take.register
def _(event: on.PromptSaid, facts: CallFacts) -> CallFacts:
    prompt = facts.prompt
    if prompt is None or prompt.number != event.prompt or prompt.gives is None:
        return facts
    return _given(facts, prompt.gives)


@_take.register
def _(event: on.MatterChosen, facts: CallFacts) -> CallFacts:
    if not facts.is_live:
        return facts
    known = tuple(m for m in facts.matters if m.id != event.matter.id)
    return replace(
        facts,
        matter=event.matter,
        matter_chosen=True,
        matters=(event.matter, *known)[:MATTERS],
        owed_until=event.matter.owed_until,
    )


@_take.register
def _(event: on.AnswerOwed, facts: CallFacts) -> CallFacts:
    return replace(facts, owed_until=event.until) if facts.phase is not Phase.NEW else facts


@_take.register
def _(event: on.AccommodationSet, facts: CallFacts) -> CallFacts:
    return replace(facts, accommodation=event.on) if facts.is_live else facts


@_take.register
def _(event: on.StageAllowed, facts: CallFacts) -> CallFacts:
    return replace(facts, allowed=higher(facts.allowed, event.stage)) if facts.is_live else facts


@_take.register
def _(event: on.LineMarked, facts: CallFacts) -> CallFacts:
    return facts if facts.phase is Phase.NEW else replace(facts, shared=event.shared)


@_take.register
def _(event: on.Reviewed, facts: CallFacts) -> CallFacts:
    return facts if facts.phase is Phase.NEW else replace(facts, reviewed_by=event.by)


@_take.register
def _(_event: on.EndFailed, facts: CallFacts) -> CallFacts:
    return replace(facts, ending=None) if facts.is_live else facts


@_take.register
def _(event: on.CallEnded, facts: CallFacts) -> CallFacts:
    if facts.phase is Phase.NEW:
        return facts
    unanswered = on.EndedBy.CALLER if facts.phase is Phase.WAITING else None
    ended_by = facts.ending or event.by or facts.ended_by or unanswered
    if not facts.is_live:
        return replace(facts, ended_by=ended_by)
    return replace(
        facts,
        phase=Phase.ENDED,
        ended_at=facts.now,
        ended_by=ended_by,
        clock=facts.clock.stopped(facts.now),
        hearing=False,
        announcing=None,
    )


def _run_clock(facts: CallFacts) -> CallFacts:
    """The clock runs while caller and agent are there, the caller not held, no supervisor speaking."""
    both = facts.caller_in and facts.agent_leg is not None
    charged = both and not facts.held and facts.supervisor is None
    clock = facts.clock.started(facts.now) if charged else facts.clock.stopped(facts.now)
    return replace(facts, phase=Phase.TALKING if both else Phase.WAITING, clock=clock)


def _silent(facts: CallFacts, announcement: str) -> CallFacts:
    return replace(facts, announcing=None) if facts.announcing == announcement else facts


def _given(facts: CallFacts, announcement: str) -> CallFacts:
    if announcement in facts.given or not facts.is_live or not facts.has_fired(announcement):
        return facts
    return replace(facts, given={**facts.given, announcement: facts.clock.read(facts.now)})
