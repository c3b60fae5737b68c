"""Who is rung, and who stays free."""

from rules.effects import RingAgent
from rules.events import AgentJoined, RingFailed
from tests.flow.stage import Stage


def participants_dialled(site: Stage, sid: str) -> list[object]:
    asked = [r for r in site.sim.requests if r.method == "POST" and f"callguard-{sid}/Participants" in r.path]
    return [request.form["To"] for request in asked]


def test_when_an_agent_does_not_answer_the_next_one_is_rung(site: Stage) -> None:
    site.sim.parties["client:aiko"].outcome = "no-answer"
    call = site.dial()
    with_duty = site.site.duty
    call.until(lambda _: with_duty.call_of("aiko") == call.sid, "Aiko rung")
    with site.on_duty("ben"):
        assert call.talks().agent == "ben"
        assert [type(e) for e in call.events() if isinstance(e, RingFailed | AgentJoined)] == [
            RingFailed,
            AgentJoined,
        ]
        assert participants_dialled(site, call.sid) == ["client:aiko", "client:ben"]
        assert with_duty.call_of("aiko") is None
        call.hang_up()
        assert call.recorded()["ended_by"] == "caller"
    assert with_duty.call_of("ben") is None


def test_a_caller_who_hangs_up_during_the_notice_rings_nobody(site: Stage) -> None:
    call = site.dial()
    call.until(lambda facts: facts.is_live, "arrived")
    call.hang_up()
    record = call.recorded()
    assert call.sim.said == []
    assert record["ended_by"] == "caller"
    assert participants_dialled(site, call.sid) == []
    assert not any(isinstance(x, RingAgent) for e in site.site.calls.log(call.sid) for x in e.effects)
    assert site.site.duty.call_of("aiko") is None


def test_a_caller_who_hangs_up_while_the_phone_rings_leaves_nobody_claimed(site: Stage) -> None:
    site.sim.parties["client:aiko"].answer_after_s = 10
    call = site.dial()
    call.until(lambda _: site.site.duty.call_of("aiko") == call.sid, "Aiko rung")
    call.hang_up()
    assert call.recorded()["ended_by"] == "caller"
    assert site.site.duty.call_of("aiko") is None
    assert site.site.duty.agent_of(call.sid) is None
