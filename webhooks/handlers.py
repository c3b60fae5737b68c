"""What this package asks of the product behind it. Every method but `admit` must return at once."""

from typing import Protocol

from webhooks.call_status import CallStatus
from webhooks.conference_event import ConferenceEvent
from webhooks.connect_plan import ConnectPlan
from webhooks.frames import Media, Start
from webhooks.incoming_call import IncomingCall
from webhooks.recording_event import RecordingEvent
from webhooks.spoken import Spoken
from webhooks.stream_event import StreamEvent


class CallHandler(Protocol):
    """Told what Twilio's webhooks say. Any of it may come twice, late, or in another order.

    What a method raises becomes a 500, upon which Twilio asks again.
    """

    def arrived(self, call: IncomingCall) -> ConnectPlan | None:
        """How to connect a call that comes in; None turns it away."""

    def call_changed(self, status: CallStatus) -> None:
        """A call went on or ended."""

    def conference_changed(self, event: ConferenceEvent) -> None:
        """Somebody joined, left, was muted or put on hold, or an announcement ended."""

    def stream_changed(self, event: StreamEvent) -> None:
        """A media stream started, stopped or failed."""

    def recording_changed(self, event: RecordingEvent) -> None:
        """A recording started, ended or failed."""

    def announcement(self, announcement_id: str) -> Spoken | None:
        """What to announce; None when there is no such announcement, and then nothing is heard."""


class MediaSession(Protocol):
    """Hears one stream of one call."""

    def media(self, media: Media) -> None:
        """A piece of audio of a track that the stream announced."""

    def closed(self, reason: str) -> None:
        """The stream is over: `stopped` by Twilio, or `dropped` on the way. Called exactly once."""


class MediaHandler(Protocol):
    """Told of the media sockets that Twilio opens."""

    async def admit(self, token: str) -> str | None:
        """The call that the token was made for, and the token is used up; None when it is not valid."""

    def opened(self, call_sid: str, start: Start) -> MediaSession:
        """A stream of that call begins."""
