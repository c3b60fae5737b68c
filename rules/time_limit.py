"""Rule: the talk-time limit, its marks, and what the caller must have been told before it may fire.

Every time here is on the talk clock, lead times too; so a call on hold cannot run into a limit, and a policy
that changes in the middle of a call cannot make one fire unannounced.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from math import ceil

from rules.acts import Act
from rules.decision import Draft
from rules.effects import Announce, CancelLimit, EndCall, RingAgent, ScheduleLimit
from rules.events import EndedBy, LimitDue
from rules.facts import CallFacts, LimitFired
from rules.policy import AtLimit, TalkTime
from rules.stages import Stage

WARNING, NOTICE, FINAL_NOTICE, LIMIT = "warning", "notice", "final_notice", "limit"
SUPERVISOR_WAIT = "supervisor_wait"
ANNOUNCEMENT = "announcement"
ANNOUNCEMENT_S = 30
RING = "ring"
RING_S = 30
CLOCK_ERROR = timedelta(milliseconds=5)
MARKS = (WARNING, NOTICE, FINAL_NOTICE, LIMIT, SUPERVISOR_WAIT)
"""The marks on the talk clock, in their order."""


def due_talk_s(policy: TalkTime, facts: CallFacts, mark: str) -> float | None:
    """Return where on the talk clock this mark is due; None while it may not fire at all."""
    given, fired = facts.given, {f.limit for f in facts.fired}
    if mark in fired or facts.ending is not None or not facts.is_live:
        return None
    if mark == WARNING:
        return None if NOTICE in fired else policy.warning_s
    if mark == NOTICE:
        return policy.notice_s
    if mark == FINAL_NOTICE:
        return max(policy.final_notice_s, given[NOTICE]) if NOTICE in given else None
    if mark == LIMIT:
        if FINAL_NOTICE not in given or NOTICE not in given:
            return None
        told = (given[NOTICE] + policy.notice_lead_s, given[FINAL_NOTICE] + policy.final_lead_s)
        return max(policy.limit_s, *told)
    asked = next((f.talk_s for f in facts.fired if f.limit == LIMIT), None)
    return None if asked is None or facts.reviewed_by else asked + policy.supervisor_wait_s


def fire_limit(draft: Draft, event: LimitDue) -> Draft:
    """Carry out a mark that is due; a timer that came early, late or twice changes nothing."""
    due_at = draft.facts.due.get(event.limit)
    if due_at is None or due_at - draft.now > CLOCK_ERROR:
        return draft
    if event.limit in _TIMERS:
        return _TIMERS[event.limit](draft.do(CancelLimit(event.limit)))
    fired = (*draft.facts.fired, LimitFired(event.limit, due_at, draft.now, _talked(draft)))
    due = {limit: at for limit, at in draft.facts.due.items() if limit != event.limit}
    return _FIRE[event.limit](draft.know(fired=fired, due=due).do(CancelLimit(event.limit)))


def say_it_yourself(draft: Draft, announcement: str) -> Draft:
    """Have the agent say what the voice could not; their click then counts as the notice."""
    stages = {NOTICE: Stage.FIRM, FINAL_NOTICE: Stage.FINAL_WARNING}
    stage = stages.get(announcement)
    if stage is None or not draft.facts.has_fired(announcement) or announcement in draft.facts.given:
        return draft
    if not draft.facts.is_live:
        return draft
    return draft.prompt(stage, "time", None, announcement, time_left_s=_left(draft))


def schedule_limits(draft: Draft) -> Draft:
    """Set the timers to what facts and policy now say; effects only for those that moved."""
    wanted = {}
    for mark in MARKS:
        talk_s = due_talk_s(draft.book.policy.talk_time, draft.facts, mark)
        at = None if talk_s is None else draft.facts.clock.instant_of(talk_s)
        if at is not None:
            wanted[mark] = at
    wanted |= _timers(draft.facts)
    due = draft.facts.due
    moved = [ScheduleLimit(mark, at) for mark, at in wanted.items() if due.get(mark) != at]
    gone = [CancelLimit(mark) for mark in due if mark not in wanted]
    return draft.know(due=wanted).do(*moved, *gone)


def _timers(facts: CallFacts) -> dict[str, datetime]:
    """Timers beside the talk clock, for what may never be reported: an announcement's end, the caller's
    coming into the conversation.
    """
    timers = {}
    if facts.announcing and facts.announcing_since:
        timers[ANNOUNCEMENT] = facts.announcing_since + timedelta(seconds=ANNOUNCEMENT_S)
    if facts.is_live and facts.arrived_at and not facts.rung:
        timers[RING] = facts.arrived_at + timedelta(seconds=RING_S)
    return timers


def _lose_announcement(draft: Draft) -> Draft:
    return say_it_yourself(draft.know(announcing=None), draft.facts.announcing or "")


def _ring(draft: Draft) -> Draft:
    return draft.know(rung=True).do(RingAgent())


_TIMERS: dict[str, Callable[[Draft], Draft]] = {ANNOUNCEMENT: _lose_announcement, RING: _ring}


def _fire_warning(draft: Draft) -> Draft:
    return _prompt(draft, Stage.FIRM, None)


def _fire_notice(draft: Draft) -> Draft:
    return _prompt(_announce(draft, NOTICE), Stage.FIRM, NOTICE)


def _fire_final_notice(draft: Draft) -> Draft:
    return _prompt(_announce(draft, FINAL_NOTICE), Stage.FINAL_WARNING, FINAL_NOTICE)


def _prompt(draft: Draft, stage: Stage, gives: str | None) -> Draft:
    """Prompt about the time, unless something graver is to be said now; the voice tells the caller anyway."""
    shown = draft.facts.prompt
    if shown is not None and shown.stage.rank > stage.rank:
        return draft
    return draft.prompt(stage, "time", None, gives, time_left_s=_left(draft))


def _fire_limit(draft: Draft) -> Draft:
    """End the call only where the policy says so and the matter was answered; else a person decides."""
    answered = draft.facts.answered_at is not None
    if answered:
        draft = draft.find(Act.TIME_RESTRAINT, "talk_time.limit", f"{_talked(draft):.0f} s", 2)
    if answered and draft.book.policy.talk_time.at_limit is AtLimit.END:
        text = draft.book.say(draft.facts.language, "announce.closing", {})
        ending = draft.prompt(Stage.END_CALL, "time", Act.TIME_RESTRAINT).know(ending=EndedBy.LIMIT)
        return ending.do(EndCall(EndedBy.LIMIT, text, draft.facts.language))
    return draft.flag("limit")


def _fire_supervisor_wait(draft: Draft) -> Draft:
    """Nobody came: the agent's own end script opens."""
    return draft.prompt(Stage.END_CALL, "time", None)


_FIRE: dict[str, Callable[[Draft], Draft]] = {
    WARNING: _fire_warning,
    NOTICE: _fire_notice,
    FINAL_NOTICE: _fire_final_notice,
    LIMIT: _fire_limit,
    SUPERVISOR_WAIT: _fire_supervisor_wait,
}


def _announce(draft: Draft, announcement: str) -> Draft:
    values = {"time_left_s": _left(draft)}
    text = draft.book.say(draft.facts.language, f"announce.{announcement}", values)
    effect = Announce(announcement, text, draft.facts.language)
    return draft.know(announcing=announcement, announcing_since=draft.now).do(effect)


def _talked(draft: Draft) -> float:
    return draft.facts.clock.read(draft.now)


def _left(draft: Draft) -> str:
    """Whole seconds of talk until the limit may fire, the lead times of what was not yet told included."""
    policy, given, talked = draft.book.policy.talk_time, draft.facts.given, _talked(draft)
    leads = [given[NOTICE] + policy.notice_lead_s if NOTICE in given else talked + policy.notice_lead_s]
    if draft.facts.has_fired(FINAL_NOTICE):
        leads.append(talked + policy.final_lead_s)
    return str(ceil(max(policy.limit_s, *leads) - talked))
