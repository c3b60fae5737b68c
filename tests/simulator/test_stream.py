"""The media stream: frames, tracks, ends and drops."""

import base64
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from callguard.simulator import CallScript
from tests.simulator.conftest import AGENT_BYTE, CALLER_BYTE, Stage
from tests.simulator.customer import ACCOUNT, PUBLIC, incoming

pytestmark = pytest.mark.anyio
SILENT = b"\xff" * 160
AGENT_FRAME = AGENT_BYTE * 160


async def test_a_stream_carries_both_tracks_frame_by_frame(
    stage: Stage, talk: Callable[..., CallScript]
) -> None:
    call = await stage.call(talk(hang_up_s=2.0), incoming())
    await stage.add_agent(await stage.conference_of(call))
    await call.wait_ended()
    await stage.customer.until(lambda: stage.customer.closed_sockets)
    await stage.sim.callbacks_sent()
    messages = stage.customer.frames[0]
    connected, start, *media, stop = messages

    assert connected == {"event": "connected", "protocol": "Call", "version": "1.0.0"}
    assert start["start"]["tracks"] == ["inbound", "outbound"]
    assert start["start"]["callSid"] == call.call_sid
    assert start["start"]["customParameters"] == {"call": "one"}
    assert start["start"]["mediaFormat"] == {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}
    assert stop["stop"] == {"accountSid": ACCOUNT, "callSid": call.call_sid}
    assert [m["sequenceNumber"] for m in messages[1:]] == [str(n + 1) for n in range(len(messages) - 1)]
    assert {len(sound(m)) for m in media} == {160}
    for track in ("inbound", "outbound"):
        times = [int(m["media"]["timestamp"]) for m in media if m["media"]["track"] == track]
        assert times[0] == 0
        assert {later - earlier for earlier, later in pairwise(times)} == {20}
    assert sorted(stage.customer.events("/stream", "StreamEvent")) == ["stream-started", "stream-stopped"]


async def test_each_track_has_its_speaker_and_outbound_all_that_the_caller_hears(
    stage: Stage, talk: Callable[..., CallScript]
) -> None:
    call = await stage.call(talk(), incoming())
    await stage.add_agent(await stage.conference_of(call))
    await stage.customer.until(lambda: AGENT_FRAME in track(stage, "outbound")[:-40])
    inbound, outbound = (track(stage, name) for name in ("inbound", "outbound"))

    assert b"".join(inbound).count(CALLER_BYTE) == 3200
    assert AGENT_BYTE not in b"".join(inbound)
    assert outbound.count(AGENT_FRAME) >= 19
    assert SILENT in inbound
    assert outbound[0] != SILENT, "the caller waits with music"
    assert outbound[-1] == SILENT, "after the agent's line there is silence"


async def test_a_held_caller_hears_music_and_a_spoken_notice_is_a_tone(stage: Stage) -> None:
    call = await stage.call(twiml=incoming())
    conference = await stage.conference_of(call)
    await stage.add_agent(conference)
    await stage.customer.until(lambda: SILENT in track(stage, "outbound"))
    await stage.rest(lambda c: c.conferences(conference).participants("caller").update(hold=True))
    before = len(track(stage, "outbound"))
    await stage.customer.until(lambda: len(track(stage, "outbound")) > before + 5)
    assert track(stage, "outbound")[-1] != SILENT
    await stage.rest(lambda c: c.conferences(conference).participants("caller").update(hold=False))
    before = len(track(stage, "outbound"))
    await stage.customer.until(lambda: len(track(stage, "outbound")) > before + 5)
    assert track(stage, "outbound")[-1] == SILENT
    await stage.rest(
        lambda c: c.calls(call.call_sid).update(twiml=f"<Response><Say>{'o' * 60}</Say></Response>")
    )
    before = len(track(stage, "outbound"))
    await stage.customer.until(lambda: len(track(stage, "outbound")) > before + 5)
    assert track(stage, "outbound")[-1] != SILENT


async def test_a_dropped_stream_is_reported_and_the_call_goes_on_unheard(
    stage: Stage, talk: Callable[..., CallScript]
) -> None:
    call = await stage.call(talk(drop_stream_after_s=0.5), incoming())
    await stage.customer.until(lambda: "stream-error" in stage.customer.events("/stream", "StreamEvent"))
    await stage.customer.until(lambda: stage.customer.closed_sockets)

    assert "stop" not in [m["event"] for m in stage.customer.frames[0]]
    assert not call.ended.is_set()
    assert len(stage.customer.frames) == 1
    stream = await stage.rest(
        lambda c: c.calls(call.call_sid).streams.create(
            url="wss://callguard.example/media/again",
            name="again",
            track="both_tracks",
            status_callback=f"{PUBLIC}/stream",
            parameter1_name="token",
            parameter1_value="two words",
        )
    )
    assert stream.status == "in-progress"
    await stage.customer.until(lambda: len(stage.customer.frames) == 2 and len(stage.customer.frames[1]) > 50)
    assert stage.customer.frames[1][1]["start"]["customParameters"] == {"token": "two words"}
    assert stage.customer.frames[1][1]["start"]["streamSid"] == stream.sid


async def test_a_stream_is_stopped_by_its_name(stage: Stage) -> None:
    call = await stage.call(twiml=incoming())
    await stage.customer.until(lambda: stage.customer.frames and len(stage.customer.frames[0]) > 10)
    stopped = await stage.rest(lambda c: c.calls(call.call_sid).streams("cg").update(status="stopped"))
    assert stopped.status == "stopped"
    await stage.customer.until(lambda: stage.customer.closed_sockets)
    assert stage.customer.frames[0][-1]["event"] == "stop"
    assert not call.ended.is_set()


async def test_a_refused_handshake_is_a_stream_error(stage: Stage) -> None:
    stage.customer.refuses_sockets = True
    call = await stage.call(twiml=incoming())
    await stage.customer.until(lambda: stage.customer.forms("/stream"))
    assert stage.customer.forms("/stream")[0]["StreamEvent"] == "stream-error"
    assert "403" in stage.customer.forms("/stream")[0]["StreamError"]
    assert not call.ended.is_set()


async def test_a_stream_with_a_query_string_never_connects(stage: Stage) -> None:
    twiml = incoming().replace("/media/secret", "/media/secret?token=1")
    await stage.call(twiml=twiml)
    await stage.customer.until(lambda: stage.customer.forms("/stream"))
    assert stage.customer.forms("/stream")[0]["StreamEvent"] == "stream-error"
    assert stage.customer.frames == []


def track(stage: Stage, name: str) -> list[bytes]:
    messages = stage.customer.frames[0] if stage.customer.frames else []
    return [sound(m) for m in messages if m["event"] == "media" and m["media"]["track"] == name]


def sound(message: dict[str, Any]) -> bytes:
    return base64.b64decode(message["media"]["payload"])
