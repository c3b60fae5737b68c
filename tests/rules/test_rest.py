"""The agent's rest after a call, in each mode."""

from datetime import timedelta

from rules import events as on
from rules.acts import Act
from rules.effects import CoolDown, WouldRest
from rules.policy import Policy
from tests.rules.calls import SHORT, START, Story
from tests.rules.test_ladder import INSULT, KILL


def shadow() -> Story:
    return Story(Policy(talk_time=SHORT)).talk()


def end(story: Story, second: float) -> None:
    story.at(second, on.CallEnded)


def test_after_a_hard_call_the_agent_rests_as_long_as_its_gravest_act_says() -> None:
    story = Story().talk()
    story.hear(3, INSULT, 0)
    story.hear(4, KILL, 1)
    end(story, 10)
    assert story.effects(CoolDown) == [CoolDown("aiko", START + timedelta(seconds=1210))]
    assert story.effects(WouldRest) == []


def test_in_shadow_what_the_machine_alone_heard_keeps_nobody_from_the_next_call() -> None:
    story = shadow()
    story.hear(3, KILL, 0)
    end(story, 10)
    assert story.effects(CoolDown) == []
    assert story.effects(WouldRest) == [WouldRest("aiko", START + timedelta(seconds=1210))]


def test_in_shadow_what_a_person_marked_or_confirmed_still_gives_its_rest() -> None:
    marked, confirmed = shadow(), shadow()
    marked.at(3, on.ActMarked, act=Act.VERBAL_ABUSE, by="aiko")
    confirmed.hear(3, INSULT, 0)
    confirmed.at(4, on.FindingConfirmed, finding=1, by="aiko")
    for story in (marked, confirmed):
        end(story, 10)
        assert story.effects(CoolDown) == [CoolDown("aiko", START + timedelta(seconds=190))]
        assert story.effects(WouldRest) == []


def test_a_dismissed_finding_gives_no_rest() -> None:
    story = Story().talk()
    story.hear(3, KILL, 0)
    story.at(4, on.FindingDismissed, finding=1, by="aiko")
    end(story, 10)
    assert story.effects(CoolDown) == []
