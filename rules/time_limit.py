"""Rule: the talk-time limit, its marks, and what the caller must have been told before it may fire.

Every time here is on the talk clock, lead times too; so a call on hold cannot run into a limit, and a policy
that changes in the middle of a call cannot make one fire unannounced.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from math import ceil

from rules.acts import Act
from rules.agent_side import chance_given
from rules.decision import Draft, Evidence
from rules.effects import Announce, CancelLimit, EndCall, RingAgent, ScheduleLimit
from rules.events import EndedBy, LimitDue
from rules.facts import CallFacts, LimitFired
from rules.ladder import calm
from rules.marks import (
    DAY_LIMIT,
    DAY_NOTE,
    FINAL_NOTICE,
    HINT,
    INVITE,
    LIMIT,
    MARKS,
    NOTICE,
    SUPERVISOR_WAIT,
    WARNING,
    due_talk_s,
    marks_of,
)
from rules.policy import AtLimit, Mode, Policy
from rules.stages import Stage
from rules.ticks import Tick

ANNOUNCEMENT = "announcement"
ANNOUNCEMENT_S = 30
RING = "ring"
RING_S = 30
CALM, CHANCE = "calm", "chance"
CLOCK_ERROR = timedelta(milliseconds=5)


def fire_limit(draft: Draft, event: LimitDue) -> Draft:
    """Carry out a mark that is due; a timer that came early, late or twice changes nothing."""
    due_at = draft.facts.due.get(event.limit)
    if due_at is None or due_at - draft.now > CLOCK_ERROR:
        return draft
    due = {limit: at for limit, at in draft.facts.due.items() if limit != event.limit}
    draft = draft.know(due=due).do(CancelLimit(event.limit))
    if event.limit in _TIMERS:
        return _TIMERS[event.limit](draft)
    fired = (*draft.facts.fired, LimitFired(event.limit, due_at, draft.now, draft.facts.talked_s))
    return _FIRE[event.limit](draft.know(fired=fired))


def say_it_yourself(draft: Draft, announcement: str) -> Draft:
    """Have the agent say what the voice could not; their click then counts as the notice."""
    stages = {NOTICE: Stage.FIRM, FINAL_NOTICE: Stage.FINAL_WARNING}
    stage = stages.get(announcement)
    if stage is None or not draft.facts.has_fired(announcement) or announcement in draft.facts.given:
        return draft
    if not draft.facts.is_live:
        return draft
    return _show(draft, stage, announcement)


def schedule_limits(draft: Draft) -> Draft:
    """Set the timers to what facts and policy now say; effects only for those that moved."""
    wanted = _timers(draft.book.policy, draft.facts)
    for mark in MARKS:
        talk_s = due_talk_s(draft.book.policy, draft.facts, mark)
        at = None if talk_s is None else draft.facts.clock.instant_of(talk_s)
        if at is not None:
            wanted[mark] = at
    due = draft.facts.due
    if wanted == due:
        return draft
    moved = [ScheduleLimit(mark, at) for mark, at in wanted.items() if due.get(mark) != at]
    gone = [CancelLimit(mark) for mark in due if mark not in wanted]
    return draft.know(due=wanted).do(*moved, *gone)


def _timers(policy: Policy, facts: CallFacts) -> dict[str, datetime]:
    """Timers beside the marks: for what may never be reported (an announcement's end, the caller's coming
    in), for the caller's chance after a request, and for a civil minute.
    """
    timers: dict[str, datetime] = {}
    if not facts.is_live:
        return timers
    if facts.announcing and facts.announcing_since:
        timers[ANNOUNCEMENT] = facts.announcing_since + timedelta(seconds=ANNOUNCEMENT_S)
    if facts.arrived_at and not facts.rung:
        timers[RING] = facts.arrived_at + timedelta(seconds=RING_S)
    if facts.warned_s is not None and Tick.CHANCE not in facts.ticks:
        _on_clock(timers, facts, CHANCE, facts.warned_s + policy.ladder.chance_s)
    if facts.last_act_s is not None and (facts.shown is not Stage.COURTEOUS or facts.awaited):
        _on_clock(timers, facts, CALM, facts.last_act_s + policy.ladder.calm_s)
    return timers


def _on_clock(timers: dict[str, datetime], facts: CallFacts, name: str, talk_s: float) -> None:
    at = facts.clock.instant_of(talk_s)
    if at is not None:
        timers[name] = at


def _lose_announcement(draft: Draft) -> Draft:
    return say_it_yourself(draft.know(announcing=None), draft.facts.announcing or "")


def _ring(draft: Draft) -> Draft:
    return draft.know(rung=True).do(RingAgent())


_TIMERS: dict[str, Callable[[Draft], Draft]] = {
    ANNOUNCEMENT: _lose_announcement,
    RING: _ring,
    CHANCE: chance_given,
    CALM: calm,
}


def _fire_hint(draft: Draft) -> Draft:
    """The supervisors' wallboard shows it; nobody is called."""
    return draft


