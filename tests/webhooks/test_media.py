"""The media socket, over a real server and real sockets."""

import asyncio
from collections.abc import Iterator, MutableMapping
from contextlib import ExitStack, suppress
from typing import Any

import pytest
from streamdouble.protocol import StreamIdentity
from streamdouble.session import SessionConfig, run_call
from structlog.testing import capture_logs
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection

from tests.webhooks.media_server import MediaServer, serving
from tests.webhooks.recording_media import PATIENCE_S, RecordingMedia
from tests.webhooks.twilio_side import CALL, OTHER_CALL, STREAM, connected, media, sign, start, stop, wire
from webhooks.frames import Start

Logs = list[MutableMapping[str, Any]]


@pytest.fixture
def handler() -> RecordingMedia:
    return RecordingMedia()


@pytest.fixture
def server(handler: RecordingMedia) -> Iterator[MediaServer]:
    with serving(handler) as server:
        yield server


@pytest.fixture
def logs() -> Iterator[Logs]:
    with capture_logs() as entries:
        yield entries


def send(twilio: ClientConnection, *frames: dict[str, Any] | str) -> None:
    for frame in frames:
        twilio.send(frame if isinstance(frame, str) else wire(frame))


def closing_code(twilio: ClientConnection) -> int | None:
    """How the server closes the socket, having sent nothing on it."""
    with pytest.raises(ConnectionClosed) as caught:
        twilio.recv(timeout=PATIENCE_S)
    return caught.value.rcvd.code if caught.value.rcvd else None


def refusal(server: MediaServer, token: str, signature: str | None = None) -> int:
    with pytest.raises(InvalidStatus) as caught, server.dial(token, signature):
        pass
    return caught.value.response.status_code


def faults(logs: Logs) -> list[object]:
    return [entry.get("error") or entry.get("count") for entry in logs if entry["event"].startswith("frame")]


def test_a_stream_is_heard_from_start_to_stop(
    server: MediaServer, handler: RecordingMedia, logs: Logs
) -> None:
    with server.dial(server.token()) as twilio:
        send(twilio, connected(), start(), media(b"caller", 2), media(b"agent", 3, "outbound"), stop())
        session = handler.finished()
    assert session.start == Start(STREAM, CALL, ("inbound", "outbound"), {"FirstName": "Jane"})
    assert (session.audio("inbound"), session.audio("outbound")) == (b"caller", b"agent")
    assert session.reasons == ["stopped"]
    assert logs == []


def test_frames_may_come_as_bytes(server: MediaServer, handler: RecordingMedia) -> None:
    with server.dial(server.token()) as twilio:
        for frame in (connected(), start(), media(b"caller"), stop()):
            twilio.send(wire(frame).encode())
        assert handler.finished().audio() == b"caller"


@pytest.mark.parametrize("signature", ["", "forged", sign("ws://127.0.0.1/media/other")])
def test_a_forged_handshake_is_refused_and_leaves_the_token_unused(
    server: MediaServer, handler: RecordingMedia, logs: Logs, signature: str
) -> None:
    token = server.token()
    assert refusal(server, token, signature) == 403
    assert [(entry["event"], entry["reason"]) for entry in logs] == [("media socket refused", "signature")]
    with server.dial(token) as twilio:
        send(twilio, start(), stop())
        assert handler.finished().reasons == ["stopped"]


def test_an_unknown_token_is_refused(server: MediaServer, handler: RecordingMedia, logs: Logs) -> None:
    assert refusal(server, "guessed") == 403
    assert [entry["reason"] for entry in logs] == ["token unknown or used"]
    assert "guessed" not in repr(logs)
    assert handler.sessions == []


def test_a_handshake_that_is_sent_again_is_refused(server: MediaServer) -> None:
    token = server.token()
    with server.dial(token):
        assert refusal(server, token) == 403
    assert refusal(server, token) == 403


def test_a_token_alone_will_do_where_the_settings_say_so(handler: RecordingMedia) -> None:
    with serving(handler, require_signature=False) as server:
        with server.dial(server.token(), signature="") as twilio:
            send(twilio, start(), stop())
            handler.finished()
        assert refusal(server, "guessed", signature="") == 403


def test_a_start_of_another_call_closes_the_socket(server: MediaServer, handler: RecordingMedia) -> None:
    with server.dial(server.token()) as twilio:
        send(twilio, connected(), start(OTHER_CALL))
        assert closing_code(twilio) == 1008
    assert handler.sessions == []


def test_a_socket_that_never_starts_is_closed(handler: RecordingMedia) -> None:
    with serving(handler, start_within_s=0.2) as server, server.dial(server.token()) as twilio:
        with suppress(ConnectionClosed):  # on a slow machine it is closed already
            send(twilio, connected(), media())
        assert closing_code(twilio) == 1008
    assert handler.sessions == []


def test_a_socket_that_closes_before_its_start_leaves_no_trace(
    server: MediaServer, handler: RecordingMedia
) -> None:
    with server.dial(server.token()) as twilio:
        send(twilio, connected())
    with server.dial(server.token()) as twilio:
        send(twilio, start(), stop())
        handler.finished()
    assert len(handler.sessions) == 1


