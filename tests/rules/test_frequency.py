"""Repeated calls by one caller."""

from datetime import timedelta

import pytest

from rules import events as on
from rules.acts import Act
from rules.effects import FlagCall, RecordIncident, ScheduleLimit
from rules.matters import LastCall, Matter
from rules.stages import Stage
from tests.rules.calls import START, Story

DAY = timedelta(days=1)


def test_an_ordinary_call_finds_nothing() -> None:
    decision = Story().arrive(day=1)
    assert decision.findings == ()
    assert [type(e) for e in decision.effects] == [ScheduleLimit]


def test_the_third_call_of_a_day_is_a_note_for_the_agent_and_no_incident() -> None:
    story = Story()
    (finding,) = story.arrive(day=2).findings
    assert (finding.act, finding.rule, finding.matched, finding.severity) == (
        Act.FREQUENT_CONTACT, "frequency.day", "3", 1,
    )  # fmt: skip
    assert story.reached(Stage.COURTEOUS)
    assert story.effects(RecordIncident) == []


def test_many_calls_without_a_matter_are_noted_and_no_more() -> None:
    story = Story()
    story.arrive(day=30, week=90, month=200)
    assert [f.severity for f in story.findings] == [1]
    assert story.reached(Stage.COURTEOUS)
    assert story.effects(RecordIncident) == []


@pytest.mark.parametrize(
    ("day", "severity", "stage"),
    [(1, 0, Stage.COURTEOUS), (2, 1, Stage.COURTEOUS), (4, 2, Stage.FIRM), (9, 3, Stage.FINAL_WARNING)],
)
def test_calls_on_the_matter_that_the_agent_chose_weigh_by_their_count(
    day: int, severity: int, stage: Stage
) -> None:
    story = Story().talk()
    story.choose(1, day=day, week=day, month=day)
    assert story.facts.severity == severity
    assert story.reached(stage)
    assert len(story.effects(FlagCall)) == (severity == 3)


def test_choosing_the_same_matter_twice_counts_once() -> None:
    story = Story().talk()
    story.choose(1, day=4)
    story.choose(2, day=4)
    assert len(story.findings) == 1


@pytest.mark.parametrize(
    "fair",
    [
        {"shared": True},
        {"outage": True},
        {"outbound": True},
        {"matters": (Matter("m", day=9, owed_until=START + DAY),)},
    ],
    ids=["a shared line", "everybody calls", "we called", "we owe an answer"],
)
def test_what_is_not_this_callers_doing_never_counts(fair: dict[str, object]) -> None:
    story = Story()
    story.arrive(day=9, week=9, month=9, known=fair)
    assert story.findings == []


def test_a_matter_answered_twice_before_begins_firm_with_the_days() -> None:
    story = Story(language="en").talk()
    story.choose(1, answered=("2026-11-20", "2026-11-22"))
    assert story.reached(Stage.FIRM)
    assert story.facts.prompt is not None
    assert story.facts.prompt.values["dates"] == "2026-11-20, 2026-11-22"


@pytest.mark.parametrize(
    ("said", "days", "stage"),
    [
        (Stage.FINAL_WARNING, 3, Stage.FIRM),
        (Stage.END_CALL, 3, Stage.FIRM),
        (Stage.FIRM, 3, Stage.COURTEOUS),
        (Stage.END_CALL, 20, Stage.FIRM),
        (Stage.FINAL_WARNING, 20, Stage.COURTEOUS),
        (Stage.END_CALL, 31, Stage.COURTEOUS),
    ],
)
def test_a_stage_fades_between_calls_and_a_final_warning_is_never_carried_over(
    said: Stage, days: int, stage: Stage
) -> None:
    story = Story()
    story.arrive(known={"last": LastCall(said, START - days * DAY)})
    assert story.reached(stage)


def test_the_longest_span_speaks_when_the_day_is_quiet() -> None:
    story = Story()
    (finding,) = story.arrive(month=14, week=2).findings
    assert finding.rule == "frequency.month"


def test_withheld_numbers_are_never_counted() -> None:
    assert Story().arrive(caller=None, day=50).findings == ()


def test_a_line_marked_as_shared_in_the_call_loses_what_the_count_found_and_keeps_a_persons_mark() -> None:
    story = Story()
    story.arrive(day=5)
    story.choose(1, day=5)
    story.at(2, on.ActMarked, act=Act.FREQUENT_CONTACT, by="aiko")
    story.at(3, on.LineMarked, shared=True, by="sora")
    assert story.facts.shared
    standing = [f for f in story.facts.found if not f.dismissed]
    assert [f.confirmed for f in standing] == [True]
    story.choose(4, id="other", day=9)
    assert [f for f in story.facts.found if not f.dismissed] == standing


def test_a_line_that_is_one_persons_after_all_counts_again() -> None:
    story = Story()
    story.arrive(known={"shared": True}, day=5)
    assert story.findings == []
    story.at(1, on.LineMarked, shared=False, by="sora")
    story.choose(2, day=5)
    assert [f.act for f in story.findings] == [Act.FREQUENT_CONTACT]
