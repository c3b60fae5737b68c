import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

import pytest
from flask.testing import FlaskClient
from structlog.testing import capture_logs
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.webhooks import twilio_side as twilio
from tests.webhooks.recording_calls import RecordingCalls
from tests.webhooks.twilio_side import CALL, MORI, PUBLIC_URL, TOKEN, sign
from webhooks.call_status import CallStatus, parse_call_status
from webhooks.conference_event import parse_conference_event
from webhooks.incoming_call import parse_incoming_call
from webhooks.recording_event import parse_recording_event
from webhooks.routes import MAX_FORM_BYTES, create_webhooks_app
from webhooks.signature import TwilioAuth
from webhooks.spoken import Spoken
from webhooks.stream_event import parse_stream_event

DIAL_RESULT = {"CallSid": CALL, "DialCallStatus": "answered"}
PATHS = ["voice", "dialed", "call", "conference", "stream", "recording", "announcement/w1", "wait", "nothing"]

Form = Mapping[str, str] | MultiDict[str, str]
Logs = list[MutableMapping[str, Any]]


@pytest.fixture
def calls() -> RecordingCalls:
    return RecordingCalls(PUBLIC_URL)


@pytest.fixture
def client(calls: RecordingCalls) -> FlaskClient:
    return create_webhooks_app(calls, TwilioAuth([TOKEN], PUBLIC_URL)).test_client()


@pytest.fixture
def logs() -> Iterator[Logs]:
    with capture_logs() as entries:
        yield entries


def post(
    client: FlaskClient,
    path: str,
    form: Form,
    *,
    base_url: str = "http://localhost",
    headers: Mapping[str, str] | None = None,
) -> TestResponse:
    """As Twilio posts it: signed over the public address."""
    fields = form.items(multi=True) if isinstance(form, MultiDict) else form.items()
    signed = {"X-Twilio-Signature": sign(PUBLIC_URL + path, fields)} | dict(headers or {})
    return client.post(path, data=form, headers=signed, base_url=base_url)


def verbs(answer: TestResponse) -> list[str]:
    assert answer.status_code == 200
    assert answer.content_type == "text/xml; charset=utf-8"
    return [verb.tag for verb in ET.fromstring(answer.text)]


def test_a_call_that_comes_in_is_connected(client: FlaskClient, calls: RecordingCalls) -> None:
    assert verbs(post(client, "/twilio/voice", twilio.INCOMING)) == ["Dial"]
    assert calls.told == [parse_incoming_call(twilio.INCOMING)]


def test_a_call_that_the_handler_turns_away_is_rejected(client: FlaskClient, calls: RecordingCalls) -> None:
    calls.refuses = True
    assert verbs(post(client, "/twilio/voice", twilio.INCOMING)) == ["Reject"]


@pytest.mark.parametrize(
    ("path", "form", "event"),
    [
        ("/twilio/call", twilio.CALL_STATUS, parse_call_status(twilio.CALL_STATUS)),
        ("/twilio/conference", twilio.CONFERENCE_EVENT, parse_conference_event(twilio.CONFERENCE_EVENT)),
        ("/twilio/stream", twilio.STREAM_EVENT, parse_stream_event(twilio.STREAM_EVENT)),
        ("/twilio/recording", twilio.RECORDING_EVENT, parse_recording_event(twilio.RECORDING_EVENT)),
    ],
)
def test_a_status_callback_is_told_and_answered_with_nothing(
    client: FlaskClient, calls: RecordingCalls, path: str, form: dict[str, str], event: object
) -> None:
    answer = post(client, path, form)
    assert (answer.status_code, answer.data) == (204, b"")
    assert calls.told == [event]


def test_a_caller_whose_dial_is_over_is_hung_up_on(client: FlaskClient, logs: Logs) -> None:
    assert verbs(post(client, "/twilio/dialed", DIAL_RESULT)) == ["Hangup"]
    assert logs == []


def test_a_caller_who_never_got_in_is_logged(client: FlaskClient, logs: Logs) -> None:
    assert verbs(post(client, "/twilio/dialed", DIAL_RESULT | {"DialCallStatus": "failed"})) == ["Hangup"]
    assert [(entry["event"], entry["status"]) for entry in logs] == [("caller not connected", "failed")]


def test_a_waiting_caller_is_kept(client: FlaskClient) -> None:
    assert verbs(post(client, "/twilio/wait", {"CallSid": CALL})) == ["Pause", "Redirect"]


def test_an_announcement_is_spoken(client: FlaskClient, calls: RecordingCalls) -> None:
    calls.announcements["w1"] = Spoken("One minute left.", "en-US")
    assert verbs(post(client, "/twilio/announcement/w1", {"CallSid": CALL})) == ["Say"]


