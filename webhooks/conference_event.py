"""What happens in a conference, as its status callback tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from webhooks.event_id import event_id
from webhooks.form import Form


@dataclass(frozen=True, slots=True)
class ConferenceEvent:
    """One event, of the conference itself or of one participant, whose leg is then `call_sid`."""

    conference_sid: str
    name: str
    event: str
    call_sid: str | None
    label: str | None
    at: datetime | None
    sequence: int | None
    hold: bool | None
    muted: bool | None
    reason_left: str | None
    """With underscores: `participant_hung_up`."""
    reason_ended: str | None
    """With hyphens: `last-participant-left`."""
    ending_call_sid: str | None
    ending_label: str | None
    announce_url: str | None
    event_id: str


def parse_conference_event(fields: Mapping[str, str]) -> ConferenceEvent:
    """The event, or FormError."""
    form = Form(fields)
    sid, event = form.needed_sid("ConferenceSid", "CF"), form.needed_word("StatusCallbackEvent")
    sequence, at = form.whole("SequenceNumber"), form.mail_date("Timestamp")
    call_sid = form.sid("CallSid", "CA")
    return ConferenceEvent(
        conference_sid=sid,
        name=form.needed_text("FriendlyName"),
        event=event,
        call_sid=call_sid,
        label=form.text("ParticipantLabel"),
        at=at,
        sequence=sequence,
        hold=form.flag("Hold"),
        muted=form.flag("Muted"),
        reason_left=form.text("ReasonParticipantLeft"),
        reason_ended=form.text("ReasonConferenceEnded"),
        ending_call_sid=form.sid("CallSidEndingConference", "CA"),
        ending_label=form.text("ParticipantLabelEndingConference"),
        announce_url=form.text("AnnounceUrl"),
        event_id=event_id("conference", sid, f"{event}:{call_sid or '-'}", sequence=sequence, at=at),
    )
