"""Calls from the first ring to the end."""

from collections.abc import Callable
from email.utils import parsedate_to_datetime

import pytest

from callguard.simulator import CallScript
from callguard.simulator.speech import APPLICATION_ERROR
from tests.simulator.conftest import MORI, SITE, Stage
from tests.simulator.customer import PUBLIC, incoming

pytestmark = pytest.mark.anyio


async def test_a_call_is_answered_announced_to_and_ended_with_a_spoken_notice(
    stage: Stage, talk: Callable[..., CallScript]
) -> None:
    call = await stage.call(talk(), incoming(say="통화가 녹음됩니다"), status_callback_url=f"{PUBLIC}/status")
    conference = await stage.conference_of(call)
    aiko = await stage.add_agent(conference)
    await stage.customer.until(lambda: stage.customer.frames)

    stage.customer.documents["/warning"] = '<Response><Say language="ko-KR">곧 끝납니다</Say></Response>'
    caller = stage.client.conferences(conference).participants("caller")
    await stage.rest(lambda _: caller.update(announce_url=f"{PUBLIC}/warning", announce_method="POST"))
    await stage.customer.until(
        lambda: "announcement-end" in stage.customer.events("/conference", "StatusCallbackEvent")
    )
    ending = '<Response><Say language="ko-KR">안녕히 계세요</Say><Hangup/></Response>'
    await stage.rest(lambda c: c.calls(call.call_sid).update(twiml=ending))
    await call.wait_ended()
    await stage.sim.callbacks_sent()

    assert call.said == ["통화가 녹음됩니다", "곧 끝납니다", "안녕히 계세요"]
    assert call.status == "completed"
    assert call.ended_at is not None
    assert call.ended_at > call.started_at
    reasons = {f["CallSid"]: f["ReasonParticipantLeft"] for f in left(stage)}
    assert reasons == {call.call_sid: "participant_updated_via_api", aiko: "moderator_ended_conference"}


async def test_the_first_request_rings_and_has_twilios_fields(stage: Stage) -> None:
    call = await stage.call(twiml="<Response><Hangup/></Response>", status_callback_url=f"{PUBLIC}/status")
    await call.wait_ended()
    await stage.sim.callbacks_sent()

    ringing, completed = stage.customer.forms("/voice")[0], stage.customer.forms("/status")[0]
    assert ringing["CallSid"] == call.call_sid
    assert (ringing["From"], ringing["Caller"], ringing["To"], ringing["Called"]) == (MORI, MORI, SITE, SITE)
    assert (ringing["CallStatus"], ringing["Direction"], ringing["ApiVersion"]) == (
        "ringing",
        "inbound",
        "2010-04-01",
    )
    assert completed["CallStatus"] == "completed"
    assert "SequenceNumber" not in completed
    assert completed["CallDuration"].isdigit()
    assert parsedate_to_datetime(completed["Timestamp"]).tzinfo is not None
    headers = stage.customer.received[0].headers
    assert headers["host"] == "callguard.example"
    assert headers["x-forwarded-proto"] == "https"
    assert headers["i-twilio-idempotency-token"]


@pytest.mark.parametrize("withheld", ["anonymous", "+266696687", ""])
async def test_a_withheld_caller_has_no_number(stage: Stage, withheld: str) -> None:
    stage.customer.documents["/voice"] = "<Response><Hangup/></Response>"
    call = await stage.sim.dial_in(withheld, SITE, f"{PUBLIC}/voice", CallScript())
    await call.wait_ended()
    assert stage.customer.forms("/voice")[0]["From"] == withheld


async def test_the_conference_reports_to_the_first_ones_address_in_order(stage: Stage) -> None:
    call = await stage.call(twiml=incoming(stream=False))
    conference = await stage.conference_of(call)
    await stage.add_agent(
        conference,
        conference_status_callback=f"{PUBLIC}/ignored",
        conference_status_callback_event=["start", "end", "join"],
    )
    call.hang_up()
    await stage.sim.callbacks_sent()

    forms = sorted(stage.customer.forms("/conference"), key=lambda f: int(f["SequenceNumber"]))
    assert [f["StatusCallbackEvent"] for f in forms] == [
        "participant-join",
        "participant-join",
        "conference-start",
        "participant-leave",
        "participant-leave",
        "conference-end",
    ]
    assert [f["SequenceNumber"] for f in forms] == ["1", "2", "3", "4", "5", "6"]
    assert forms[0]["ParticipantLabel"] == "caller"
    assert forms[-1]["ReasonConferenceEnded"] == "participant-with-end-conference-on-exit-left"
    assert forms[-1]["CallSidEndingConference"] == call.call_sid
    assert stage.customer.forms("/ignored") == []


