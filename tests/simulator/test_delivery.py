"""Callbacks that come late, twice, in disorder, or only at the second try."""

import pytest

from callguard.simulator import CallScript, Disorder, Simulator
from callguard.simulator.server import LoopbackServer
from tests.simulator.conftest import MORI, SITE, SPEED, Stage
from tests.simulator.customer import ACCOUNT, PUBLIC, TOKEN, Customer, incoming

pytestmark = pytest.mark.anyio


async def test_doubled_callbacks_come_twice_with_the_same_token(stage: Stage) -> None:
    stage.sim.disorder = Disorder(duplicate=True)
    await (await stage.call(twiml="<Response/>", status_callback_url=f"{PUBLIC}/status")).wait_ended()
    await stage.sim.callbacks_sent()
    first, second = (r for r in stage.customer.received if r.path == "/status")
    assert first.form == second.form
    assert len({r.headers["i-twilio-idempotency-token"] for r in (first, second)}) == 1


async def test_shuffled_callbacks_come_in_another_order_than_they_arose(stage: Stage) -> None:
    call = await stage.call(twiml=incoming(stream=False))
    await stage.add_agent(await stage.conference_of(call))
    await stage.sim.callbacks_sent()
    stage.sim.disorder = Disorder(delay_s=1.0, shuffle=True)
    call.hang_up()
    await stage.sim.callbacks_sent()
    late = stage.customer.events("/conference", "SequenceNumber")[3:]
    assert sorted(late) == ["4", "5", "6"]
    assert late != ["4", "5", "6"]


async def test_late_callbacks_come_after_the_call_has_long_ended(stage: Stage) -> None:
    stage.sim.disorder = Disorder(delay_s=3.0)
    call = await stage.call(twiml="<Response/>", status_callback_url=f"{PUBLIC}/status")
    await call.wait_ended()
    assert stage.customer.forms("/status") == []
    await stage.sim.callbacks_sent()
    assert len(stage.customer.forms("/status")) == 1


async def test_a_retry_setting_in_the_fragment_saves_a_callback(stage: Stage) -> None:
    stage.customer.failures["/status"] = [500, 503, 500]
    call = await stage.call(twiml="<Response/>", status_callback_url=f"{PUBLIC}/status#rc=3&rp=all")
    await call.wait_ended()
    await stage.sim.callbacks_sent()
    sent = [w for w in stage.sim.webhooks if w.url == f"{PUBLIC}/status"]
    assert [w.status for w in sent] == [500, 503, 500, 204]
    tokens = {r.headers["i-twilio-idempotency-token"] for r in stage.customer.received if r.path == "/status"}
    assert len(tokens) == 1


async def test_without_it_a_refused_callback_is_lost(stage: Stage) -> None:
    stage.customer.failures["/status"] = [500, 500]
    await (await stage.call(twiml="<Response/>", status_callback_url=f"{PUBLIC}/status")).wait_ended()
    await stage.sim.callbacks_sent()
    assert len(stage.customer.forms("/status")) == 1


async def test_a_slow_answer_is_given_up_and_the_call_goes_to_the_fallback(stage: Stage) -> None:
    stage.customer.delays_s["/voice"] = 5.0
    stage.customer.documents["/fallback"] = "<Response><Say>Please call later</Say></Response>"
    fallback = f"{PUBLIC}/fallback"
    call = await stage.sim.dial_in(
        MORI, SITE, f"{PUBLIC}/voice#rt=200", script=CallScript(), fallback_url=fallback
    )
    await call.wait_ended()
    assert call.said == ["Please call later"]
    assert stage.customer.forms("/fallback")[0]["ErrorCode"] == "11205"


async def test_a_customer_who_is_down_is_tried_again_once_by_default() -> None:
    server = LoopbackServer(Customer().app())
    await server.start()
    await server.stop()
    async with Simulator(ACCOUNT, TOKEN, PUBLIC, server.url, SPEED) as sim:
        call = await sim.dial_in(MORI, SITE, f"{PUBLIC}/voice", CallScript())
        await call.wait_ended()
        assert [w.status for w in sim.webhooks] == [None, None]
