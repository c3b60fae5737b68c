"""A call handler that connects each call and remembers what it was told."""

from dataclasses import dataclass, field

from webhooks.call_status import CallStatus
from webhooks.callbacks import Callbacks
from webhooks.conference_event import ConferenceEvent
from webhooks.connect_plan import ConnectPlan
from webhooks.incoming_call import IncomingCall
from webhooks.recording_event import RecordingEvent
from webhooks.spoken import Spoken
from webhooks.stream_event import StreamEvent

Told = IncomingCall | CallStatus | ConferenceEvent | StreamEvent | RecordingEvent


@dataclass
class RecordingCalls:
    public_url: str
    refuses: bool = False
    announcements: dict[str, Spoken] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)

    def arrived(self, call: IncomingCall) -> ConnectPlan | None:
        self.told.append(call)
        return None if self.refuses else ConnectPlan(f"cg-{call.call_sid[-4:]}", Callbacks(self.public_url))

    def call_changed(self, status: CallStatus) -> None:
        self.told.append(status)

    def conference_changed(self, event: ConferenceEvent) -> None:
        self.told.append(event)

    def stream_changed(self, event: StreamEvent) -> None:
        self.told.append(event)

    def recording_changed(self, event: RecordingEvent) -> None:
        self.told.append(event)

    def announcement(self, announcement_id: str) -> Spoken | None:
        return self.announcements.get(announcement_id)
