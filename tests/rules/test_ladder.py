"""The ladder: points, stages, what must be said first, calm, and the agent's own marks and ticks."""

import pytest

from rules import events as on
from rules.acts import Act
from rules.decision import Decision
from rules.effects import CoolDown, EndCall, FlagCall, ShowPrompt, WouldFlag, WouldPrompt
from rules.ending import say_first
from rules.facts import CallFacts
from rules.policy import MAIN, Extension, Mode, Policy, Queue
from rules.speaker import Speaker
from rules.stages import Stage
from rules.ticks import How, Tick
from tests.full_policy import full_policy
from tests.rules.calls import SHORT, START, Story

KILL, INSULT, MILD, FINE = (
    "죽여 버리겠다",
    "이 멍청한 새끼야",
    "방금 한숨 쉬었죠 무시하는 거예요",
    "지난달 요금을 확인하고 싶어요",
)
WARNED = "계속 그러시면 통화를 종료하겠습니다"
LEG = "CA" + "2" * 32


def say(story: Story, second: float) -> Decision:
    """Let Aiko press that she said the sentence shown."""
    prompt = story.facts.prompt
    assert prompt is not None
    return story.at(second, on.PromptSaid, prompt=prompt.number, by="aiko")


def agent(story: Story, second: float, words: str, utterance: int, **fields: object) -> Decision:
    return story.hear(second, words, utterance, speaker=Speaker.AGENT, **fields)


def test_several_mild_acts_make_a_grave_one() -> None:
    story = Story().talk()
    for n in range(2):
        story.hear(3 + n, MILD, n)
        assert story.facts.shown is Stage.COURTEOUS
    story.hear(6, MILD, 2)
    assert (story.facts.score, story.facts.shown) == (3, Stage.FIRM)


def test_an_act_after_a_warning_that_was_said_weighs_more() -> None:
    story = Story().talk()
    story.hear(3, INSULT, 0)
    assert story.facts.score == 3
    say(story, 4)
    story.hear(5, MILD, 1)
    assert story.facts.score == 5


def test_the_end_opens_only_after_a_final_warning_was_said_and_a_supervisor_is_called() -> None:
    story = Story().talk()
    for n in range(4):
        story.hear(3 + n, KILL, n)
    assert story.facts.stage.rank == Stage.FINAL_WARNING.rank
    say(story, 8)
    story.hear(9, INSULT, 5)
    assert story.facts.stage is Stage.END_CALL
    assert story.effects(FlagCall)
    assert story.effects(EndCall) == []


def test_what_the_agent_was_heard_to_say_counts_as_said() -> None:
    story = Story().talk()
    agent(story, 3, WARNED, 0)
    assert story.facts.said is Stage.FINAL_WARNING
    assert story.facts.ticks[Tick.CONSEQUENCE].how is How.HEARD


@pytest.mark.parametrize("doubtful", [{"full": False}, {"final": False}])
def test_a_tick_is_never_taken_from_a_grammar_or_from_words_that_may_change(
    doubtful: dict[str, bool],
) -> None:
    story = Story().talk()
    agent(story, 3, WARNED, 0, **doubtful)
    assert story.facts.ticks == {}


def test_one_key_takes_a_tick_back_and_the_stage_with_it() -> None:
    story = Story().talk()
    agent(story, 3, WARNED, 0)
    story.at(4, on.TickTakenBack, tick=Tick.CONSEQUENCE, by="aiko")
    assert Tick.CONSEQUENCE not in story.facts.ticks
    assert story.facts.said.rank < Stage.FINAL_WARNING.rank


def test_the_caller_has_had_a_chance_after_a_turn_or_after_its_time() -> None:
    turn, time = Story().talk(), Story().talk()
    for story in (turn, time):
        story.at(3, on.TickPressed, tick=Tick.REQUEST, by="aiko")
    turn.hear(6, FINE, 0)
    assert turn.facts.ticks[Tick.CHANCE].how is How.SEEN
    time.run_clock(22.9)
    assert Tick.CHANCE not in time.facts.ticks
    time.run_clock(23.1)
    assert Tick.CHANCE in time.facts.ticks


def test_before_the_end_six_things_are_said_and_after_a_confirmed_threat_one() -> None:
    story, ladder = Story().talk(), Policy().ladder
    assert say_first(ladder, story.facts) == tuple(Tick)
    story.hear(3, KILL, 0)
    assert say_first(ladder, story.facts) == tuple(Tick)
    story.at(4, on.FindingConfirmed, finding=1, by="aiko")
    assert say_first(ladder, story.facts) == (Tick.BEHAVIOUR,)
    assert story.facts.stage is Stage.END_CALL


def test_the_prompt_calms_down_with_the_caller_and_the_stage_reached_stays() -> None:
    story = Story().talk()
    story.hear(3, INSULT, 0)
    story.hear(5, FINE, 1)
    assert story.facts.shown is Stage.FIRM
    story.hear(7, FINE, 2)
    assert (story.facts.shown, story.facts.stage) == (Stage.COURTEOUS, Stage.FIRM)


