"""One leg of a call: its state, what it says and hears, and the callbacks about it."""

import asyncio
import math
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from callguard.simulator.call_script import Speaker
from callguard.simulator.carrier import API_VERSION, Carrier
from callguard.simulator.clock import rfc2822, utc_now
from callguard.simulator.conversation import Conversation
from callguard.simulator.sid import new_sid
from callguard.simulator.sound import SILENCE, VOICE, looped
from callguard.simulator.stream import MediaStream, StreamOptions

if TYPE_CHECKING:
    from callguard.simulator.participant import Participant

ENDED = ("completed", "busy", "failed", "no-answer", "canceled")
SIP_CODES = {"completed": "200", "busy": "486", "no-answer": "487", "canceled": "487", "failed": "500"}


@dataclass(frozen=True, slots=True)
class StatusCallback:
    """Where a leg reports; an incoming number's callback has no sequence numbers and knows only the end."""

    url: str
    method: str = "POST"
    events: frozenset[str] = frozenset({"completed"})
    is_numbered: bool = True


@dataclass(eq=False, slots=True)
class Leg:
    """A call as Twilio sees it. All its changes are plain calls without a wait, so none is seen half done."""

    carrier: Carrier
    caller: str
    called: str
    direction: str
    status: str
    callback: StatusCallback | None = None
    fallback_url: str | None = None
    conversation: Conversation | None = None
    speaker: Speaker | None = None
    sid: str = field(default_factory=lambda: new_sid("CA"))
    created_at: datetime = field(default_factory=utc_now)
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    said: list[str] = field(default_factory=list)
    voices: int = 0
    participant: "Participant | None" = None
    streams: list[MediaStream] = field(default_factory=list)
    dial_action: tuple[str, str] | None = None
    _program: asyncio.Task[None] | None = None
    _sequence: int = 0

    @property
    def is_live(self) -> bool:
        """Whether the leg has not ended."""
        return self.status not in ENDED

    def follow(self, program: Coroutine[None, None, None]) -> None:
        """Do this from now on, instead of whatever the leg was doing; it leaves its conference."""
        self._abandon_program()
        self.dial_action = None
        self.leave_conference("participant_updated_via_api")
        self._program = self.carrier.tasks.spawn(program)

    def ring(self) -> None:
        """The dialled party's phone rings."""
        self.status = "ringing"
        self.notify("initiated")
        self.notify("ringing")

    def answer(self) -> None:
        """The leg is picked up (again has no effect)."""
        if self.answered_at is None:
            self.status, self.answered_at = "in-progress", utc_now()
            self.notify("answered")

    def end(self, status: str, reason_left: str = "participant_hung_up") -> None:
        """End the leg once: out of its conference, streams stopped, callbacks sent."""
        if not self.is_live:
            return
        self.status, self.ended_at = status, utc_now()
        self._abandon_program()
        self.leave_conference(reason_left)
        for stream in self.streams:
            stream.stop()
        self._report_unfinished_dial()
        self.notify("completed")
        self.ended.set()

    def limit(self, seconds: float) -> None:
        """End the leg after so many seconds (`TimeLimit`)."""
        self.carrier.tasks.spawn(self._end_after(seconds))

    def leave_conference(self, reason: str) -> None:
        """Step out of the conference, if in one."""
        if self.participant is not None:
            self.participant.conference.remove(self.participant, reason)

    def start_stream(self, options: StreamOptions) -> MediaStream:
        """Begin a copy of this leg's audio; a scripted drop strikes the first stream only."""
        drop_after_s = None
        if self.conversation is not None and self.speaker == "caller" and not self.streams:
            drop_after_s = self.conversation.script.drop_stream_after_s
        stream = MediaStream(self.carrier, self.sid, options, self.frame, drop_after_s)
        self.streams.append(stream)
        self.carrier.tasks.spawn(stream.run())
        return stream

    def find_stream(self, sid_or_name: str) -> MediaStream | None:
        """A stream of this leg by SID or name; the newest of a name."""
        return next((s for s in reversed(self.streams) if sid_or_name in (s.sid, s.name)), None)

    def frame(self, track: str, at_s: float) -> bytes:
        """20 ms of a track as Twilio sees it from this leg."""
        return self.spoken(at_s) if track == "inbound" else self.heard(at_s)

    def spoken(self, at_s: float) -> bytes:
        """What comes from this leg's microphone."""
        if self.conversation is None or self.speaker is None:
            return SILENCE
        return self.conversation.spoken(self.speaker, at_s)

    def heard(self, at_s: float) -> bytes:
        """What this leg's earpiece carries: the synthetic voice before all, else its conference."""
        if self.voices:
            return looped(VOICE, at_s)
        return SILENCE if self.participant is None else self.participant.heard(at_s)

    def form(self) -> dict[str, str]:
        """Twilio's common fields about this leg."""
        return {
            "CallSid": self.sid,
            "AccountSid": self.carrier.account_sid,
            "From": self.caller,
            "To": self.called,
            "Caller": self.caller,
            "Called": self.called,
            "CallStatus": self.status,
            "ApiVersion": API_VERSION,
            "Direction": self.direction,
        }

    def duration_s(self) -> int:
        """Whole seconds from answer to end; 0 for a call never answered."""
        if self.answered_at is None or self.ended_at is None:
            return 0
        return round((self.ended_at - self.answered_at).total_seconds())

    def notify(self, event: str) -> None:
        """Send the status callback of an event that was subscribed to."""
        callback = self.callback
        if callback is None or event not in callback.events:
            return
        form = self.form() | {"Timestamp": rfc2822(utc_now()) or ""}
        if event == "initiated":
            form["CallStatus"] = "initiated"
        if callback.is_numbered:
            form |= {"CallbackSource": "call-progress-events", "SequenceNumber": str(self._sequence)}
            self._sequence += 1
        if event == "completed":
            form |= self._ending()
        self.carrier.delivery.post(callback.url, callback.method, form)

    def _ending(self) -> dict[str, str]:
        return {
            "CallDuration": str(self.duration_s()),
            "Duration": str(math.ceil(self.duration_s() / 60)),
            "SipResponseCode": SIP_CODES[self.status],
        }

    def _abandon_program(self) -> None:
        if self._program is not None and self._program is not asyncio.current_task():
            self._program.cancel()
        self._program = None

    def _report_unfinished_dial(self) -> None:
        # Who hangs up within a <Dial action> has the action asked all the same; its answer goes nowhere.
        if self.dial_action is not None:
            url, method = self.dial_action
            form = self.form() | {"DialCallStatus": "answered", "DialBridged": "true"}
            self.carrier.delivery.post(url, method, form)

    async def _end_after(self, seconds: float) -> None:
        await self.carrier.clock.sleep(seconds)
        self.end("completed")
