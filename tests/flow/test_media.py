"""Media sockets of a running site: broken frames, forged sockets, streams that stop."""

import base64
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosedError, InvalidStatus

from callguard.simulator import CallScript, ScriptLine
from rules.acts import Act
from rules.events import HearingChanged, MatterAnswered
from rules.marks import NOTICE
from tests.flow.socket import Speech, media_socket, sockets_open
from tests.flow.stage import Stage
from tests.webhooks.twilio_side import connected, media, start, stop, wire

MUTE = CallScript(drop_stream_after_s=0.02)
"""A call whose own stream breaks at once, so that the test's is the only one."""


def with_payload(payload: str) -> dict[str, Any]:
    frame = media()
    return frame | {"media": frame["media"] | {"payload": payload}}


BROKEN_FRAMES: tuple[tuple[str, str | bytes], ...] = (
    ("not JSON", "{media"),
    ("not JSON", b"\xff\xfe\x00"),
    ("not an object", "[1]"),
    ("unknown event", wire({"event": "chatter"})),
    ("wrong fields", wire({"event": "media", "sequenceNumber": "4"})),
    ("not base64", wire(with_payload("*~*"))),
    ("empty payload", wire(with_payload(""))),
    ("oversized payload", wire(with_payload(base64.b64encode(b"\x7f" * 65_600).decode()))),
    ("oversized frame", "x" * 140_000),
    ("unknown track", wire(media(track="sideways"))),
    ("track not announced", wire(media(track="outbound"))),
)


def test_each_kind_of_broken_frame_is_named_in_the_log_and_the_call_goes_on(ears: Stage) -> None:
    call = ears.dial(MUTE)
    call.talks()
    for fault, frame in BROKEN_FRAMES:
        with media_socket(ears, call.sid) as socket:
            socket.send(wire(connected()))
            socket.send(wire(start(call.sid, ("inbound",))))
            socket.send(frame)
            socket.send(wire(stop()))
        ears.logged("frame dropped", call.sid, fault)
    for fault, early, late in (("media before start", [media()], []), ("media after stop", [], [media()])):
        with media_socket(ears, call.sid) as socket:
            for sent in (*early, start(call.sid), stop(), *late):
                socket.send(wire(sent))
        ears.logged("frame dropped", call.sid, fault)
    assert call.facts.is_live
    call.hang_up()
    assert call.recorded()["ended_by"] == "caller"


def test_words_in_good_frames_are_recognised_in_the_midst_of_broken_ones(ears: Stage) -> None:
    call = ears.dial(MUTE)
    call.talks()
    with media_socket(ears, call.sid) as socket:
        socket.send(wire(connected()))
        socket.send(wire(media()))
        socket.send(wire(start(call.sid)))
        call.until(lambda facts: facts.hearing, "the new stream heard")
        speech = Speech(socket)
        for _, frame in BROKEN_FRAMES:
            speech.wait(0.1)
            socket.send(frame)
        speech.wait(0.5)
        speech.say("angry/threat")
        call.until(lambda facts: Act.THREAT in facts.acts, "the threat heard")
        socket.send(wire(stop()))
        socket.send(wire(media()))
    ears.logged("frames dropped", call.sid, f"count={len(BROKEN_FRAMES) + 1}")
    call.hang_up()
    record = call.recorded()
    assert "threat" in [finding["act"] for finding in record["findings"]]
    assert any(said["speaker"] == "caller" for said in record["transcript"])


def test_a_forged_socket_is_refused_and_does_not_use_up_the_token(ears: Stage) -> None:
    call = ears.dial(MUTE)
    call.talks()
    token = ears.site.tokens.issue(call.sid)
    with pytest.raises(InvalidStatus) as refused:
        sockets_open(ears, token, "another account's token")
    assert refused.value.response.status_code == 403
    ears.logged("media socket refused", "reason=signature")
    with sockets_open(ears, token) as socket:
        socket.send(wire(start(call.sid)))
        call.until(lambda facts: facts.hearing, "the right socket heard")


def test_a_token_opens_one_socket_and_an_unknown_one_none(ears: Stage) -> None:
    call = ears.dial(MUTE)
    call.talks()
    token = ears.site.tokens.issue(call.sid)
    with sockets_open(ears, token):
        for other in (token, "never-issued"):
            with pytest.raises(InvalidStatus) as refused:
                sockets_open(ears, other)
            assert refused.value.response.status_code == 403
    ears.logged("media socket refused", "token unknown or used")
    assert call.facts.is_live


def test_a_token_of_one_call_opens_no_stream_of_another(ears: Stage) -> None:
    call = ears.dial(MUTE)
    call.talks()
    heard = call.events(HearingChanged)
    with media_socket(ears, "CA" + "e" * 32) as socket:
        socket.send(wire(start(call.sid)))
        with pytest.raises(ConnectionClosedError) as closed:
            socket.recv(timeout=30)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1008
    ears.logged("media socket refused", "start of another call")
    assert call.events(HearingChanged) == heard


def test_a_stream_that_breaks_leaves_the_call_its_limits_and_a_page_that_says_so(ears: Stage) -> None:
    call = ears.dial(CallScript(drop_stream_after_s=8))
    call.until(lambda facts: facts.hearing, "heard at first")
    call.talks()
    call.until(lambda facts: not facts.hearing, "heard no more")
    ears.logged("media stream ended early", call.sid, "dropped")
    ears.logged("media stream failed", call.sid)
    assert "Speech is off" in ears.page("aiko", "/agent")
    assert call.until(lambda facts: NOTICE in facts.given, "the notice given all the same").is_live


def test_a_stream_that_replaces_another_is_still_heard_when_the_old_one_breaks(ears: Stage) -> None:
    call = ears.dial(MUTE)
    call.talks()
    with media_socket(ears, call.sid) as old, media_socket(ears, call.sid) as new:
        old.send(wire(start(call.sid)))
        call.until(lambda facts: facts.hearing, "the first stream heard")
        second = start(call.sid)
        second["start"]["streamSid"] = "MZ" + "9" * 32
        new.send(wire(second))
        call.until(lambda _: len(call.events(HearingChanged)) == 4, "the second stream heard")
        old.close()
        ears.logged("media stream ended early", call.sid, "dropped")
        speech = Speech(new)
        speech.wait(0.5)
        speech.say("angry/threat")
        facts = call.until(lambda facts: Act.THREAT in facts.acts, "the threat heard")
        assert facts.hearing


def test_web_media_and_workers_by_themselves_serve_one_call_together(ears: Stage) -> None:
    lines = (
        ScriptLine(at_s=6, speaker="agent", audio="agent/greeting"),
        ScriptLine(at_s=10, speaker="caller", audio="angry/threat"),
    )
    done, failed = ears.site.outbox.outcomes()
    call = ears.dial(CallScript(lines=lines))
    assert call.talks().agent == "aiko"
    call.until(lambda facts: facts.flagged == "threat", "the threat heard and flagged")
    call.tell(MatterAnswered)
    record = call.recorded()
    assert record["ended_by"] == "limit"
    assert {said["speaker"] for said in record["transcript"]} == {"caller", "agent"}
    assert "threat" in [prompt["act"] for prompt in record["prompts"]]
    assert record["stage"] != "courteous"
    assert ears.site.outbox.outcomes() == (done + call.jobs(), failed)
