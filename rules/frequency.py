"""Rule: calls by one caller, counted by the site's day, 7 days and 30 days."""

from rules.acts import Act
from rules.decision import Draft
from rules.events import CallArrived, CallCounts
from rules.policy import CallLevels, Frequency
from rules.stages import Stage


def judge_frequency(draft: Draft, event: CallArrived) -> Draft:
    """Find `frequent_contact` as the call comes in; a withheld number has no history.

    A final warning is never carried over from other calls, so the count alone begins at firm at most.
    """
    if event.caller is None:
        return draft
    severity, span, count = max(_levels(draft.book.policy.frequency, event.counts))
    if severity == 0:
        return draft
    stage = Stage.COURTEOUS if severity == 1 else Stage.FIRM
    found = draft.find(Act.FREQUENT_CONTACT, f"frequency.{span}", str(count), severity)
    return found.prompt(stage, "frequency", Act.FREQUENT_CONTACT, count=str(count))


def _levels(policy: Frequency, earlier: CallCounts) -> list[tuple[int, str, int]]:
    return [
        (_severity(levels, count), span, count)
        for span, levels, count in (
            ("day", policy.day, earlier.day + 1),
            ("week", policy.week, earlier.week + 1),
            ("month", policy.month, earlier.month + 1),
        )
    ]


def _severity(levels: CallLevels, count: int) -> int:
    return sum(count >= bar for bar in (levels.note, levels.warn, levels.alert))
