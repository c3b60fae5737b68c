"""Takes an event into the facts, whatever the policy says: who is there, and whether the clock runs."""

from functools import singledispatch

from msgspec.structs import replace

from rules import events as on
from rules.facts import CallFacts, Phase


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
def _(_event: on.MatterAnswered, facts: CallFacts) -> CallFacts:
    return facts if facts.answered_at or not facts.is_live else replace(facts, answered_at=facts.now)


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
    """The clock runs while caller and agent are both there, and the caller is not held by us."""
    both = facts.caller_in and facts.agent_leg is not None
    clock = facts.clock.started(facts.now) if both and not facts.held else facts.clock.stopped(facts.now)
    return replace(facts, phase=Phase.TALKING if both else Phase.WAITING, clock=clock)


def _silent(facts: CallFacts, announcement: str) -> CallFacts:
    return replace(facts, announcing=None) if facts.announcing == announcement else facts


def _given(facts: CallFacts, announcement: str) -> CallFacts:
    if announcement in facts.given or not facts.is_live or not facts.has_fired(announcement):
        return facts
    return replace(facts, given={**facts.given, announcement: facts.clock.read(facts.now)})
