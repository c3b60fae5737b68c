"""The talk-time limit: marks in order, notices first, holds not counted, people before machines."""

import pytest

from rules import events as on
from rules.acts import Act
from rules.effects import Announce, EndCall, FlagCall, RingAgent, ShowPrompt
from rules.events import EndedBy
from rules.facts import Phase
from rules.policy import AtLimit, Policy
from rules.stages import Stage
from tests.full_policy import FULL
from tests.rules.calls import SHORT, START, Story

ENDING = Policy(queues=FULL, talk_time=SHORT.model_copy(update={"at_limit": AtLimit.END}))


def fired(story: Story) -> list[tuple[str, float]]:
    """The marks that change what is said; hint and invitation are the supervisors' alone."""
    quiet = ("hint", "invite")
    return [
        (m.limit, (m.fired_at - START).total_seconds()) for m in story.facts.fired if m.limit not in quiet
    ]


def stages(story: Story) -> list[Stage]:
    return [e.prompt.stage for e in story.effects(ShowPrompt) if isinstance(e, ShowPrompt)]


def told(story: Story, notice: float = 22, final: float = 32) -> Story:
    story.run_clock(notice)
    story.played(notice, "notice")
    story.run_clock(final)
    story.played(final, "final_notice")
    return story


def test_marks_fire_in_their_order_and_the_policy_ends_the_call() -> None:
    story = Story(ENDING).talk()
    story.at(1, on.MatterAnswered)
    told(story).run_clock(100)
    assert fired(story) == [("warning", 10), ("notice", 20), ("final_notice", 30), ("limit", 40)]
    assert stages(story) == [Stage.FIRM, Stage.FIRM, Stage.FINAL_WARNING, Stage.END_CALL]
    assert [e.by for e in story.effects(EndCall) if isinstance(e, EndCall)] == [EndedBy.LIMIT]
    assert [(f.act, f.severity) for f in story.findings] == [(Act.TIME_RESTRAINT, 1), (Act.TIME_RESTRAINT, 2)]
    assert story.at(45, on.CallEnded, by=EndedBy.CALLER).facts.ended_by is EndedBy.LIMIT


def test_no_limit_fires_before_its_notice_was_given_however_long_the_call() -> None:
    story = Story(ENDING).talk()
    story.run_clock(3_000)
    assert fired(story) == [("warning", 10), ("notice", 20)]


def test_the_lead_time_runs_from_the_end_of_the_notice() -> None:
    story = Story(ENDING).talk()
    story.at(1, on.MatterAnswered)
    told(story, notice=35, final=50).run_clock(100)
    assert fired(story)[-2:] == [("final_notice", 35), ("limit", 55)]


def test_a_shorter_policy_in_the_middle_of_a_call_still_gives_notice_first() -> None:
    story = Story(Policy()).talk()
    story.run_clock(500)
    story.book = Story(ENDING).book
    story.at(500, on.MatterAnswered)
    story.run_clock(501)
    assert ("notice", 500) in fired(story)
    told(story, notice=504, final=505).run_clock(600)
    assert fired(story)[-1] == ("limit", 514)


def test_hold_by_us_does_not_count() -> None:
    story = Story().talk()
    story.at(5, on.HoldStarted)
    story.run_clock(500)
    assert story.facts.fired == ()
    story.at(505, on.HoldEnded)
    story.run_clock(519)
    assert fired(story) == [("warning", 510)]


def test_an_agent_is_rung_once_when_the_caller_has_heard_the_notice() -> None:
    story = Story()
    story.arrive()
    story.at(7, on.CallerJoined)
    story.at(8, on.CallerJoined)
    assert len(story.effects(RingAgent)) == 1
    assert "ring" not in story.facts.due


def test_an_agent_is_rung_all_the_same_when_nobody_tells_that_the_caller_is_in() -> None:
    story = Story()
    story.arrive()
    story.run_clock(60)
    assert len(story.effects(RingAgent)) == 1


def test_talk_begins_when_both_are_there_whoever_comes_first() -> None:
    story = Story()
    story.arrive()
    story.at(2, on.AgentJoined, agent="aiko", leg="CA" + "1" * 32)
    assert story.facts.phase is Phase.WAITING
    story.at(9, on.CallerJoined)
    story.run_clock(28)
    assert fired(story) == [("warning", 19)]


