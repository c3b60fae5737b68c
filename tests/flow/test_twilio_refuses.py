"""Twilio's REST API failing: too busy, broken, unreachable, unwilling."""

import pytest

from rules.effects import ShowPrompt
from rules.events import AnnouncementFailed, EndRequested, PromptSaid
from rules.time_limit import FINAL_NOTICE, NOTICE
from tests.flow.call import Call
from tests.flow.stage import Stage

TOO_MANY, BROKEN, DROPPED, UNWILLING = (429, 20429), (500, 20500), (0, 0), (400, 20001)
RING, ANNOUNCE, END = r"/Participants\.json", r"/Participants/CA", r"/Calls/CA"


def prompts_giving(call: Call, announcement: str) -> list[int]:
    effects = [effect for entry in call.site.calls.log(call.sid) for effect in entry.effects]
    shown = [effect.prompt for effect in effects if isinstance(effect, ShowPrompt)]
    return [prompt.number for prompt in shown if prompt.gives == announcement]


@pytest.mark.parametrize("fault", [TOO_MANY, BROKEN, DROPPED], ids=["429", "500", "dropped"])
def test_an_agent_is_rung_again_when_twilio_failed(site: Stage, fault: tuple[int, int]) -> None:
    site.sim.fail_next("POST", RING, *fault)
    call = site.dial()
    assert call.talks().agent == "aiko"
    site.logged("effect failed", call.sid, "tries=1")
    call.hang_up()
    assert call.recorded()["ended_by"] == "caller"


def test_an_announcement_for_which_twilio_was_too_busy_is_heard_once(site: Stage) -> None:
    site.sim.fail_next("POST", ANNOUNCE, *TOO_MANY)
    call = site.dial()
    call.until(lambda facts: NOTICE in facts.given, "the notice heard")
    assert len(call.sim.said) == 2
    assert call.events(AnnouncementFailed) == []


@pytest.mark.parametrize("fault", [UNWILLING, BROKEN], ids=["refused", "unclear"])
def test_the_agent_is_prompted_to_say_what_the_voice_could_not(site: Stage, fault: tuple[int, int]) -> None:
    site.sim.fail_next("POST", ANNOUNCE, *fault)
    call = site.dial()
    call.until(lambda _: call.events(AnnouncementFailed), "the failure known")
    facts = call.until(lambda facts: facts.prompt and facts.prompt.gives == NOTICE, "a prompt")
    assert len(prompts_giving(call, NOTICE)) == 2
    assert NOTICE not in facts.given
    assert facts.prompt is not None
    assert facts.prompt.text in site.page("aiko", "/agent")
    call.tell(PromptSaid, prompt=facts.prompt.number)
    call.until(lambda facts: FINAL_NOTICE in facts.given, "the limit's course goes on")


@pytest.mark.parametrize("fault", [TOO_MANY, BROKEN, DROPPED], ids=["429", "500", "dropped"])
def test_a_call_is_ended_in_the_end_when_twilio_failed_first(site: Stage, fault: tuple[int, int]) -> None:
    call = site.dial()
    call.talks()
    site.sim.fail_next("POST", END, *fault)
    call.tell(EndRequested, by="sora")
    assert call.recorded()["ended_by"] == "supervisor"
    closing = site.site.books.current().say("ko", "announce.closing", {})
    assert call.sim.said.count(closing) == 1


def test_an_end_that_twilio_refuses_is_told_and_the_call_goes_on(site: Stage) -> None:
    call = site.dial()
    call.talks()
    site.sim.fail_next("POST", END, *UNWILLING)
    call.tell(EndRequested, by="sora")
    facts = call.until(lambda facts: facts.flagged == "end_failed", "the supervisor told")
    assert facts.is_live
    assert facts.ending is None
    call.tell(EndRequested, by="sora")
    assert call.recorded()["ended_by"] == "supervisor"
