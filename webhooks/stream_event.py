"""What happens to a media stream, as its status callback tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from webhooks.event_id import event_id
from webhooks.form import Form


@dataclass(frozen=True, slots=True)
class StreamEvent:
    """A stream that started, stopped or failed. Twilio never takes up a stream again by itself."""

    call_sid: str
    stream_sid: str
    event: str
    error: str | None
    at: datetime | None
    event_id: str


def parse_stream_event(fields: Mapping[str, str]) -> StreamEvent:
    """The event, or FormError."""
    form = Form(fields)
    sid, event = form.needed_sid("StreamSid", "MZ"), form.needed_word("StreamEvent")
    at = form.iso_date("Timestamp")
    return StreamEvent(
        call_sid=form.needed_sid("CallSid", "CA"),
        stream_sid=sid,
        event=event,
        error=form.text("StreamError"),
        at=at,
        event_id=event_id("stream", sid, event, sequence=None, at=at),
    )