def test_a_prompt_about_the_time_does_not_displace_a_graver_one() -> None:
    story = Story().talk()
    story.hear(5, "죽여 버리겠다", 0)
    story.run_clock(20)
    assert story.facts.prompt is not None
    assert story.facts.prompt.act is Act.THREAT
    assert len(story.effects(Announce)) == 1


def test_waiting_for_an_agent_does_not_count() -> None:
    story = Story().talk(second=300)
    story.run_clock(311)
    assert fired(story) == [("warning", 310)]


def test_by_default_a_supervisor_is_asked_and_then_the_agents_end_script_opens() -> None:
    story = Story().talk()
    story.at(1, on.MatterAnswered)
    told(story).run_clock(45)
    assert [e.reason for e in story.effects(FlagCall) if isinstance(e, FlagCall)] == ["long_call", "limit"]
    assert story.reached(Stage.FINAL_WARNING)
    story.run_clock(60)
    assert fired(story)[-1] == ("supervisor_wait", 46)
    assert story.reached(Stage.END_CALL)
    assert story.effects(EndCall) == []


def test_a_supervisor_who_answered_keeps_the_end_script_closed() -> None:
    story = Story().talk()
    told(story).run_clock(41)
    story.at(42, on.Reviewed, by="sora")
    story.run_clock(100)
    assert story.reached(Stage.FINAL_WARNING)


def test_a_limit_never_ends_a_call_whose_matter_was_not_answered() -> None:
    story = told(Story(ENDING).talk())
    story.run_clock(41)
    assert story.effects(EndCall) == []
    assert story.facts.flagged == "limit"
    assert story.findings == []


@pytest.mark.parametrize("again", [1, 2, 5])
def test_a_limit_fires_once_however_often_its_timer_runs(again: int) -> None:
    story = Story().talk()
    story.run_clock(10)
    for _ in range(again):
        decision = story.at(11, on.LimitDue, limit="warning")
        assert decision.effects == ()
    assert fired(story) == [("warning", 10)]


def test_a_timer_that_comes_early_changes_nothing() -> None:
    story = Story().talk()
    assert story.at(9, on.LimitDue, limit="warning").effects == ()
    assert story.at(9, on.LimitDue, limit="no such limit").effects == ()


def test_when_the_voice_fails_the_agent_says_the_notice_and_that_counts() -> None:
    story = Story(ENDING).talk()
    story.at(1, on.MatterAnswered)
    story.run_clock(20)
    story.at(21, on.AnnouncementFailed, announcement="notice")
    assert story.facts.prompt is not None
    story.at(25, on.PromptSaid, prompt=story.facts.prompt.number)
    assert story.facts.given == {"notice": 25.0}


def test_an_announcement_nobody_asked_for_gives_nothing() -> None:
    story = Story().talk()
    story.played(5, "final_notice")
    assert story.facts.given == {}


def test_the_caller_is_told_the_time_that_is_really_left() -> None:
    story = Story().talk()
    story.run_clock(20)
    (notice,) = (e for e in story.effects(Announce) if isinstance(e, Announce))
    assert "20초" in notice.text


def test_a_call_that_could_not_be_ended_goes_back_to_people() -> None:
    story = Story(ENDING).talk()
    story.at(1, on.MatterAnswered)
    told(story).run_clock(41)
    story.at(43, on.EndFailed)
    assert story.facts.ending is None
    assert story.facts.flagged == "end_failed"
    assert story.facts.phase is Phase.TALKING


def test_a_supervisor_ends_a_call_once() -> None:
    story = Story().talk()
    assert len(story.at(5, on.EndRequested, by="sora").effects) >= 1
    story.at(6, on.EndRequested, by="sora")
    assert len(story.effects(EndCall)) == 1
    assert story.facts.due == {}


def test_a_voice_that_never_reports_back_hands_the_notice_to_the_agent() -> None:
    story = Story(ENDING).talk()
    story.run_clock(55)
    assert story.facts.announcing is None
    assert story.facts.prompt is not None
    assert story.facts.prompt.gives == "notice"
    assert (story.facts.prompt.at - START).total_seconds() == 50


def test_an_agent_who_does_not_answer_is_followed_by_the_next() -> None:
    story = Story()
    story.arrive()
    decision = story.at(20, on.RingFailed, agent="aiko")
    assert [type(e) for e in decision.effects] == [RingAgent]
