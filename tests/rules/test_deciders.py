"""Whose word a stage needs: the machine's findings, a person's, or a supervisor's."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callguard.policies.content import rulebook
from rules import events as on
from rules.acts import Act
from rules.effects import FlagCall, WouldPrompt
from rules.policy import Decider, Policy
from rules.replay import replay
from rules.speaker import Speaker
from rules.stages import Stage
from rules.ticks import Tick
from tests.full_policy import FULL, full_policy
from tests.rules.calls import SHORT, START, Story, ladder
from tests.rules.test_ladder import FINE, INSULT, KILL, MILD, WARNED, agent, say

FIRM, FINAL = "firm", "final_warning"


def shown(story: Story) -> Stage:
    return story.facts.shown


def story_with(**deciders: Decider) -> Story:
    return Story(full_policy(talk_time=SHORT, ladder=ladder(**deciders))).talk()


def test_what_the_machine_decides_is_prompted_at_once() -> None:
    story = story_with(firm=Decider.MACHINE)
    story.hear(3, INSULT, 0)
    assert (shown(story), story.facts.awaited) == (Stage.FIRM, None)


def test_what_the_agent_decides_waits_for_their_word_however_much_the_machine_hears() -> None:
    story = story_with(firm=Decider.AGENT, final_warning=Decider.AGENT)
    for n in range(5):
        story.hear(3 + n / 2, KILL, n)
    assert story.reached(Stage.COURTEOUS)
    assert story.facts.awaited is not None
    assert story.facts.awaited.stage is Stage.FINAL_WARNING


def test_a_yes_to_what_was_heard_opens_the_stage_that_waited() -> None:
    story = story_with(firm=Decider.AGENT)
    story.hear(3, INSULT, 0)
    assert shown(story) is Stage.COURTEOUS
    story.at(4, on.FindingConfirmed, finding=1, by="aiko")
    assert (shown(story), story.facts.awaited) == (Stage.FIRM, None)


def test_the_agents_own_mark_is_their_word() -> None:
    story = story_with(firm=Decider.AGENT)
    story.at(3, on.ActMarked, act=Act.VERBAL_ABUSE, by="aiko")
    assert shown(story) is Stage.FIRM


def test_one_confirmed_finding_among_those_that_make_the_score_is_enough() -> None:
    story = story_with(firm=Decider.AGENT)
    for n in range(3):
        story.hear(3 + n, MILD, n)
    assert shown(story) is Stage.COURTEOUS
    story.at(6, on.FindingConfirmed, finding=2, by="aiko")
    assert shown(story) is Stage.FIRM


def test_a_yes_to_something_too_mild_for_the_stage_does_not_open_it() -> None:
    story = story_with(firm=Decider.MACHINE, final_warning=Decider.AGENT)
    story.hear(3, MILD, 0)
    story.hear(4, KILL, 1)
    story.at(5, on.FindingDismissed, finding=2, by="aiko")
    story.at(6, on.FindingConfirmed, finding=1, by="aiko")
    assert story.facts.stage.rank < Stage.FINAL_WARNING.rank


def test_a_no_ends_the_waiting() -> None:
    story = story_with(firm=Decider.AGENT)
    story.hear(3, INSULT, 0)
    story.at(4, on.FindingDismissed, finding=1, by="aiko")
    assert story.facts.awaited is None


@pytest.mark.parametrize("by_turns", [True, False])
def test_calm_ends_the_waiting(by_turns: bool) -> None:
    story = Story(full_policy(ladder=ladder(firm=Decider.AGENT))).talk()
    story.hear(3, INSULT, 0)
    if by_turns:
        story.hear(5, FINE, 1)
        story.hear(7, FINE, 2)
    else:
        story.run_clock(64)
    assert story.facts.awaited is None
    story.at(70, on.FindingConfirmed, finding=1, by="aiko")
    assert shown(story) is Stage.COURTEOUS


def test_what_a_supervisor_decides_calls_them_and_opens_when_they_allow_it() -> None:
    story = story_with(firm=Decider.MACHINE, final_warning=Decider.SUPERVISOR)
    story.hear(3, KILL, 0)
    assert shown(story) is Stage.FIRM
    assert story.effects(FlagCall)
    story.at(7, on.StageAllowed, stage=Stage.FIRM, by="sora")
    assert shown(story) is not Stage.FINAL_WARNING
    story.at(8, on.StageAllowed, stage=Stage.FINAL_WARNING, by="sora")
    assert shown(story) is Stage.FINAL_WARNING


def test_nothing_waits_below_a_stage_that_a_persons_word_opened() -> None:
    story = story_with(final_warning=Decider.SUPERVISOR)
    story.at(3, on.ActMarked, act=Act.THREAT, by="aiko")
    assert story.reached(Stage.END_CALL)
    assert story.facts.awaited is None
    story.hear(4, KILL, 0)
    assert story.facts.awaited is None


def test_a_supervisor_who_took_over_needs_no_other_supervisors_word() -> None:
    story = story_with(firm=Decider.SUPERVISOR, final_warning=Decider.SUPERVISOR)
    story.at(3, on.TookOver, by="sora", leg="CA" + "2" * 32)
    story.hear(4, KILL, 0)
    assert shown(story) is Stage.FINAL_WARNING


def test_a_final_warning_that_the_agent_said_is_their_word_for_the_end() -> None:
    story = story_with(end_call=Decider.AGENT)
    story.hear(3, KILL, 0)
    agent(story, 4, WARNED, 1)
    story.hear(5, INSULT, 2)
    assert story.reached(Stage.END_CALL)


def test_a_warning_by_the_voice_alone_is_nobodys_word_for_the_end() -> None:
    story = story_with(end_call=Decider.AGENT)
    story.run_clock(30)
    story.played(30, "notice")
    story.run_clock(31)
    story.played(32, "final_notice")
    assert story.facts.ticks[Tick.CONSEQUENCE].how == "played"
    story.hear(33, INSULT, 0)
    assert not story.reached(Stage.END_CALL)
    story.at(34, on.FindingConfirmed, finding=1, by="aiko")
    assert story.reached(Stage.END_CALL)


def test_under_the_defaults_the_end_is_proposed_after_a_persons_word() -> None:
    story = Story().talk()
    story.hear(3, KILL, 0)
    say(story, 4)
    story.hear(5, INSULT, 1)
    assert story.reached(Stage.END_CALL)


def test_in_shadow_the_waiting_is_on_record_and_nobody_is_called() -> None:
    policy = Policy(talk_time=SHORT, ladder=ladder(firm=Decider.SUPERVISOR, final_warning=Decider.SUPERVISOR))
    story = Story(policy).talk()
    story.hear(3, KILL, 0)
    assert story.effects(FlagCall) == []
    assert [p.prompt.stage for p in story.effects(WouldPrompt) if isinstance(p, WouldPrompt)] == [
        Stage.COURTEOUS
    ]


SAID = st.lists(st.sampled_from([KILL, INSULT, MILD, FINE]), max_size=12)
NOBODY = {FIRM: Decider.AGENT, FINAL: Decider.AGENT, "end_call": Decider.AGENT}
BOOK = rulebook(1, Policy(queues=FULL, ladder=ladder(**NOBODY)))


@given(SAID)
@settings(max_examples=50, deadline=None)
def test_where_people_decide_the_machine_alone_raises_no_stage(said: list[str]) -> None:
    events: list[on.Event] = [
        on.CallArrived("a", START, language="ko", caller="mori"),
        on.CallerJoined("b", START),
        on.AgentJoined("c", START, agent="aiko", leg="L"),
    ]
    for n, text in enumerate(said):
        at = START + timedelta(seconds=10 * n + 5)
        events.append(
            on.SpeechHeard(f"s{n}", at, Speaker.CALLER, n, text, 10.0 * n, 10.0 * n + 5, final=True)
        )
    assert all(decision.facts.stage is Stage.COURTEOUS for decision in replay(BOOK, "CA1", events))


def test_the_machine_alone_proposes_no_end_whatever_it_hears_after_the_final_warning() -> None:
    story = Story().talk()
    story.hear(3, KILL, 0)
    agent(story, 4, WARNED, 1)
    story.hear(5, KILL, 2)
    story.hear(6, INSULT, 3)
    assert story.facts.said is Stage.FINAL_WARNING
    assert story.reached(Stage.FINAL_WARNING)
    assert story.effects(FlagCall)
    story.at(7, on.FindingConfirmed, finding=2, by="aiko")
    assert story.reached(Stage.END_CALL)
