"""REST as Twilio's own client sees it."""

from collections.abc import Callable
from functools import partial

import anyio.to_thread
import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from callguard.simulator import SimCall
from tests.simulator.conftest import SITE, Given, HttpClientToSimulator, Stage
from tests.simulator.customer import ACCOUNT, PUBLIC, incoming

pytestmark = pytest.mark.anyio
NOBODY = "CA" + "9" * 32


async def refused(stage: Stage, ask: Callable[[Client], Given]) -> tuple[int, int]:
    with pytest.raises(TwilioRestException) as caught:
        await stage.rest(ask)
    return int(caught.value.status), int(caught.value.code)


async def in_conference(stage: Stage) -> tuple[SimCall, str]:
    call = await stage.call(twiml=incoming(stream=False))
    return call, await stage.conference_of(call)


async def test_what_does_not_exist_is_404_with_20404(stage: Stage) -> None:
    assert await refused(stage, lambda c: c.calls(NOBODY).fetch()) == (404, 20404)
    assert await refused(stage, lambda c: c.calls(NOBODY).update(status="completed")) == (404, 20404)
    assert await refused(stage, lambda c: c.conferences("CF" + "9" * 32).fetch()) == (404, 20404)
    assert await refused(stage, lambda c: c.queues.create(friendly_name="x")) == (404, 20404)


async def test_an_ended_call_is_400_with_21220(stage: Stage) -> None:
    call = await stage.call(twiml="<Response><Hangup/></Response>")
    await call.wait_ended()
    assert await refused(stage, lambda c: c.calls(call.call_sid).update(twiml="<Response/>")) == (400, 21220)
    assert await refused(stage, lambda c: c.calls(call.call_sid).update(status="completed")) == (400, 21220)
    fetched = await stage.rest(lambda c: c.calls(call.call_sid).fetch())
    assert (fetched.status, fetched.direction) == ("completed", "inbound")
    assert fetched.end_time >= fetched.start_time


async def test_a_forged_login_is_401_with_20003(stage: Stage) -> None:
    stage.client = Client(ACCOUNT, "guessed", http_client=HttpClientToSimulator(stage.sim.api_url))
    assert await refused(stage, lambda c: c.calls(NOBODY).fetch()) == (401, 20003)


async def test_unknown_and_broken_parameters_are_400_with_20001(stage: Stage) -> None:
    call, conference = await in_conference(stage)
    http = stage.client.http_client
    base = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}"
    auth = (ACCOUNT, stage.client.password)
    paths = {
        f"{base}/Calls/{call.call_sid}.json": {"TwiML": "<Response/>"},
        f"{base}/Conferences/{conference}/Participants/caller.json": {"Muted": "perhaps"},
        f"{base}/Conferences/{conference}/Participants.json": {"To": "client:aiko"},
    }
    for url, data in paths.items():
        post = partial(http.request, "POST", url, data=data, auth=auth)
        answer = await anyio.to_thread.run_sync(post)
        assert (answer.status_code, answer.text.count('"code":20001')) == (400, 1)


async def test_a_label_in_use_is_409_with_16026(stage: Stage) -> None:
    _, conference = await in_conference(stage)
    await stage.add_agent(conference)

    def add_again(client: Client) -> Given:
        return client.conferences(conference).participants.create(from_=SITE, to="client:ben", label="aiko")

    assert await refused(stage, add_again) == (409, 16026)


async def test_conferences_are_found_by_name_and_participants_by_label(stage: Stage) -> None:
    call, conference = await in_conference(stage)
    aiko = await stage.add_agent("cg-1")
    found = await stage.rest(
        lambda c: c.conferences.list(friendly_name="cg-1", status="in-progress", limit=1)
    )
    assert [f.sid for f in found] == [conference]
    assert found[0].date_created is not None
    everyone = await stage.rest(lambda c: c.conferences(conference).participants.list(page_size=1))
    assert [p.call_sid for p in everyone] == [call.call_sid, aiko]
    one = await stage.rest(lambda c: c.conferences(conference).participants("aiko").fetch())
    assert (one.call_sid, one.label, one.muted, one.status) == (aiko, "aiko", False, "connected")
    assert await refused(stage, lambda c: c.conferences(conference).participants("ben").fetch()) == (
        404,
        20404,
    )


