"""The heart: `decide` says what an event means for a call, under one rulebook."""

from functools import singledispatch

from msgspec.structs import replace

from rules import events as on
from rules.book import Rulebook
from rules.decision import Decision, Draft
from rules.effects import EndCall, RecordCall, RecordIncident, RingAgent
from rules.facts import CallFacts, Phase
from rules.fold import fold
from rules.frequency import judge_frequency
from rules.phrases import judge_speech
from rules.stages import Stage
from rules.time_limit import fire_limit, say_it_yourself, schedule_limits

INCIDENT_SEVERITY = 2
FLAG_SEVERITY = 3


def decide(book: Rulebook, facts: CallFacts, event: on.Event) -> Decision:
    """Return the decision about `event`: total, pure, and without effect for what is stale.

    What the machine finds never ends a call; only a limit whose policy says so, or a person, does.
    """
    folded = replace(fold(facts, event), policy_version=book.version)
    draft = _judge(event, Draft(book, event, Decision(folded)), facts)
    return schedule_limits(_keep_record(_call_supervisor(draft), facts)).decision


@singledispatch
def _judge(_event: on.Event, draft: Draft, _before: CallFacts) -> Draft:
    """Most events change the facts alone."""
    return draft


@_judge.register
def _(event: on.CallArrived, draft: Draft, before: CallFacts) -> Draft:
    return judge_frequency(draft, event) if before.phase is Phase.NEW else draft


@_judge.register
def _(_event: on.CallerJoined, draft: Draft, before: CallFacts) -> Draft:
    return draft.know(rung=True).do(RingAgent()) if before.is_live and not before.rung else draft


@_judge.register
def _(_event: on.RingFailed, draft: Draft, _before: CallFacts) -> Draft:
    return draft.do(RingAgent()) if draft.facts.phase is Phase.WAITING else draft


@_judge.register
def _(event: on.SpeechHeard, draft: Draft, before: CallFacts) -> Draft:
    return draft if before.phase is Phase.NEW else judge_speech(draft, event)


@_judge.register
def _(event: on.LimitDue, draft: Draft, _before: CallFacts) -> Draft:
    return fire_limit(draft, event)


@_judge.register
def _(event: on.AnnouncementFailed, draft: Draft, _before: CallFacts) -> Draft:
    return say_it_yourself(draft, event.announcement)


@_judge.register
def _(_event: on.EndRequested, draft: Draft, before: CallFacts) -> Draft:
    return _end(draft) if before.is_live and before.ending is None else draft


@_judge.register
def _(_event: on.EndFailed, draft: Draft, before: CallFacts) -> Draft:
    if not before.is_live or before.ending is None:
        return draft
    return draft.flag("end_failed").prompt(Stage.END_CALL, "time", None)


def _end(draft: Draft) -> Draft:
    text = draft.book.say(draft.facts.language, "announce.closing", {})
    end = EndCall(on.EndedBy.SUPERVISOR, text, draft.facts.language)
    return draft.know(ending=on.EndedBy.SUPERVISOR).do(end)


def _call_supervisor(draft: Draft) -> Draft:
    grave = [f for f in draft.decision.findings if f.severity >= FLAG_SEVERITY]
    if not grave or not draft.facts.is_live:
        return draft
    return draft.flag(max(grave, key=lambda finding: finding.severity).act)


def _keep_record(draft: Draft, before: CallFacts) -> Draft:
    """Ask for the incident at once when there is cause, and for the call when it is over."""
    facts, findings = draft.facts, draft.decision.findings
    opens = any(f.severity >= INCIDENT_SEVERITY for f in findings)
    if opens or (facts.incident and (findings or before.stage is not facts.stage)):
        draft = draft.know(incident=True).do(RecordIncident())
    changed = facts != replace(before, now=facts.now) or isinstance(draft.event, on.SpeechHeard)
    return draft.do(RecordCall()) if facts.phase is Phase.ENDED and changed else draft