def _fire_warning(draft: Draft) -> Draft:
    return _prompt(_held_on_line(draft, 1), Stage.FIRM, None)


def _fire_invite(draft: Draft) -> Draft:
    return draft.flag("long_call")


def _fire_notice(draft: Draft) -> Draft:
    return _prompt(_announce(draft, NOTICE), Stage.FIRM, NOTICE)


def _fire_final_notice(draft: Draft) -> Draft:
    return _prompt(_announce(draft, FINAL_NOTICE), Stage.FINAL_WARNING, FINAL_NOTICE)


def _fire_limit(draft: Draft) -> Draft:
    """At the limit a person decides, unless the policy says that it ends and the matter was answered."""
    draft = _held_on_line(draft, 2)
    ends = draft.book.policy.marks(draft.facts.queue).at_limit is AtLimit.END
    if ends and draft.facts.answered_at is not None and draft.mode is not Mode.SHADOW:
        text = draft.book.say(draft.facts.language, "announce.closing", {})
        ending = draft.prompt(Stage.END_CALL, "time", Act.TIME_RESTRAINT).know(ending=EndedBy.LIMIT)
        return ending.do(EndCall(EndedBy.LIMIT, text, draft.facts.language))
    return draft.flag("limit")


def _fire_supervisor_wait(draft: Draft) -> Draft:
    """Nobody came: the agent's own end script opens."""
    return _show(draft, Stage.END_CALL, None)


def _fire_day_note(draft: Draft) -> Draft:
    return draft.find(Act.TIME_RESTRAINT, Evidence("time.day_note", _minutes(draft), 1))


def _fire_day_limit(draft: Draft) -> Draft:
    found = draft.find(Act.TIME_RESTRAINT, Evidence("time.day_limit", _minutes(draft), 2))
    return _prompt(found, Stage.FIRM, None).flag("day_limit")


_FIRE: dict[str, Callable[[Draft], Draft]] = {
    HINT: _fire_hint,
    WARNING: _fire_warning,
    INVITE: _fire_invite,
    NOTICE: _fire_notice,
    FINAL_NOTICE: _fire_final_notice,
    LIMIT: _fire_limit,
    SUPERVISOR_WAIT: _fire_supervisor_wait,
    DAY_NOTE: _fire_day_note,
    DAY_LIMIT: _fire_day_limit,
}


def _held_on_line(draft: Draft, severity: int) -> Draft:
    """Talk that goes on after the matter was answered is what the act means; before, it is work."""
    if draft.facts.answered_at is None:
        return draft
    return draft.find(Act.TIME_RESTRAINT, Evidence("time.answered", _minutes(draft), severity))


def _minutes(draft: Draft) -> str:
    return str(round((draft.facts.talked_s + draft.facts.day_talk_s) / 60))


def _prompt(draft: Draft, stage: Stage, gives: str | None) -> Draft:
    """Prompt about the time, unless something graver is to be said now; the voice tells the caller anyway."""
    if draft.facts.shown.rank > stage.rank:
        return draft
    return _show(draft, stage, gives)


def _show(draft: Draft, stage: Stage, gives: str | None) -> Draft:
    """Show the sentence about the time. Calm does not take it down: no act is behind it."""
    return draft.know(last_act_s=None).prompt(stage, "time", None, gives, time_left_s=_left(draft))


def _announce(draft: Draft, announcement: str) -> Draft:
    """Tell the caller; in shadow nothing is told, and the clock goes on as if it had been."""
    facts = draft.facts
    if draft.mode is Mode.SHADOW:
        return draft.know(given={**facts.given, announcement: facts.talked_s})
    values = {"time_left_s": _left(draft)}
    text = draft.book.say(facts.language, f"announce.{announcement}", values)
    effect = Announce(announcement, text, facts.language)
    return draft.know(announcing=announcement, announcing_since=draft.now).do(effect)


def _left(draft: Draft) -> str:
    """Whole seconds of talk until the limit may fire, the lead times of what was not yet told included."""
    marks, given, talked = marks_of(draft.book.policy, draft.facts), draft.facts.given, draft.facts.talked_s
    leads = [given.get(NOTICE, talked) + marks.notice_lead_s]
    if draft.facts.has_fired(FINAL_NOTICE):
        leads.append(talked + marks.final_lead_s)
    return str(ceil(max(marks.limit_s, *leads) - talked))
