"""Rule: contacts of one caller about one matter, by the site's day, 7 days and 30 days; and what an earlier
call carries over.
"""

from datetime import timedelta

from rules.acts import Act
from rules.decision import Draft, Evidence
from rules.facts import CallFacts
from rules.ladder import climb, dismiss
from rules.matters import LastCall, Matter
from rules.policy import CallLevels, CarryOver, Frequency
from rules.stages import Stage

_WEEK, _MONTH = timedelta(days=7), timedelta(days=30)


def judge_arrival(draft: Draft, last: LastCall | None) -> Draft:
    """Begin where the last call left off, and note how often the caller calls; no matter is chosen yet, so
    the count alone begins nothing.
    """
    draft = _carry_over(draft, last)
    if not counts(draft.facts):
        return draft
    matter = draft.facts.matter
    own = draft.facts.counts
    about = matter or Matter("", day=own.day, week=own.week, month=own.month)
    severity, span, count = max(_levels(draft.book.policy.frequency, about))
    if severity == 0:
        return draft
    found = draft.find(Act.FREQUENT_CONTACT, Evidence(f"frequency.{span}", str(count), 1))
    return climb(found, draft.facts, count=str(count))


def judge_matter(draft: Draft, before: CallFacts) -> Draft:
    """Judge the matter that was chosen: how often it was called about, and how often it was answered."""
    facts, policy = draft.facts, draft.book.policy.frequency
    matter = facts.matter
    if matter is None or not facts.is_live or not counts(facts):
        return draft
    severity, span, count = max(_levels(policy, matter))
    if severity >= 2 or (severity == 1 and Act.FREQUENT_CONTACT not in facts.acts):
        found = draft.find(Act.FREQUENT_CONTACT, Evidence(f"frequency.{span}", str(count), severity))
        draft = climb(found, before, count=str(count))
    if len(matter.answered) < policy.answered_before or draft.facts.shown.rank >= Stage.FIRM.rank:
        return draft
    values = {"topic": matter.name, "dates": ", ".join(matter.answered), "count": str(len(matter.answered))}
    return draft.prompt(Stage.FIRM, "answered", Act.REPEATED_DEMAND, None, **values)


def uncount(draft: Draft) -> Draft:
    """Take back what the count of calls alone found; what a person marked or confirmed stays."""
    for found in draft.facts.found:
        if found.act is Act.FREQUENT_CONTACT and not found.confirmed:
            draft = dismiss(draft, found.number)
    return draft


def counts(facts: CallFacts) -> bool:
    """Whether this call may count against one person at all.

    Never a withheld or shared line, a call that we made, a day when everybody calls, or a call while we owe
    an answer.
    """
    if facts.caller is None or facts.shared or facts.outbound or facts.outage:
        return False
    return facts.owed_until is None or facts.now >= facts.owed_until


def carried(policy: CarryOver, last: LastCall, facts: CallFacts) -> Stage:
    """Return the stage at which this call begins; a final warning must be said again in it."""
    age = facts.now - last.ended_at
    down = policy.week_down if age <= _WEEK else policy.month_down
    if age > _MONTH:
        return Stage.COURTEOUS
    rank = min(last.said.rank - down, Stage.FIRM.rank)
    return Stage.FIRM if rank >= Stage.FIRM.rank else Stage.COURTEOUS


def _carry_over(draft: Draft, last: LastCall | None) -> Draft:
    if last is None or draft.facts.caller is None or draft.facts.shared:
        return draft
    if carried(draft.book.policy.carry_over, last, draft.facts) is Stage.COURTEOUS:
        return draft
    return draft.prompt(Stage.FIRM, "carried", None)


def _levels(policy: Frequency, matter: Matter) -> list[tuple[int, str, int]]:
    return [
        (_severity(levels, count), span, count)
        for span, levels, count in (
            ("day", policy.day, matter.day + 1),
            ("week", policy.week, matter.week + 1),
            ("month", policy.month, matter.month + 1),
        )
    ]


def _severity(levels: CallLevels, count: int) -> int:
    return sum(count >= bar for bar in (levels.note, levels.warn, levels.alert))
