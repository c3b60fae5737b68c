"""What Twilio's webhooks tell, as events of calls: implements `webhooks.handlers.CallHandler`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import urlsplit

import structlog
from msgspec.structs import replace

from callguard.config import Settings, SpeechTier
from callguard.desk.desk import CallDesk
from callguard.errors import UnknownCallError
from callguard.live.announcements import Announcements
from callguard.live.callers import CallerCounts
from callguard.live.calls import CallDetails, LiveCalls
from callguard.live.history import Histories
from callguard.live.outage import Outage
from callguard.live.tokens import StreamTokens
from callguard.policies.store import Rulebooks
from callguard.vault import Vault, hint_of
from rules import events as on
from webhooks.call_status import CallStatus
from webhooks.callbacks import Callbacks
from webhooks.conference_event import ConferenceEvent
from webhooks.connect_plan import ConnectPlan
from webhooks.incoming_call import IncomingCall
from webhooks.recording_event import RecordingEvent
from webhooks.spoken import Spoken
from webhooks.stream_event import StreamEvent

log = structlog.get_logger()

CALLER_LABEL, AGENT_LABEL = "caller", "agent-"
CONFERENCE = "callguard-"
_OVER = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
_VOICES: dict[str, Literal["ja-JP", "en-US", "ko-KR"]] = {"ja": "ja-JP", "en": "en-US", "ko": "ko-KR"}


def spoken(text: str, language: str) -> Spoken:
    """Return the text with the voice of its language."""
    return Spoken(text, _VOICES[language])


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """Knows Twilio's words and the desk's; keeps nothing itself."""

    settings: Settings
    vault: Vault
    desk: CallDesk
    calls: LiveCalls
    callers: CallerCounts
    histories: Histories
    outage: Outage
    tokens: StreamTokens
    announcements: Announcements
    books: Rulebooks

    def arrived(self, call: IncomingCall) -> ConnectPlan:
        """Take the call in, and say how it is connected; asked twice, the answer is the same."""
        now, number = datetime.now(UTC), call.from_number
        conference = CONFERENCE + call.call_sid
        encrypted = None if number is None else self.vault.encrypt_number(number)
        self.calls.put_details(call.call_sid, CallDetails(call.to_number, conference, encrypted))
        self.desk.apply(call.call_sid, self._arrival(call, now))
        return self._plan(call.call_sid, conference)

    def call_changed(self, status: CallStatus) -> None:
        """Close a call whose leg is over."""
        if status.status in _OVER:
            self._apply(status.call_sid, on.CallEnded(status.event_id, datetime.now(UTC)))

    def conference_changed(self, event: ConferenceEvent) -> None:
        """Follow who joins, leaves, is held or has been spoken to."""
        if not event.name.startswith(CONFERENCE):
            return
        call_sid = event.name.removeprefix(CONFERENCE)
        change = _CHANGES.get(event.event)
        if event.event == "participant-join" and self.calls.load(call_sid):
            self.calls.put_conference(call_sid, event.conference_sid)
        meant = change(event, datetime.now(UTC)) if change else self._announcement_event(event)
        if meant is not None:
            self._apply(call_sid, meant)

    def stream_changed(self, event: StreamEvent) -> None:
        """Note a stream that failed; limits go on without it."""
        if event.event == "stream-error":
            log.warning("media stream failed", call=event.call_sid, error=event.error)
            self._apply(event.call_sid, on.HearingChanged(event.event_id, datetime.now(UTC), hearing=False))

    def recording_changed(self, event: RecordingEvent) -> None:
        """Log it: recordings are not kept yet."""
        log.info("recording changed", call=event.call_sid, status=event.status)

    def announcement(self, announcement_id: str) -> Spoken | None:
        """Return what Twilio is to speak."""
        found = self.announcements.get(announcement_id)
        return None if found is None else spoken(found.text, found.language)

    def _arrival(self, call: IncomingCall, now: datetime) -> on.CallArrived:
        policy, number = self.books.current().policy, call.from_number
        event = on.CallArrived(
            f"arrived:{call.call_sid}",
            now,
            language=self.settings.language,
            queue=policy.queue_of(call.to_number),
        )
        if number is None:
            return event
        caller = self.vault.caller_key(number)
        counts = self.callers.earlier(caller, call.call_sid, now)
        self.callers.count(caller, call.call_sid, now)
        self.outage.count(caller, now)
        history = self.histories.get(caller)
        return replace(
            event,
            caller=caller,
            caller_hint=hint_of(number),
            counts=counts,
            shared=history.shared,
            outage=self.outage.is_on(policy.frequency, now),
            day_talk_s=self.histories.talked_today(history, now),
            matters=self.histories.matters(history, now),
            last=history.last,
        )

    def _plan(self, call_sid: str, conference: str) -> ConnectPlan:
        callbacks, language = Callbacks(self.settings.public_url), self.settings.language
        heard = self.settings.speech_tier is not SpeechTier.OFF
        return ConnectPlan(
            conference,
            callbacks,
            spoken(self.books.current().say(language, "announce.recording", {}), language),
            callbacks.media(self.tokens.issue(call_sid)) if heard else None,
        )

    def _announcement_event(self, event: ConferenceEvent) -> on.Event | None:
        if event.event not in ("announcement-end", "announcement-fail") or not event.announce_url:
            return None
        found = self.announcements.get(urlsplit(event.announce_url).path.rpartition("/")[2])
        if found is None:
            return None
        kind = on.AnnouncementPlayed if event.event == "announcement-end" else on.AnnouncementFailed
        return kind(f"{event.event_id}:{found.name}", datetime.now(UTC), announcement=found.name)

    def _apply(self, call_sid: str, event: on.Event) -> None:
        try:
            self.desk.apply(call_sid, event)
        except UnknownCallError:
            log.warning("event of an unknown call", call=call_sid, kind=type(event).__name__)


def _started(event: ConferenceEvent, now: datetime) -> on.Event | None:
    """Two are in, so the caller is; says again what the caller's own join said, should that be lost."""
    return on.CallerJoined(event.event_id, now)