BAD_FRAMES = [
    "not json",
    "[]",
    wire({"event": "unheard-of"}),
    wire(media(track="both")),
    wire(media(b"")),
    wire(media()).replace('"payload":"', '"payload":"*'),
    wire({"event": "media"}),
]


@pytest.mark.parametrize("bad", BAD_FRAMES)
def test_a_bad_frame_is_logged_and_the_stream_goes_on(
    server: MediaServer, handler: RecordingMedia, logs: Logs, bad: str
) -> None:
    with server.dial(server.token()) as twilio:
        send(twilio, bad, connected(), start(), media(b"be", 2), bad, media(b"fore", 3), stop())
        session = handler.finished()
    assert (session.audio(), session.reasons) == (b"before", ["stopped"])
    assert [entry["call_sid"] for entry in logs][:1] == [CALL]


def test_many_bad_frames_make_two_log_lines(handler: RecordingMedia, logs: Logs) -> None:
    with serving(handler) as server, server.dial(server.token()) as twilio:
        send(twilio, start(), *["not json"] * 50, stop())
        handler.finished()
    assert faults(logs) == ["not JSON", 50]


def test_media_before_start_is_dropped(server: MediaServer, handler: RecordingMedia, logs: Logs) -> None:
    with server.dial(server.token()) as twilio:
        send(twilio, media(b"early"), start(), media(b"heard"), stop())
        assert handler.finished().audio() == b"heard"
    assert faults(logs) == ["media before start"]


def test_media_after_stop_is_dropped(handler: RecordingMedia, logs: Logs) -> None:
    with serving(handler) as server, server.dial(server.token()) as twilio:
        send(twilio, start(), media(b"heard"), stop(), media(b"late"), stop())
        session = handler.finished()
    assert (session.audio(), session.reasons) == (b"heard", ["stopped"])
    assert faults(logs) == ["media after stop"]


def test_a_track_that_was_not_announced_is_dropped(
    server: MediaServer, handler: RecordingMedia, logs: Logs
) -> None:
    with server.dial(server.token()) as twilio:
        send(twilio, start(tracks=("inbound",)), media(b"agent", 2, "outbound"), media(b"caller", 3), stop())
        session = handler.finished()
    assert (session.audio("inbound"), session.audio("outbound")) == (b"caller", b"")
    assert faults(logs) == ["track not announced"]


def test_a_frame_that_breaks_the_session_does_not_end_the_stream(
    server: MediaServer, handler: RecordingMedia, logs: Logs
) -> None:
    with server.dial(server.token()) as twilio:
        send(twilio, start(), media(b"poison", 2), media(b"heard", 3), stop())
        session = handler.finished()
    assert (session.audio(), session.reasons) == (b"heard", ["stopped"])
    assert faults(logs) == ["session failed"]


def test_a_socket_that_closes_without_stop_was_dropped(server: MediaServer, handler: RecordingMedia) -> None:
    with server.dial(server.token()) as twilio:
        send(twilio, start(), media(b"heard"))
    session = handler.finished()
    assert (session.audio(), session.reasons) == (b"heard", ["dropped"])


def test_a_connection_that_breaks_was_dropped(server: MediaServer, handler: RecordingMedia) -> None:
    with server.dial(server.token()) as twilio:
        send(twilio, start(), media(b"heard"))
        twilio.socket.shutdown(2)
        assert handler.finished().reasons == ["dropped"]


def test_a_server_that_stops_closes_its_sessions_once(handler: RecordingMedia) -> None:
    with ExitStack() as stack:
        with serving(handler) as server:
            twilio = stack.enter_context(server.dial(server.token()))
            send(twilio, start(), media(b"heard"))
            assert handler.started.wait(PATIENCE_S)
        assert handler.finished().reasons == ["dropped"]


def test_a_socket_that_stays_after_stop_is_closed(handler: RecordingMedia) -> None:
    with serving(handler, leave_within_s=0.2) as server, server.dial(server.token()) as twilio:
        send(twilio, start(), stop())
        assert closing_code(twilio) == 1000
    assert handler.finished().reasons == ["stopped"]


def test_a_client_that_others_wrote_is_heard_on_both_tracks(handler: RecordingMedia) -> None:
    caller = [bytes([byte]) * 160 for byte in range(10)]
    agent = [bytes([255 - byte]) * 160 for byte in range(10)]
    config = SessionConfig(
        fork=True,
        strict_fork=True,
        tracks=["inbound", "outbound"],
        agent_frames=agent,
        response_timeout_s=0.1,
        quiet_period_s=0.1,
    )
    with serving(handler, require_signature=False) as server:
        url = server.url(server.token())
        result = asyncio.run(run_call(url, caller, config=config, identity=StreamIdentity(call_sid=CALL)))
        session = handler.finished()
    assert result.violations == []
    assert session.audio("inbound") == b"".join(caller)
    assert session.audio("outbound") == b"".join(agent)
    assert session.reasons == ["stopped"]
