"""The heart: `decide` says what an event means for a call, under one rulebook."""

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
    draft = _judge(Draft(book, event, Decision(folded)), facts)
    return schedule_limits(_keep_record(_call_supervisor(draft), facts)).decision


def _judge(draft: Draft, before: CallFacts) -> Draft:
    match draft.event:
        case on.CallArrived() if before.phase is Phase.NEW:
            return judge_frequency(draft.do(RingAgent()), draft.event)
        case on.SpeechHeard() if before.phase is not Phase.NEW:
            return judge_speech(draft, draft.event)
        case on.LimitDue():
            return fire_limit(draft, draft.event)
        case on.AnnouncementFailed():
            return say_it_yourself(draft, draft.event.announcement)
        case on.RingFailed() if draft.facts.phase is Phase.WAITING:
            return draft.do(RingAgent())
        case on.EndRequested() if before.is_live and before.ending is None:
            return _end(draft)
        case on.EndFailed() if before.is_live and before.ending is not None:
            return draft.flag("end_failed").prompt(Stage.END_CALL, "time", None)
    return draft


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
