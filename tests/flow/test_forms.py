"""Forms that are broken, late, doubled, or about calls that nobody knows."""

from callguard.live import keys
from callguard.simulator import Disorder
from rules.events import AgentJoined, AnnouncementPlayed, CallArrived, CallEnded, CallerJoined
from rules.facts import Phase
from rules.marks import NOTICE
from tests.flow.stage import Stage
from tests.webhooks.twilio_side import CONFERENCE

STRANGER = "CA" + "d" * 32


def test_a_form_without_its_call_is_refused_by_the_field_s_name_and_the_call_goes_on(site: Stage) -> None:
    call = site.dial()
    call.talks()
    answer = site.post("/twilio/call", {"CallStatus": "completed"})
    assert answer.status_code == 400
    assert "CallSid" in answer.text
    site.logged("webhook form unreadable", "CallSid")
    assert call.facts.is_live
    call.hang_up()
    assert call.recorded()["ended_by"] == "caller"


def test_word_of_an_unknown_call_is_taken_logged_and_makes_no_call(site: Stage) -> None:
    assert site.post("/twilio/call", {"CallSid": STRANGER, "CallStatus": "completed"}).status_code == 204
    joined = {
        "ConferenceSid": CONFERENCE,
        "FriendlyName": f"callguard-{STRANGER}",
        "StatusCallbackEvent": "participant-join",
        "CallSid": STRANGER,
        "ParticipantLabel": "caller",
    }
    assert site.post("/twilio/conference", joined).status_code == 204
    site.logged("event of an unknown call", STRANGER, "CallEnded")
    site.logged("event of an unknown call", STRANGER, "CallerJoined")
    assert not site.site.redis.keys(f"{keys.PREFIX}:*{STRANGER}*")


def test_whatever_is_told_of_an_ended_call_does_not_reopen_it(site: Stage) -> None:
    call = site.dial()
    facts = call.talks()
    call.hang_up()
    call.recorded()
    conference = {"ConferenceSid": CONFERENCE, "FriendlyName": f"callguard-{call.sid}"}
    for number, event in enumerate(("participant-join", "participant-unhold", "conference-start")):
        late = {
            **conference,
            "StatusCallbackEvent": event,
            "CallSid": facts.agent_leg or "",
            "ParticipantLabel": "agent-aiko",
            "SequenceNumber": str(90 + number),
        }
        assert site.post("/twilio/conference", late).status_code == 204
    ended = {"CallSid": call.sid, "CallStatus": "completed", "SequenceNumber": "99"}
    assert site.post("/twilio/call", ended).status_code == 204
    assert call.facts.phase is Phase.ENDED
    assert site.site.calls.live() == []
    assert site.site.duty.call_of("aiko") is None
    assert call.recorded()["ended_by"] == "caller"


def test_asked_twice_about_one_call_the_site_answers_alike_and_counts_it_once(site: Stage) -> None:
    call = site.dial()
    facts = call.talks()
    asked = next(w for w in site.sim.webhooks if w.form.get("CallSid") == call.sid)
    assert site.post("/twilio/voice", asked.form).status_code == 200
    assert len(call.events(CallArrived)) == 1
    assert call.facts.counts == facts.counts
    assert call.facts.phase is Phase.TALKING


def test_callbacks_twice_and_out_of_order_lose_nothing_and_do_nothing_twice(site: Stage) -> None:
    site.sim.disorder = Disorder(delay_s=4, duplicate=True, shuffle=True)
    call = site.dial()
    call.until(lambda facts: NOTICE in facts.given, "the notice, heard and reported")
    call.hang_up()
    site.loop.run(site.sim.callbacks_sent())
    record = call.recorded()
    assert record["ended_by"] == "caller"
    assert NOTICE in [mark["limit"] for mark in record["limits"]]
    ids = [event.id for event in call.events()]
    assert len(ids) == len(set(ids))
    assert len(call.events(AgentJoined)) == len(call.events(CallArrived)) == 1
    assert len(call.events(AnnouncementPlayed)) <= 2
    assert call.events(CallerJoined)
    assert call.events(CallEnded)
    assert site.site.duty.call_of("aiko") is None


def test_callbacks_that_come_when_all_is_over_still_make_a_whole_record(site: Stage) -> None:
    site.sim.disorder = Disorder(delay_s=20, shuffle=True)
    call = site.dial()
    call.until(lambda facts: facts.is_live, "arrived")
    call.hang_up()
    record = call.recorded()
    assert record["ended_by"] == "caller"
    assert call.facts.phase is Phase.ENDED
    assert site.site.duty.call_of("aiko") is None
