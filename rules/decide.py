"""The heart: `decide` says what an event means for a call, under one rulebook."""

from datetime import datetime, timedelta
from functools import singledispatch

from msgspec.structs import replace

from rules import agent_side
from rules import events as on
from rules.book import Rulebook
from rules.decision import Decision, Draft
from rules.effects import CoolDown, EndCall, RecordCall, RecordIncident, RingAgent, WouldRest
from rules.facts import CallFacts, Found, Phase
from rules.fold import fold
from rules.frequency import judge_arrival, judge_matter, uncount
from rules.ladder import dismiss, reconsider
from rules.marks import FINAL_NOTICE, NOTICE
from rules.policy import Mode
from rules.speaker import Speaker
from rules.speech import judge_speech
from rules.stages import Stage
from rules.ticks import How, Tick
from rules.time_limit import fire_limit, say_it_yourself, schedule_limits

INCIDENT_SEVERITY = 2
FLAG_SEVERITY = 3


def decide(book: Rulebook, facts: CallFacts, event: on.Event) -> Decision:
    """Return the decision about `event`: total, pure, and without effect for what is stale.

    What the machine finds never ends a call; only a limit whose policy says so, or a person, does.
    """
    folded = fold(facts, event)
    if book.version != facts.policy_version:
        folded = replace(folded, policy_version=book.version)
    draft = _judge(event, Draft(book, event, Decision(folded)), facts)
    if draft.decision.facts is folded and _is_quiet(event, facts, book):
        return draft.decision
    return schedule_limits(_keep_record(_call_supervisor(draft), facts)).decision


def _is_quiet(event: on.Event, before: CallFacts, book: Rulebook) -> bool:
    """Whether an utterance of a call under way, of which nothing came, left all timers as they were."""
    return isinstance(event, on.SpeechHeard) and before.is_live and before.policy_version == book.version


@singledispatch
def _judge(_event: on.Event, draft: Draft, _before: CallFacts) -> Draft:
    """Most events change the facts alone."""
    return draft


@_judge.register
def _(event: on.CallArrived, draft: Draft, before: CallFacts) -> Draft:
    return judge_arrival(draft, event.last) if before.phase is Phase.NEW else draft


@_judge.register
def _(_event: on.CallerJoined, draft: Draft, before: CallFacts) -> Draft:
    return draft.know(rung=True).do(RingAgent()) if before.is_live and not before.rung else draft


@_judge.register
def _(_event: on.RingFailed, draft: Draft, _before: CallFacts) -> Draft:
    return draft.do(RingAgent()) if draft.facts.phase is Phase.WAITING else draft


@_judge.register
def _(event: on.SpeechHeard, draft: Draft, before: CallFacts) -> Draft:
    if before.phase is Phase.NEW:
        return draft
    if event.speaker is Speaker.CALLER and event.final:
        draft = agent_side.chance_given(draft)
    return judge_speech(draft, event, before)


@_judge.register
def _(event: on.LimitDue, draft: Draft, _before: CallFacts) -> Draft:
    return fire_limit(draft, event)


@_judge.register
def _(event: on.AnnouncementPlayed, draft: Draft, before: CallFacts) -> Draft:
    """What the voice told the caller was told."""
    heard = draft.facts.given.keys() - before.given.keys()
    ticks = {NOTICE: Tick.REQUEST, FINAL_NOTICE: Tick.CONSEQUENCE}
    known = event.announcement in heard and event.announcement in ticks
    return agent_side.tick(draft, ticks[event.announcement], How.PLAYED) if known else draft


@_judge.register
def _(event: on.AnnouncementFailed, draft: Draft, _before: CallFacts) -> Draft:
    return say_it_yourself(draft, event.announcement)


@_judge.register
def _(event: on.PromptSaid, draft: Draft, _before: CallFacts) -> Draft:
    return agent_side.prompt_said(draft, event)


@_judge.register
def _(event: on.TickPressed, draft: Draft, before: CallFacts) -> Draft:
    return agent_side.tick(draft, event.tick, How.PRESSED, event.by) if before.is_live else draft


@_judge.register
def _(event: on.TickTakenBack, draft: Draft, before: CallFacts) -> Draft:
    return agent_side.take_back(draft, event) if before.is_live else draft


@_judge.register
def _(event: on.MatterAnswered, draft: Draft, before: CallFacts) -> Draft:
    return agent_side.tick(draft, Tick.ANSWERED, How.PRESSED, event.by) if before.is_live else draft


@_judge.register
def _(event: on.ActMarked, draft: Draft, before: CallFacts) -> Draft:
    return agent_side.mark(draft, event, before)


@_judge.register
def _(event: on.FindingConfirmed, draft: Draft, _before: CallFacts) -> Draft:
    return agent_side.confirm_finding(draft, event)


@_judge.register
def _(event: on.FindingDismissed, draft: Draft, _before: CallFacts) -> Draft:
    return dismiss(draft, event.finding)


@_judge.register
def _(_event: on.StageAllowed, draft: Draft, before: CallFacts) -> Draft:
    return reconsider(draft) if before.is_live else draft


@_judge.register
def _(event: on.LineMarked, draft: Draft, before: CallFacts) -> Draft:
    """Calls of several people were counted as one person's: those findings were wrong."""
    return uncount(draft) if event.shared and before.is_live else draft


@_judge.register
def _(event: on.MatterChosen, draft: Draft, before: CallFacts) -> Draft:
    same = before.matter_chosen and before.matter is not None and before.matter.id == event.matter.id
    return draft if same else judge_matter(draft, before)


@_judge.register
def _(event: on.Extended, draft: Draft, _before: CallFacts) -> Draft:
    return agent_side.extend(draft, event)


@_judge.register
def _(_event: on.EndRequested, draft: Draft, before: CallFacts) -> Draft:
    return _end(draft) if before.is_live and before.ending is None else draft


@_judge.register
def _(_event: on.EndFailed, draft: Draft, before: CallFacts) -> Draft:
    if not before.is_live or before.ending is None:
        return draft
    return draft.flag("end_failed").prompt(Stage.END_CALL, "time", None)


@_judge.register
def _(_event: on.CallEnded, draft: Draft, before: CallFacts) -> Draft:
    return _rest(draft, draft.facts.agent) if before.is_live else draft


@_judge.register
def _(_event: on.TookOver, draft: Draft, before: CallFacts) -> Draft:
    """The agent is released and rests; what was on their screen is the supervisor's now."""
    return _rest(draft, before.agent) if before.is_live and before.agent != draft.facts.agent else draft


def _end(draft: Draft) -> Draft:
    text = draft.book.say(draft.facts.language, "announce.closing", {})
    end = EndCall(on.EndedBy.SUPERVISOR, text, draft.facts.language)
    return draft.know(ending=on.EndedBy.SUPERVISOR).do(end)


def _rest(draft: Draft, agent: str | None) -> Draft:
    """Let the agent rest. Shadow changes nobody's work: there untried rules send no one to rest, but what a
    person marked or confirmed does.
    """
    standing = [f for f in draft.facts.found if not f.dismissed]
    counted = [f for f in standing if f.confirmed] if draft.mode is Mode.SHADOW else standing
    until, would = (_rested(draft, found) for found in (counted, standing))
    if agent and would > until:
        draft = draft.do(WouldRest(agent, would))
    return draft.do(CoolDown(agent, until)) if agent and until > draft.now else draft


def _rested(draft: Draft, found: list[Found]) -> datetime:
    worst = max((f.severity for f in found), default=0)
    return draft.now + timedelta(seconds=draft.book.policy.cool_down.after(worst))


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
