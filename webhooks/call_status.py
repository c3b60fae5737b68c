"""A change in a call's progress, as its status callback tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from webhooks.event_id import event_id
from webhooks.form import Form


@dataclass(frozen=True, slots=True)
class CallStatus:
    """One status of one call. They come in any order, twice, or not at all."""

    call_sid: str
    status: str
    sequence: int | None
    """None on the callback of an incoming number, which tells the end alone."""
    at: datetime | None
    duration_s: int | None
    event_id: str


def parse_call_status(fields: Mapping[str, str]) -> CallStatus:
    """The status, or FormError."""
    form = Form(fields)
    sid, status = form.needed_sid("CallSid", "CA"), form.needed_word("CallStatus")
    sequence, at = form.whole("SequenceNumber"), form.mail_date("Timestamp")
    return CallStatus(
        call_sid=sid,
        status=status,
        sequence=sequence,
        at=at,
        duration_s=form.whole("CallDuration"),
        event_id=event_id("call", sid, status, sequence=sequence, at=at),
    )