async def test_the_caller_hangs_up_by_script_and_frees_the_agent(
    stage: Stage, talk: Callable[..., CallScript]
) -> None:
    call = await stage.call(talk(hang_up_s=2.0), incoming())
    aiko = await stage.add_agent(await stage.conference_of(call))
    await call.wait_ended()
    await stage.sim.callbacks_sent()

    reasons = {f["CallSid"]: f["ReasonParticipantLeft"] for f in left(stage)}
    assert reasons == {call.call_sid: "participant_hung_up", aiko: "moderator_ended_conference"}
    assert (await stage.rest(lambda c: c.calls(aiko).fetch())).status == "completed"


async def test_when_the_agent_hangs_up_the_action_decides_what_comes_next(
    stage: Stage, talk: Callable[..., CallScript]
) -> None:
    stage.customer.documents["/after"] = "<Response><Say>Goodbye</Say></Response>"
    script = talk(hang_up_s=1.5, hangs_up="agent")
    call = await stage.call(script, incoming(action="/after"))
    aiko = await stage.add_agent(await stage.conference_of(call), end_conference_on_exit=True)
    await call.wait_ended()
    await stage.sim.callbacks_sent()

    assert stage.customer.forms("/after")[0]["DialCallStatus"] == "answered"
    assert "DialCallSid" not in stage.customer.forms("/after")[0]
    assert call.said == ["Goodbye"]
    ending = stage.customer.forms("/conference")
    assert {f["CallSidEndingConference"] for f in ending if "CallSidEndingConference" in f} == {aiko}


async def test_a_caller_who_hangs_up_in_a_dial_has_its_action_asked(stage: Stage) -> None:
    call = await stage.call(twiml=incoming(action="/after"))
    await stage.conference_of(call)
    call.hang_up()
    await stage.sim.callbacks_sent()
    assert stage.customer.forms("/after")[0]["CallStatus"] == "completed"


async def test_a_removed_agent_leaves_the_caller_in_the_conference(stage: Stage) -> None:
    call = await stage.call(twiml=incoming())
    conference = await stage.conference_of(call)
    aiko = await stage.add_agent(conference)
    await stage.rest(lambda c: c.conferences(conference).participants(aiko).delete())
    await stage.sim.callbacks_sent()

    assert [(f["CallSid"], f["ReasonParticipantLeft"]) for f in left(stage)] == [
        (aiko, "participant_updated_via_api")
    ]
    assert not call.ended.is_set()
    assert (await stage.rest(lambda c: c.calls(aiko).fetch())).status == "completed"


@pytest.mark.parametrize("document", ["<Response><Say>", "<Answer/>", "<Response><Dance/></Response>", " "])
async def test_bad_twiml_is_an_application_error_and_ends_the_call(stage: Stage, document: str) -> None:
    call = await stage.call(twiml=document)
    await call.wait_ended()
    assert call.said == [APPLICATION_ERROR]
    assert call.status == "completed"


async def test_a_failing_voice_url_is_asked_once_and_then_the_fallback(stage: Stage) -> None:
    stage.customer.failures["/voice"] = [500, 500]
    stage.customer.documents["/fallback"] = "<Response><Say>Please call later</Say></Response>"
    call = await stage.call(fallback_url=f"{PUBLIC}/fallback")
    await call.wait_ended()
    assert call.said == ["Please call later"]
    assert stage.customer.forms("/fallback")[0]["ErrorCode"] == "11200"
    assert [w.status for w in stage.sim.webhooks] == [500, 200]