def test_an_unknown_announcement_is_silence_not_twilios_error_message(
    client: FlaskClient, logs: Logs
) -> None:
    assert verbs(post(client, "/twilio/announcement/w2", {"CallSid": CALL})) == []
    assert [(entry["event"], entry["announcement_id"]) for entry in logs] == [("announcement unknown", "w2")]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "headers", [{}, {"X-Twilio-Signature": ""}, {"X-Twilio-Signature": sign(PUBLIC_URL)}]
)
def test_a_missing_or_forged_signature_is_refused_before_anything_else(
    client: FlaskClient, calls: RecordingCalls, logs: Logs, path: str, headers: dict[str, str]
) -> None:
    answer = client.post(f"/twilio/{path}", data=twilio.INCOMING, headers=headers)
    assert answer.status_code == 403
    assert calls.told == []
    assert [(entry["event"], entry["status"]) for entry in logs] == [("webhook refused", 403)]
    assert MORI not in repr(logs)


def test_a_form_changed_on_its_way_is_refused(client: FlaskClient, calls: RecordingCalls) -> None:
    headers = {"X-Twilio-Signature": sign(PUBLIC_URL + "/twilio/voice", twilio.INCOMING.items())}
    changed = twilio.INCOMING | {"From": "+14158675310"}
    assert client.post("/twilio/voice", data=changed, headers=headers).status_code == 403
    assert calls.told == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT"])
def test_whoever_asks_otherwise_learns_nothing(client: FlaskClient, method: str) -> None:
    assert client.open("/twilio/voice", method=method).status_code == 403


def test_a_signed_request_for_what_is_not_there_is_404(client: FlaskClient) -> None:
    assert post(client, "/twilio/nothing", {}).status_code == 404


@pytest.mark.parametrize(
    "base_url", ["http://10.0.0.5:8080", "http://guard.internal", "https://evil.example.com"]
)
def test_behind_a_proxy_the_public_address_is_what_counts(client: FlaskClient, base_url: str) -> None:
    forwarded = {
        "X-Forwarded-Host": "evil.example.com",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Port": "81",
    }
    answer = post(client, "/twilio/voice", twilio.INCOMING, base_url=base_url, headers=forwarded)
    assert answer.status_code == 200


def test_a_signature_over_the_address_that_the_proxy_asks_for_is_refused(client: FlaskClient) -> None:
    headers = {"X-Twilio-Signature": sign("http://10.0.0.5:8080/twilio/voice", twilio.INCOMING.items())}
    answer = client.post(
        "/twilio/voice", data=twilio.INCOMING, headers=headers, base_url="http://10.0.0.5:8080"
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("announcement_id", ["w1", "CA1:7.a-b_c~d", "a%20b"])
def test_the_path_counts_as_it_was_sent(client: FlaskClient, announcement_id: str) -> None:
    assert post(client, f"/twilio/announcement/{announcement_id}", {}).status_code == 200


@pytest.mark.parametrize("query", ["?foo=1&bar=2", "?q=%E3%81%82+%20&blank=", "?bare", "?a=1&a=1"])
def test_the_query_counts_as_it_was_sent(client: FlaskClient, query: str) -> None:
    assert post(client, "/twilio/voice" + query, twilio.INCOMING).status_code == 200


def test_blank_values_and_doubled_names_are_kept_for_the_signature(
    client: FlaskClient, calls: RecordingCalls
) -> None:
    form = MultiDict(
        [*twilio.CALL_STATUS.items(), ("Blank", ""), ("Twice", "b"), ("Twice", "a"), ("あ", " い ")]
    )
    assert post(client, "/twilio/call", form).status_code == 204
    assert len(calls.told) == 1


def test_a_form_without_its_call_is_400_and_says_so(
    client: FlaskClient, calls: RecordingCalls, logs: Logs
) -> None:
    answer = post(client, "/twilio/voice", twilio.INCOMING | {"CallSid": ""})
    assert (answer.status_code, answer.text) == (400, "CallSid: expected a value, found none\n")
    assert answer.content_type == "text/plain; charset=utf-8"
    assert calls.told == []
    assert [(entry["event"], entry["route"]) for entry in logs] == [("webhook form unreadable", "voice")]
    assert MORI not in repr(logs)


def test_a_form_that_is_too_large_is_413(client: FlaskClient, calls: RecordingCalls, logs: Logs) -> None:
    large = twilio.CALL_STATUS | {"Large": "x" * MAX_FORM_BYTES}
    assert post(client, "/twilio/call", large).status_code == 413
    assert calls.told == []
    assert [(entry["event"], entry["status"]) for entry in logs] == [("webhook refused", 413)]


class BrokenCalls(RecordingCalls):
    def call_changed(self, status: CallStatus) -> None:
        raise ConnectionError("the store is away")


def test_a_handler_that_fails_is_500_so_that_twilio_asks_again(logs: Logs) -> None:
    client = create_webhooks_app(BrokenCalls(PUBLIC_URL), TwilioAuth([TOKEN], PUBLIC_URL)).test_client()
    assert post(client, "/twilio/call", twilio.CALL_STATUS).status_code == 500
    failure = {key: logs[0][key] for key in ("event", "route", "error", "log_level")}
    assert failure == {
        "event": "webhook failed",
        "route": "call",
        "error": "ConnectionError",
        "log_level": "error",
    }
