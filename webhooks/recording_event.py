"""What happens to a recording, as its status callback tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from webhooks.event_id import event_id
from webhooks.form import Form, FormError


@dataclass(frozen=True, slots=True)
class RecordingEvent:
    """A recording of a call (`call_sid`) or of a conference (`conference_sid`): one of the two is there."""

    recording_sid: str
    call_sid: str | None
    conference_sid: str | None
    status: str
    url: str | None
    duration_s: int | None
    started_at: datetime | None
    event_id: str


def parse_recording_event(fields: Mapping[str, str]) -> RecordingEvent:
    """The event, or FormError."""
    form = Form(fields)
    sid, status = form.needed_sid("RecordingSid", "RE"), form.needed_word("RecordingStatus")
    call_sid, conference_sid = form.sid("CallSid", "CA"), form.sid("ConferenceSid", "CF")
    if call_sid is None and conference_sid is None:
        raise FormError("CallSid", "a value, or one in ConferenceSid")
    started_at = form.mail_date("RecordingStartTime")
    return RecordingEvent(
        recording_sid=sid,
        call_sid=call_sid,
        conference_sid=conference_sid,
        status=status,
        url=form.text("RecordingUrl"),
        duration_s=form.whole("RecordingDuration"),
        started_at=started_at,
        event_id=event_id("recording", sid, status, sequence=None, at=started_at),
    )