def test_a_civil_minute_calms_the_prompt_too() -> None:
    story = Story(full_policy()).talk()
    story.hear(3, INSULT, 0)
    story.run_clock(62)
    assert story.facts.shown.rank == Stage.FIRM.rank
    story.run_clock(64)
    assert story.facts.shown is Stage.COURTEOUS


def test_a_sentence_about_the_time_is_not_calmed_away() -> None:
    story = Story(full_policy()).talk()
    story.hear(3, INSULT, 0)
    story.run_clock(901)
    assert story.facts.prompt is not None
    assert story.facts.prompt.script == "firm.time"
    story.run_clock(1000)
    assert story.facts.prompt.script == "firm.time"


def test_the_agents_mark_is_a_finding_with_full_confidence_and_starts_the_shorter_clock() -> None:
    story = Story(full_policy()).talk()
    story.at(30, on.ActMarked, act=Act.VERBAL_ABUSE, by="aiko")
    (finding,) = story.findings
    assert (finding.rule, finding.confidence, finding.severity) == ("agent", 1.0, 2)
    assert story.facts.abuse_s == 30
    story.run_clock(779)
    assert not story.facts.has_fired("notice")
    story.run_clock(781)
    assert story.facts.has_fired("notice")


def test_a_dismissed_finding_is_kept_and_weighs_nothing() -> None:
    story = Story().talk()
    story.hear(3, INSULT, 0)
    story.at(4, on.FindingDismissed, finding=1, by="aiko")
    assert (story.facts.score, story.facts.prompt, story.facts.abuse_s) == (0, None, None)
    assert len(story.facts.found) == 1
    assert story.facts.stage is Stage.FIRM


def test_an_agent_extends_as_often_as_the_policy_says_and_a_supervisor_without_bound() -> None:
    story = Story(full_policy(talk_time=SHORT, extension=Extension(by_s=10, agent_times=1))).talk()
    for _ in range(3):
        story.at(1, on.Extended, by="aiko", reason="complex")
    assert story.facts.extended_s == 10
    for _ in range(3):
        story.at(2, on.Extended, by="sora", reason="complex", supervisor=True)
    assert story.facts.extended_s == 40
    story.run_clock(59)
    assert not story.facts.has_fired("notice")


def test_who_needs_more_time_meets_no_mark_of_the_clock_and_is_no_freer_to_threaten() -> None:
    story = Story().talk()
    story.at(1, on.AccommodationSet, on=True, by="aiko", reason="relay")
    story.run_clock(5000)
    assert story.facts.fired == ()
    story.hear(5001, KILL, 0)
    assert story.facts.stage is Stage.FINAL_WARNING


def test_the_supervisors_part_is_not_charged_and_a_take_over_starts_the_clock_anew() -> None:
    story = Story(full_policy()).talk()
    story.hear(5, KILL, 0)
    story.at(10, on.SupervisorJoined, by="sora")
    story.at(100, on.SupervisorLeft, by="sora")
    assert story.facts.talked_s == 10
    taken = story.at(120, on.TookOver, by="sora", leg=LEG)
    assert (story.facts.agent, story.facts.talked_s, story.facts.stage) == ("sora", 0, Stage.FINAL_WARNING)
    assert [e.agent for e in taken.effects if isinstance(e, CoolDown)] == ["aiko"]


def test_a_queue_in_shadow_records_everything_and_prompts_nobody() -> None:
    story = Story(Policy(talk_time=SHORT)).talk()
    story.hear(3, KILL, 0)
    story.run_clock(100)
    assert story.effects(ShowPrompt) == story.effects(FlagCall) == story.effects(EndCall) == []
    assert story.effects(WouldPrompt)
    assert story.effects(WouldFlag)
    assert [f.act for f in story.findings] == [Act.THREAT]
    assert story.facts.prompt is None


def test_a_queue_by_the_clock_hears_no_act_and_keeps_its_limits() -> None:
    story = Story(Policy(queues={MAIN: Queue(mode=Mode.CLOCK)}, talk_time=SHORT)).talk()
    story.hear(3, KILL, 0)
    story.run_clock(11)
    assert story.findings == []
    assert story.reached(Stage.FIRM)


def test_all_talk_of_a_day_counts_and_never_that_of_a_shared_line() -> None:
    own, shared = Story(full_policy()), Story(full_policy())
    for story, known in ((own, {}), (shared, {"shared": True})):
        story.arrive(known={"day_talk_s": 3500.0, **known})
        story.at(0, on.CallerJoined)
        story.at(0, on.AgentJoined, agent="aiko", leg=LEG)
        story.run_clock(120)
    assert [f.act for f in own.findings] == [Act.TIME_RESTRAINT] * 2
    assert own.reached(Stage.FIRM)
    assert shared.findings == []


def test_facts_stay_small_however_long_the_call() -> None:
    import msgspec

    story = Story(full_policy()).talk()
    for n in range(300):
        story.hear(3 + 4 * n, (KILL, INSULT, MILD, "환불해 주세요")[n % 4], n)
    assert len(msgspec.json.encode(story.facts)) < 4096
    assert msgspec.json.decode(msgspec.json.encode(story.facts), type=CallFacts) == story.facts
    assert story.facts.arrived_at == START
