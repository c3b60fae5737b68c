"""Repeated calls by one caller."""

from rules.acts import Act
from rules.effects import FlagCall, RecordIncident, ScheduleLimit
from rules.stages import Stage
from tests.rules.calls import Story


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


def test_many_calls_begin_firm_and_never_with_a_final_warning() -> None:
    story = Story()
    story.arrive(day=30, week=90, month=200)
    assert story.reached(Stage.FIRM)
    assert len(story.effects(FlagCall)) == 1
    assert len(story.effects(RecordIncident)) == 1


def test_the_longest_span_speaks_when_the_day_is_quiet() -> None:
    story = Story()
    (finding,) = story.arrive(month=14, week=2).findings
    assert finding.rule == "frequency.month"


def test_withheld_numbers_are_never_counted() -> None:
    assert Story().arrive(caller=None, day=50).findings == ()