async def test_redirect_play_pause_and_the_end_of_the_document(stage: Stage) -> None:
    stage.customer.documents["/next"] = (
        f'<Response><Play loop="2">{PUBLIC}/chime.wav</Play><Pause length="1"/></Response>'
    )
    call = await stage.call(twiml="<Response><Redirect>/next?step=2</Redirect><Say>never</Say></Response>")
    await call.wait_ended()
    assert call.said == [f"{PUBLIC}/chime.wav"] * 2
    assert stage.customer.forms("/next")[0]["CallStatus"] == "ringing"


async def test_a_waiting_caller_hears_the_wait_document_until_the_agent_comes(stage: Stage) -> None:
    stage.customer.documents["/wait"] = "<Response><Say>You are next</Say></Response>"
    twiml = incoming(stream=False).replace("<Conference ", f'<Conference waitUrl="{PUBLIC}/wait" ')
    call = await stage.call(twiml=twiml)
    await stage.customer.until(lambda: len(stage.customer.forms("/wait")) > 1)
    assert set(call.said) == {"You are next"}
    await stage.add_agent(await stage.conference_of(call))
    asked = len(stage.customer.forms("/wait"))
    assert not call.ended.is_set()
    await stage.rest(lambda c: c.calls(call.call_sid).update(url=f"{PUBLIC}/voice2"))
    await call.wait_ended()
    assert len(stage.customer.forms("/wait")) == asked


async def test_a_broken_wait_document_keeps_the_caller_out(stage: Stage) -> None:
    twiml = incoming(stream=False, action="/after").replace(
        "<Conference ", f'<Conference waitUrl="{PUBLIC}/nothing" '
    )
    stage.customer.documents["/after"] = "<Response><Say>Sorry</Say></Response>"
    call = await stage.call(twiml=twiml)
    await call.wait_ended()
    assert call.said == [APPLICATION_ERROR, "Sorry"]


async def test_the_time_limit_of_a_dial_ends_the_talk_but_not_the_call(stage: Stage) -> None:
    twiml = incoming(stream=False, action="/after").replace("<Dial", '<Dial timeLimit="2"')
    stage.customer.documents["/after"] = "<Response><Say>Time is up</Say></Response>"
    call = await stage.call(twiml=twiml)
    await call.wait_ended()
    assert call.said == ["Time is up"]


async def test_a_participants_time_limit_ends_the_agents_leg_alone(stage: Stage) -> None:
    call = await stage.call(twiml=incoming(stream=False))
    aiko = await stage.add_agent(await stage.conference_of(call), time_limit=3)
    await stage.customer.until(lambda: left(stage))
    assert left(stage)[0]["CallSid"] == aiko
    assert not call.ended.is_set()


async def test_a_rejected_call_is_never_answered(stage: Stage) -> None:
    call = await stage.call(twiml='<Response><Reject reason="busy"/></Response>')
    await call.wait_ended()
    assert call.status == "busy"


@pytest.mark.parametrize(("outcome", "status"), [("busy", "busy"), ("no-answer", "no-answer")])
async def test_an_agent_who_does_not_answer_never_joins(stage: Stage, outcome: str, status: str) -> None:
    stage.sim.parties["client:ben"].outcome = outcome  # type: ignore[assignment]
    call = await stage.call(twiml=incoming(stream=False))
    conference = await stage.conference_of(call)
    ben = await stage.rest(
        lambda c: c.conferences(conference).participants.create(
            from_=SITE,
            to="client:ben",
            label="ben",
            timeout=5,
            status_callback=f"{PUBLIC}/agent",
            status_callback_event=["initiated", "ringing", "answered", "completed"],
        )
    )
    await stage.customer.until(lambda: left(stage))
    await stage.sim.callbacks_sent()

    forms = sorted(stage.customer.forms("/agent"), key=lambda f: int(f["SequenceNumber"]))
    assert [f["CallStatus"] for f in forms] == ["initiated", "ringing", status]
    assert [f["SequenceNumber"] for f in forms] == ["0", "1", "2"]
    assert left(stage)[0]["ReasonParticipantLeft"] == "participant_add_failed"
    assert left(stage)[0]["CallSid"] == ben.call_sid


def left(stage: Stage) -> list[dict[str, str]]:
    forms = stage.customer.forms("/conference")
    return [f for f in forms if f["StatusCallbackEvent"] == "participant-leave"]
