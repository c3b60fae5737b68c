import base64
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.webhooks import twilio_side as twilio
from tests.webhooks.twilio_side import CALL, STREAM, wire
from webhooks.frames import (
    MAX_PAYLOAD_BYTES,
    Connected,
    Dtmf,
    Frame,
    FrameError,
    Mark,
    Media,
    Start,
    Stop,
    parse_frame,
)


def fault(raw: str | bytes | dict[str, Any]) -> str:
    with pytest.raises(FrameError) as caught:
        parse_frame(wire(raw) if isinstance(raw, dict) else raw)
    return str(caught.value)


def media(**changes: object) -> dict[str, Any]:
    frame = twilio.media()
    frame["media"].update(changes)
    return frame


def start(**changes: object) -> dict[str, Any]:
    frame = twilio.start()
    frame["start"].update(changes)
    return frame


def without(frame: dict[str, Any], *path: str) -> dict[str, Any]:
    inner = frame
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    return frame


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (twilio.connected(), Connected("Call")),
        (twilio.start(), Start(STREAM, CALL, ("inbound", "outbound"), {"FirstName": "Jane"})),
        (twilio.media(b"\xff\x00", 3), Media("inbound", 60, 3, b"\xff\x00")),
        (twilio.media(b"\x00", 4, "outbound"), Media("outbound", 80, 4, b"\x00")),
        ({"event": "dtmf", "streamSid": STREAM, "dtmf": {"track": "inbound_track", "digit": "1"}}, Dtmf("1")),
        ({"event": "mark", "streamSid": STREAM, "mark": {"name": "my label"}}, Mark("my label")),
        (twilio.stop(), Stop()),
    ],
)
def test_each_frame_is_read_from_text_and_from_bytes(frame: dict[str, Any], expected: Frame) -> None:
    assert parse_frame(wire(frame)) == expected
    assert parse_frame(wire(frame).encode()) == expected


@pytest.mark.parametrize(
    "raw", ["", "x", '{"event":"stop"', '{"event":"stop"} x', b"\xff\xfe", '{"event":"\ud800"}']
)
def test_what_is_not_json_is_refused(raw: str | bytes) -> None:
    assert fault(raw) == "not JSON"


def test_json_nested_without_end_is_refused() -> None:
    assert fault('{"event":"stop","x":' + "[" * 60_000 + "]" * 60_000 + "}") == "not JSON: nested too deep"


@pytest.mark.parametrize("raw", ["[]", "null", "3", '"media"'])
def test_json_that_is_no_object_is_refused(raw: str) -> None:
    assert fault(raw) == "not an object"


def test_an_unknown_event_is_refused_and_not_quoted() -> None:
    assert fault({"event": "+819012345678"}) == "unknown event"


@pytest.mark.parametrize("track", ["inbound_track", "both", "", "Inbound"])
def test_an_unknown_track_is_refused(track: str) -> None:
    assert fault(media(track=track)) == "unknown track"
    assert fault(start(tracks=["inbound", track])) == "unknown track"


@pytest.mark.parametrize("payload", ["AAA", "AA=A", "AAAA\n", " AAAA", "A_-A", "é===", "===="])
def test_a_payload_that_is_not_base64_is_refused(payload: str) -> None:
    assert fault(media(payload=payload)) == "not base64"


def test_an_empty_payload_is_refused() -> None:
    assert fault(media(payload="")) == "empty payload"


@pytest.mark.parametrize("size", [1, 159, 160, 161, 1600, MAX_PAYLOAD_BYTES])
def test_a_payload_may_have_any_length(size: int) -> None:
    frame = parse_frame(wire(twilio.media(b"\x7f" * size)))
    assert isinstance(frame, Media)
    assert len(frame.payload) == size


def test_an_oversized_payload_is_refused() -> None:
    assert fault(twilio.media(b"\x7f" * (MAX_PAYLOAD_BYTES + 1))) == "oversized payload"


