"""Replay: the same rulebook decides the same again; another one runs its own clock."""

from datetime import timedelta

from hypothesis import given, settings

from callguard.policies.content import rulebook
from rules import events as on
from rules.acts import Act
from rules.decision import Decision
from rules.dialogue import Dialogue, Turn, play
from rules.effects import EndCall
from rules.policy import AtLimit, Speech
from rules.replay import replay, rerun
from rules.speaker import Speaker
from rules.stages import Stage
from tests.full_policy import full_policy
from tests.rules.calls import SHORT, START, Story
from tests.rules.test_properties import BOOK, stories

REFUND, KILL = "환불해 주세요", "죽여 버리겠다"
CALLER, AGENT = Speaker.CALLER, Speaker.AGENT


def recorded() -> list[on.Event]:
    """A call of 45 s under the short marks, as its log holds it."""
    story, events = Story(full_policy(talk_time=SHORT)), list[on.Event]()
    keep = story.apply

    def apply(event: on.Event) -> Decision:
        events.append(event)
        return keep(event)

    story.apply = apply  # type: ignore[method-assign]
    story.talk()
    story.hear(3, REFUND, 0)
    story.at(4, on.MatterAnswered)
    story.run_clock(22)
    story.played(22, "notice")
    story.hear(25, KILL, 1)
    story.run_clock(45)
    story.at(45, on.CallEnded)
    return events


@given(stories)
@settings(max_examples=100, deadline=None)
def test_replaying_under_the_policy_of_the_time_gives_exactly_the_decisions_of_the_time(
    events: list[on.Event],
) -> None:
    assert replay(BOOK, "CA1", events) == replay(lambda _place: BOOK, "CA1", events)


def test_a_later_limit_fires_later_although_the_record_holds_the_earlier_timers() -> None:
    longer = SHORT.model_copy(update={"warning_s": 12, "notice_s": 43, "final_notice_s": 50, "limit_s": 60})
    book = rulebook(2, full_policy(talk_time=longer))
    steps = list(rerun(book, "CA1", recorded()))
    fired = [(m.limit, (m.fired_at - START).total_seconds()) for m in steps[-1][1].facts.fired]
    assert ("warning", 12.0) in fired
    assert ("notice", 43.0) in fired
    assert not steps[-1][1].facts.has_fired("final_notice")


def test_a_policy_that_ends_the_call_ends_it_where_it_would_have_ended() -> None:
    quick = SHORT.model_copy(
        update={"warning_s": 5, "notice_s": 6, "notice_lead_s": 4, "final_notice_s": 7, "final_lead_s": 2,
                "limit_s": 8, "at_limit": AtLimit.END, "invite_s": 8}
    )  # fmt: skip
    steps = list(rerun(rulebook(2, full_policy(talk_time=quick)), "CA1", recorded()))
    assert any(isinstance(e, EndCall) for e in steps[-1][1].effects)
    assert steps[-1][1].facts.now < START + timedelta(seconds=45)


def test_a_dialogue_says_what_was_prompted_and_what_was_said() -> None:
    turns = (
        Turn(0, AGENT, "무엇을 도와드릴까요"),
        Turn(5, CALLER, KILL),
        Turn(10, AGENT, "계속 그러시면 통화를 종료하겠습니다"),
        Turn(15, CALLER, KILL),
    )
    outcome = play(rulebook(0, full_policy()), Dialogue("d1", "ko", turns))
    assert outcome.acts == (Act.THREAT,)
    assert (outcome.stage, outcome.stage_said) == (Stage.FINAL_WARNING, Stage.FINAL_WARNING)
    assert [m.stage for m in outcome.timeline] == [Stage.FINAL_WARNING]
    assert outcome.timeline[0].rule.startswith("phrase.threat")


def test_the_clock_of_a_dialogue_runs_between_its_turns() -> None:
    turns = tuple(Turn(60.0 * n, CALLER if n % 2 else AGENT, "네 확인 부탁드립니다") for n in range(33))
    outcome = play(rulebook(0, full_policy()), Dialogue("d2", "ko", turns))
    assert [(m.rule, m.stage) for m in outcome.timeline][:3] == [
        ("time.warning", Stage.FIRM),
        ("time.notice", Stage.FIRM),
        ("time.final_notice", Stage.FINAL_WARNING),
    ]


def test_calls_today_are_taken_to_be_on_one_matter() -> None:
    outcome = play(rulebook(0, full_policy()), Dialogue("d3", "en", (), caller_calls_today=6))
    assert (outcome.acts, outcome.stage) == ((Act.FREQUENT_CONTACT,), Stage.FIRM)


def test_an_empty_dialogue_has_no_acts() -> None:
    outcome = play(rulebook(0, full_policy(speech=Speech())), Dialogue("d4", "ja", ()))
    assert (outcome.acts, outcome.stage, outcome.timeline) == ((), Stage.COURTEOUS, ())