async def test_a_participant_is_muted_held_and_made_harmless(stage: Stage) -> None:
    _, conference = await in_conference(stage)
    await stage.add_agent(conference, end_conference_on_exit=True)
    aiko = stage.client.conferences(conference).participants("aiko")
    await stage.rest(lambda _: aiko.update(muted=True))
    await stage.rest(lambda _: aiko.update(hold=True))
    changed = await stage.rest(lambda _: aiko.update(end_conference_on_exit=False))
    await stage.sim.callbacks_sent()

    assert (changed.muted, changed.hold, changed.end_conference_on_exit) == (True, True, False)
    events = set(stage.customer.events("/conference", "StatusCallbackEvent"))
    assert events >= {"participant-mute", "participant-hold", "participant-modify"}


async def test_a_coach_must_name_somebody_who_is_in(stage: Stage) -> None:
    _, conference = await in_conference(stage)
    aiko = await stage.add_agent(conference)
    await stage.add_agent(conference, "sora", muted=True, coaching=True, call_sid_to_coach=aiko)
    sora = stage.client.conferences(conference).participants("sora")
    assert (await stage.rest(lambda _: sora.fetch())).call_sid_to_coach == aiko
    assert await refused(stage, lambda _: sora.update(call_sid_to_coach=NOBODY)) == (400, 16028)
    barging = await stage.rest(lambda _: sora.update(muted=False, coaching=False))
    assert (barging.muted, barging.coaching) == (False, False)


async def test_a_conference_ended_by_rest_puts_everybody_out(stage: Stage) -> None:
    call, conference = await in_conference(stage)
    await stage.add_agent(conference)
    ended = await stage.rest(lambda c: c.conferences(conference).update(status="completed"))
    await call.wait_ended()
    await stage.sim.callbacks_sent()

    assert (ended.status, ended.reason_conference_ended) == ("completed", "conference-ended-via-api")
    forms = stage.customer.forms("/conference")
    assert {f["ReasonParticipantLeft"] for f in forms if "ReasonParticipantLeft" in f} == {
        "conference_ended_via_api"
    }


async def test_an_announcement_to_all_must_only_speak(stage: Stage) -> None:
    call, conference = await in_conference(stage)
    await stage.add_agent(conference)
    stage.customer.documents["/bad"] = "<Response><Hangup/></Response>"
    stage.customer.documents["/good"] = "<Response><Say>Hello</Say></Response>"
    await stage.rest(lambda c: c.conferences(conference).update(announce_url=f"{PUBLIC}/bad"))
    await stage.rest(lambda c: c.conferences(conference).update(announce_url=f"{PUBLIC}/good"))
    await stage.customer.until(
        lambda: "announcement-end" in stage.customer.events("/conference", "StatusCallbackEvent")
    )
    assert call.said[-1] == "Hello"
    assert "application error" in call.said[0]
    assert stage.customer.forms("/good")[0]["ConferenceSid"] == conference


async def test_faults_strike_once_and_the_request_is_not_carried_out(stage: Stage) -> None:
    call, conference = await in_conference(stage)
    ask = stage.client.calls(call.call_sid).fetch
    stage.sim.fail_next("GET", r"/Calls/", 429, 20429)
    assert await refused(stage, lambda _: ask()) == (429, 20429)
    stage.sim.fail_next("GET", r"/Calls/")
    with pytest.raises(requests.ConnectionError):
        await stage.rest(lambda _: ask())
    stage.sim.fail_next("DELETE", r"/Participants/caller", 500, 20500)
    kick = stage.client.conferences(conference).participants("caller").delete
    assert await refused(stage, lambda _: kick()) == (500, 20500)
    assert (await stage.rest(lambda _: ask())).status == "in-progress"


async def test_every_request_is_noted_as_it_was_received(stage: Stage) -> None:
    _, conference = await in_conference(stage)
    await stage.add_agent(conference, status_callback_event=["ringing", "completed"])
    request = stage.sim.requests[0]
    assert (request.method, request.path) == (
        "POST",
        f"/2010-04-01/Accounts/{ACCOUNT}/Conferences/{conference}/Participants.json",
    )
    assert request.form["To"] == "client:aiko"
    assert request.form["StatusCallbackEvent"] == ["ringing", "completed"]