def test_an_oversized_frame_is_refused_unread() -> None:
    assert fault("x" * 200_000) == "oversized frame"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"encoding": "audio/l16"}, "wrong encoding: expected audio/x-mulaw"),
        ({"sampleRate": 16000}, "wrong sample rate: expected 8000"),
        ({"channels": 2}, "wrong channels: expected 1"),
    ],
)
def test_audio_of_another_format_is_refused(changes: dict[str, object], expected: str) -> None:
    frame = twilio.start()
    frame["start"]["mediaFormat"].update(changes)
    assert fault(frame) == expected


@pytest.mark.parametrize(
    ("frame", "named"),
    [
        (without(twilio.media(), "media"), "`media`"),
        (without(twilio.media(), "media", "track"), "`track`"),
        (without(twilio.media(), "media", "payload"), "`payload`"),
        (without(twilio.media(), "media", "timestamp"), "`timestamp`"),
        (without(twilio.media(), "sequenceNumber"), "`sequenceNumber`"),
        (without(twilio.start(), "start"), "`start`"),
        (without(twilio.start(), "start", "callSid"), "`callSid`"),
        (without(twilio.start(), "start", "streamSid"), "`streamSid`"),
        (without(twilio.start(), "start", "tracks"), "`tracks`"),
        (without(twilio.start(), "start", "mediaFormat"), "`mediaFormat`"),
        (without(twilio.start(), "start", "mediaFormat", "sampleRate"), "`sampleRate`"),
        (without(twilio.stop(), "event"), "`event`"),
    ],
)
def test_a_missing_field_is_named(frame: dict[str, Any], named: str) -> None:
    assert fault(frame).startswith(f"wrong fields: Object missing required field {named}")


@pytest.mark.parametrize("timestamp", ["x", "-1", "1.5", "", "9" * 5000, None, [], True])
def test_a_time_that_is_none_is_refused(timestamp: object) -> None:
    assert "$.media.timestamp" in fault(media(timestamp=timestamp))


@pytest.mark.parametrize("changes", [{"callSid": "CA123"}, {"streamSid": "CA" + "b" * 32}])
def test_a_start_with_malformed_ids_is_refused(changes: dict[str, object]) -> None:
    assert "start.callSid" in fault(start(**changes))


def test_a_start_may_have_no_parameters_of_its_own() -> None:
    frame = parse_frame(wire(without(twilio.start(), "start", "customParameters")))
    assert isinstance(frame, Start)
    assert frame.custom_parameters == {}


def test_fields_that_twilio_adds_are_passed_over() -> None:
    assert parse_frame(wire(media(new={"a": [1]}) | {"alsoNew": None})) == parse_frame(wire(media()))


def total(raw: str | bytes) -> None:
    with suppress(FrameError):
        assert isinstance(parse_frame(raw), Connected | Start | Media | Dtmf | Mark | Stop)


@given(st.one_of(st.binary(), st.text()))
def test_no_bytes_do_worse_than_a_frame_error(raw: str | bytes) -> None:
    total(raw)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(JSON)
def test_no_json_does_worse_than_a_frame_error(value: object) -> None:
    total(json.dumps(value))


@given(st.sampled_from([twilio.connected, twilio.start, twilio.media, twilio.stop]), st.data())
def test_no_spoilt_frame_does_worse_than_a_frame_error(
    make: Callable[[], dict[str, Any]], data: st.DataObject
) -> None:
    frame = make()
    inner = data.draw(st.sampled_from([frame, *(part for part in frame.values() if isinstance(part, dict))]))
    inner[data.draw(st.sampled_from(sorted(inner)))] = data.draw(JSON)
    total(json.dumps(frame))


@given(st.binary(min_size=1, max_size=400))
def test_any_audio_comes_out_as_it_went_in(audio: bytes) -> None:
    frame = parse_frame(wire(media(payload=base64.b64encode(audio).decode())))
    assert isinstance(frame, Media)
    assert frame.payload == audio