def _joined(event: ConferenceEvent, now: datetime) -> on.Event | None:
    if event.label == CALLER_LABEL:
        return on.CallerJoined(event.event_id, now)
    if event.call_sid is None or not (event.label or "").startswith(AGENT_LABEL):
        return None
    agent = (event.label or "").removeprefix(AGENT_LABEL)
    return on.AgentJoined(event.event_id, now, agent=agent, leg=event.call_sid)


def _left(event: ConferenceEvent, now: datetime) -> on.Event | None:
    label, leg = event.label or "", event.call_sid
    if label == CALLER_LABEL and event.reason_left == "participant_hung_up":
        return on.CallEnded(event.event_id, now, by=on.EndedBy.CALLER)
    if not label.startswith(AGENT_LABEL):
        return None
    if event.reason_left == "participant_add_failed" or leg is None:
        return on.RingFailed(event.event_id, now, agent=label.removeprefix(AGENT_LABEL))
    return on.AgentLeft(event.event_id, now, leg=leg)


def _held(event: ConferenceEvent, now: datetime) -> on.Event | None:
    return on.HoldStarted(event.event_id, now) if event.label == CALLER_LABEL else None


def _unheld(event: ConferenceEvent, now: datetime) -> on.Event | None:
    return on.HoldEnded(event.event_id, now) if event.label == CALLER_LABEL else None


def _ended(event: ConferenceEvent, now: datetime) -> on.Event | None:
    label, by = event.ending_label or "", None
    if label == CALLER_LABEL:
        by = on.EndedBy.CALLER
    elif label.startswith(AGENT_LABEL):
        by = on.EndedBy.AGENT
    return on.CallEnded(event.event_id, now, by=by)


_CHANGES: dict[str, Callable[[ConferenceEvent, datetime], on.Event | None]] = {
    "conference-start": _started,
    "participant-join": _joined,
    "participant-leave": _left,
    "participant-hold": _held,
    "participant-unhold": _unheld,
    "conference-end": _ended,
}
