"""The marks on the talk clock of one call, in seconds of talk: the queue's, moved by what happened in it."""

from dataclasses import dataclass

from rules.facts import CallFacts
from rules.policy import Policy

HINT, WARNING, INVITE = "hint", "warning", "invite"
NOTICE, FINAL_NOTICE, LIMIT = "notice", "final_notice", "limit"
SUPERVISOR_WAIT = "supervisor_wait"
DAY_NOTE, DAY_LIMIT = "day_note", "day_limit"
MARKS = (HINT, WARNING, INVITE, NOTICE, FINAL_NOTICE, LIMIT, SUPERVISOR_WAIT, DAY_NOTE, DAY_LIMIT)
"""In the order in which a call meets them; the day's stand where the caller's earlier talk puts them."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Where the limit of a call stands, and how long before it the caller is told."""

    notice_s: float
    notice_lead_s: float
    final_notice_s: float
    final_lead_s: float
    limit_s: float


def marks_of(policy: Policy, facts: CallFacts) -> Marks:
    """Return the queue's marks, later by what the call was extended, sooner once abuse was confirmed."""
    own, abuse, more = policy.marks(facts.queue), policy.abuse_clock, facts.extended_s
    marks = Marks(
        own.notice_s + more,
        own.notice_lead_s,
        own.final_notice_s + more,
        own.final_lead_s,
        own.limit_s + more,
    )
    if facts.abuse_s is None:
        return marks
    limit_s = max(abuse.limit_s, facts.abuse_s + abuse.notice_lead_s) + more
    if limit_s >= marks.limit_s:
        return marks
    return Marks(
        limit_s - abuse.notice_lead_s,
        abuse.notice_lead_s,
        limit_s - abuse.final_lead_s,
        abuse.final_lead_s,
        limit_s,
    )


def due_talk_s(policy: Policy, facts: CallFacts, mark: str) -> float | None:
    """Return where on the talk clock this mark is due; None while it may not fire at all.

    A caller who needs more time meets no mark of the clock, save what a limit that has fired left open.
    """
    if facts.has_fired(mark) or facts.ending is not None or not facts.is_live:
        return None
    if facts.accommodation and mark != SUPERVISOR_WAIT:
        return None
    if mark in (DAY_NOTE, DAY_LIMIT):
        return _day_s(policy, facts, mark)
    if mark in (HINT, WARNING, INVITE):
        return None if facts.has_fired(NOTICE) else _early_s(policy, facts, mark)
    return _late_s(marks_of(policy, facts), policy, facts, mark)


def _early_s(policy: Policy, facts: CallFacts, mark: str) -> float:
    own = policy.marks(facts.queue)
    return {HINT: own.hint_s, WARNING: own.warning_s, INVITE: own.invite_s}[mark]


def _late_s(marks: Marks, policy: Policy, facts: CallFacts, mark: str) -> float | None:
    given = facts.given
    if mark == NOTICE:
        return marks.notice_s
    if mark == FINAL_NOTICE:
        return max(marks.final_notice_s, given[NOTICE]) if NOTICE in given else None
    if mark == LIMIT:
        if FINAL_NOTICE not in given or NOTICE not in given:
            return None
        told = (given[NOTICE] + marks.notice_lead_s, given[FINAL_NOTICE] + marks.final_lead_s)
        return max(marks.limit_s, *told)
    asked = next((f.talk_s for f in facts.fired if f.limit == LIMIT), None)
    wait_s = policy.marks(facts.queue).supervisor_wait_s
    return None if asked is None or facts.reviewed_by else asked + wait_s


def _day_s(policy: Policy, facts: CallFacts, mark: str) -> float | None:
    """The day's sum is one person's: never of a withheld or shared line, nor while the next step is ours."""
    if facts.caller is None or facts.shared or facts.outbound or facts.outage:
        return None
    if facts.owed_until is not None and facts.now < facts.owed_until:
        return None
    wanted = policy.day_sum.note_s if mark == DAY_NOTE else policy.day_sum.limit_s
    return max(1.0, wanted - facts.day_talk_s) if facts.day_talk_s > 0 else None
