"""Each kind of form becomes its value, or an error that names the field."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from tests.webhooks import twilio_side as twilio
from tests.webhooks.twilio_side import CALL, CONFERENCE, MORI, OTHER_CALL, RECORDING, STREAM
from webhooks.call_status import CallStatus, parse_call_status
from webhooks.conference_event import ConferenceEvent, parse_conference_event
from webhooks.dial_result import parse_dial_result
from webhooks.form import Form, FormError
from webhooks.incoming_call import IncomingCall, parse_incoming_call
from webhooks.recording_event import RecordingEvent, parse_recording_event
from webhooks.stream_event import StreamEvent, parse_stream_event

AT = datetime(2010, 8, 20, 1, 13, 42, tzinfo=UTC)
DIAL_RESULT = {"CallSid": CALL, "DialCallStatus": "answered"}

Parse = Callable[[Mapping[str, str]], object]
KINDS: list[tuple[Parse, dict[str, str], list[str]]] = [
    (parse_incoming_call, twilio.INCOMING, ["CallSid", "To", "CallStatus", "Direction"]),
    (parse_call_status, twilio.CALL_STATUS, ["CallSid", "CallStatus"]),
    (
        parse_conference_event,
        twilio.CONFERENCE_EVENT,
        ["ConferenceSid", "FriendlyName", "StatusCallbackEvent"],
    ),
    (parse_stream_event, twilio.STREAM_EVENT, ["CallSid", "StreamSid", "StreamEvent"]),
    (parse_recording_event, twilio.RECORDING_EVENT, ["CallSid", "RecordingSid", "RecordingStatus"]),
    (parse_dial_result, DIAL_RESULT, ["CallSid", "DialCallStatus"]),
]
NEEDED = [(parse, form, name) for parse, form, names in KINDS for name in names]


@pytest.mark.parametrize(("parse", "form", "name"), NEEDED)
def test_a_form_without_a_needed_field_names_it(parse: Parse, form: dict[str, str], name: str) -> None:
    for fields in ({key: value for key, value in form.items() if key != name}, form | {name: ""}):
        with pytest.raises(FormError, match=name) as caught:
            parse(fields)
        assert caught.value.field == name


@pytest.mark.parametrize(("parse", "form", "name"), [row for row in NEEDED if row[2].endswith("Sid")])
@pytest.mark.parametrize("spoilt", [lambda sid: sid[:-1], lambda sid: "XX" + sid[2:], lambda sid: sid + "\n"])
def test_a_malformed_id_names_its_field_and_is_not_quoted(
    parse: Parse, form: dict[str, str], name: str, spoilt: Callable[[str], str]
) -> None:
    wrong = spoilt(form[name])
    with pytest.raises(FormError, match=f"{name}: expected .. and 32 hex digits") as caught:
        parse(form | {name: wrong})
    assert wrong not in str(caught.value)


def test_an_incoming_call_tells_who_calls_whom() -> None:
    call = parse_incoming_call(twilio.INCOMING)
    assert call == IncomingCall(CALL, MORI, "+81312345678", "inbound", "ringing")


@pytest.mark.parametrize("sent", [{"From": "anonymous"}, {"From": "+266696687"}, {"From": ""}])
def test_a_withheld_caller_has_no_number(sent: dict[str, str]) -> None:
    assert parse_incoming_call(twilio.INCOMING | sent).from_number is None


def test_a_call_status_is_read_whole() -> None:
    expected = CallStatus(CALL, "completed", 3, AT, 61, f"call:{CALL}:3:completed")
    assert parse_call_status(twilio.CALL_STATUS) == expected


def test_the_end_told_by_an_incoming_numbers_callback_needs_no_sequence() -> None:
    status = parse_call_status({"CallSid": CALL, "CallStatus": "completed"})
    assert (status.sequence, status.at, status.duration_s) == (None, None, None)
    assert status.event_id == f"call:{CALL}:-:completed"


def test_a_conference_event_is_read_whole() -> None:
    form = twilio.CONFERENCE_EVENT | {
        "StatusCallbackEvent": "participant-leave",
        "ReasonParticipantLeft": "participant_hung_up",
        "AnnounceUrl": "https://guard.example.com/twilio/announcement/w1",
    }
    assert parse_conference_event(form) == ConferenceEvent(
        conference_sid=CONFERENCE,
        name="cg-7f3a",
        event="participant-leave",
        call_sid=CALL,
        label="caller",
        at=AT,
        sequence=5,
        hold=True,
        muted=False,
        reason_left="participant_hung_up",
        reason_ended=None,
        ending_call_sid=None,
        ending_label=None,
        announce_url="https://guard.example.com/twilio/announcement/w1",
        event_id=f"conference:{CONFERENCE}:5:participant-leave:{CALL}",
    )


def test_a_conferences_end_tells_who_ended_it() -> None:
    event = parse_conference_event(
        {
            "ConferenceSid": CONFERENCE,
            "FriendlyName": "cg-7f3a",
            "StatusCallbackEvent": "conference-end",
            "SequenceNumber": "9",
            "ReasonConferenceEnded": "participant-with-end-conference-on-exit-left",
            "CallSidEndingConference": OTHER_CALL,
            "ParticipantLabelEndingConference": "caller",
        }
    )
    assert (event.call_sid, event.hold, event.muted) == (None, None, None)
    assert event.reason_ended == "participant-with-end-conference-on-exit-left"
    assert (event.ending_call_sid, event.ending_label) == (OTHER_CALL, "caller")


def test_a_stream_event_is_read_whole() -> None:
    at = datetime(2026, 11, 20, 1, 13, 42, 250_000, tzinfo=UTC)
    event_id = f"stream:{STREAM}:t{at.timestamp():.3f}:stream-error"
    expected = StreamEvent(CALL, STREAM, "stream-error", "31921", at, event_id)
    assert parse_stream_event(twilio.STREAM_EVENT) == expected


def test_a_recording_event_is_read_whole() -> None:
    event_id = f"recording:{RECORDING}:t1282266822.000:completed"
    expected = RecordingEvent(
        RECORDING, CALL, None, "completed", "https://api.twilio.com/recording", 61, AT, event_id
    )
    assert parse_recording_event(twilio.RECORDING_EVENT) == expected


def test_a_recording_may_belong_to_a_conference() -> None:
    form = twilio.RECORDING_EVENT | {"CallSid": "", "ConferenceSid": CONFERENCE}
    assert parse_recording_event(form).conference_sid == CONFERENCE


@pytest.mark.parametrize(
    ("status", "failed"), [("answered", False), ("completed", False), ("failed", True), ("no-answer", True)]
)
def test_a_dial_that_joined_nobody_is_a_failure(status: str, failed: bool) -> None:
    assert parse_dial_result({"CallSid": CALL, "DialCallStatus": status}).is_failure is failed


def test_the_idempotency_token_and_unknown_fields_change_no_event_id() -> None:
    added = {"I-Twilio-Idempotency-Token": "a", "SomethingNew": "b"}
    for parse, form, _ in KINDS:
        assert parse(form | added) == parse(form)


def test_events_that_differ_have_different_ids() -> None:
    changes = [{}, {"CallStatus": "in-progress"}, {"SequenceNumber": "4"}, {"CallSid": OTHER_CALL}]
    assert len({parse_call_status(twilio.CALL_STATUS | change).event_id for change in changes}) == len(
        changes
    )
    changes = [{}, {"StatusCallbackEvent": "participant-unhold"}, {"SequenceNumber": "6"}, {"CallSid": ""}]
    forms = [twilio.CONFERENCE_EVENT | change for change in changes]
    assert len({parse_conference_event(form).event_id for form in forms}) == len(changes)


def test_event_ids_are_made_of_plain_characters() -> None:
    for parse, form, _ in KINDS[1:5]:
        assert re.fullmatch(r"[A-Za-z0-9_\-:.]+", parse(form).event_id)  # type: ignore[attr-defined]


@pytest.mark.parametrize("word", ["two words", "<b>", "é", "a" * 65, "line\nbreak"])
def test_a_status_that_is_no_word_is_refused(word: str) -> None:
    with pytest.raises(FormError, match="CallStatus"):
        parse_call_status(twilio.CALL_STATUS | {"CallStatus": word})


def test_a_status_that_twilio_adds_one_day_is_read() -> None:
    assert parse_call_status(twilio.CALL_STATUS | {"CallStatus": "on-moon"}).status == "on-moon"


def test_of_a_doubled_name_the_first_value_counts() -> None:
    doubled = MultiDict([*twilio.CALL_STATUS.items(), ("CallStatus", "ringing")])
    assert parse_call_status(doubled).status == "completed"


@pytest.mark.parametrize("number", ["", "-1", "3x", "1e3", "٣", "9" * 5000])
def test_a_broken_number_is_unknown(number: str) -> None:
    status = parse_call_status(twilio.CALL_STATUS | {"SequenceNumber": number, "CallDuration": number})
    assert (status.sequence, status.duration_s) == (None, None)


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("Fri, 20 Aug 2010 01:13:42 +0000", AT),
        ("Fri, 20 Aug 2010 10:13:42 +0900", AT),
        ("Fri, 20 Aug 2010 01:13:42 -0000", AT),
        ("Fri, 20 Aug 2010 01:13:42 GMT", AT),
        ("2010-08-20T01:13:42Z", None),
        ("Fri, 31 Feb 2010 01:13:42 +0000", None),
        ("Fri, 31 Dec 9999 23:59:59 -2359", None),
        ("soon", None),
        ("", None),
    ],
)
def test_most_dates_are_those_of_mail(written: str, at: datetime | None) -> None:
    assert Form({"Timestamp": written}).mail_date("Timestamp") == at


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2010-08-20T01:13:42Z", AT),
        ("2010-08-20T10:13:42.000+09:00", AT),
        ("2010-08-20T01:13:42", AT),
        ("0001-01-01T00:00:00+23:59", None),
        ("Fri, 20 Aug 2010 01:13:42 +0000", None),
        ("", None),
    ],
)
def test_stream_dates_are_iso(written: str, at: datetime | None) -> None:
    assert Form({"Timestamp": written}).iso_date("Timestamp") == at


@given(st.text())
def test_no_date_is_an_error(written: str) -> None:
    form = Form({"Timestamp": written})
    for at in (form.mail_date("Timestamp"), form.iso_date("Timestamp")):
        assert at is None or at.tzinfo is UTC


NAMES = sorted({name for _, form, _ in KINDS for name in form})
VALUES = st.one_of(st.text(), st.sampled_from([value for _, form, _ in KINDS for value in form.values()]))


@given(st.dictionaries(st.sampled_from(NAMES), VALUES))
def test_any_form_is_read_or_refused(fields: dict[str, str]) -> None:
    for parse, _, _ in KINDS:
        with suppress(FormError):
            parse(fields)
