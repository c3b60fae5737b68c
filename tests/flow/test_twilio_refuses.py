"""Twilio's REST API failing: too busy, broken, unreachable, unwilling."""

from rules.effects import ShowPrompt
from rules.events import AnnouncementFailed, EndRequested, PromptSaid
from rules.facts import Phase
from rules.marks import NOTICE
from tests.flow.call import Call
from tests.flow.stage import Stage
from tests.flow.waiting import until

TOO_MANY, BROKEN, DROPPED, UNWILLING = (429, 20429), (500, 20500), (0, 0), (400, 20001)


def fail_to_ring(site: Stage, call: Call, fault: tuple[int, int]) -> None:
    site.sim.fail_next("POST", rf"callguard-{call.sid}/Participants\.json", *fault)


def fail_to_announce(site: Stage, call: Call, fault: tuple[int, int]) -> None:
    site.sim.fail_next("POST", rf"/Participants/{call.sid}", *fault)


def fail_to_end(site: Stage, call: Call, fault: tuple[int, int]) -> None:
    site.sim.fail_next("POST", rf"/Calls/{call.sid}", *fault)


def prompts_giving(call: Call, announcement: str) -> list[int]:
    effects = [effect for entry in call.site.calls.log(call.sid) for effect in entry.effects]
    shown = [effect.prompt for effect in effects if isinstance(effect, ShowPrompt)]
    return [prompt.number for prompt in shown if prompt.gives == announcement]


def test_an_agent_is_rung_again_when_twilio_failed(site: Stage) -> None:
    with site.on_duty("ben"):
        calls = [site.dial() for _ in range(3)]
        for call, fault in zip(calls, (TOO_MANY, BROKEN, DROPPED), strict=True):
            fail_to_ring(site, call, fault)
        for _ in range(3):  # one of them waits until an agent is free again
            call = until(lambda: next((c for c in calls if c.facts.phase is Phase.TALKING), None), "talk")
            site.logged("effect failed", call.sid, "tries=1")
            call.hang_up()
            call.ended()
        assert [call.recorded()["ended_by"] for call in calls] == ["caller"] * 3


def test_an_announcement_for_which_twilio_was_too_busy_is_heard_once(site: Stage) -> None:
    call = site.dial()
    fail_to_announce(site, call, TOO_MANY)
    call.until(lambda facts: NOTICE in facts.given, "the notice heard")
    assert len(call.sim.said) == 2
    assert call.events(AnnouncementFailed) == []


def test_the_agent_is_prompted_to_say_what_the_voice_could_not(site: Stage) -> None:
    with site.on_duty("ben"):
        calls = [site.dial() for _ in range(2)]
        for call, fault in zip(calls, (UNWILLING, BROKEN), strict=True):
            fail_to_announce(site, call, fault)
        for call in calls:
            facts = call.until(lambda facts: facts.prompts == 3, "warned, notice given, asked to say it")
            assert len(call.events(AnnouncementFailed)) == 1
            assert len(prompts_giving(call, NOTICE)) == 2
            assert NOTICE not in facts.given
            assert facts.prompt is not None
            assert facts.prompt.text in site.page(facts.agent or "", "/agent")
            call.tell(PromptSaid, prompt=facts.prompt.number)
            assert NOTICE in call.facts.given


def test_a_call_is_ended_in_the_end_when_twilio_failed_first(site: Stage) -> None:
    calls = [site.dial() for _ in range(3)]
    for call, fault in zip(calls, (TOO_MANY, BROKEN, DROPPED), strict=True):
        fail_to_end(site, call, fault)
        call.until(lambda facts: facts.is_live, "arrived")
        call.tell(EndRequested, by="sora")
    closing = site.site.books.current().say("ko", "announce.closing", {})
    for call in calls:
        assert call.recorded()["ended_by"] == "supervisor"
        assert call.sim.said.count(closing) == 1
        site.logged("effect failed", call.sid, "tries=1")


def test_an_end_that_twilio_refuses_is_told_and_the_call_goes_on(site: Stage) -> None:
    call = site.dial()
    call.talks()
    fail_to_end(site, call, UNWILLING)
    call.tell(EndRequested, by="sora")
    facts = call.until(lambda facts: facts.flagged == "end_failed", "the supervisor told")
    assert facts.is_live
    assert facts.ending is None
    call.tell(EndRequested, by="sora")
    assert call.recorded()["ended_by"] == "supervisor"
