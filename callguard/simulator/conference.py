"""A conference: who is in, when it starts, what ends it, and who is told."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from callguard.simulator.announcement import loop_document
from callguard.simulator.carrier import Carrier
from callguard.simulator.clock import rfc2822, utc_now
from callguard.simulator.errors import JoinError
from callguard.simulator.join_options import ConferenceCallback, JoinOptions
from callguard.simulator.leg import Leg
from callguard.simulator.participant import Participant
from callguard.simulator.sid import new_sid

EVENTS = {
    "conference-start": "start",
    "conference-end": "end",
    "participant-join": "join",
    "participant-leave": "leave",
    "participant-mute": "mute",
    "participant-unmute": "mute",
    "participant-hold": "hold",
    "participant-unhold": "hold",
    "participant-modify": "modify",
    "announcement-end": "announcement",
}
ENDINGS = {
    "conference-ended-via-api": "Conference ended via API",
    "last-participant-left": "The last participant left the conference",
    "last-participant-kicked": "The last participant was kicked from the conference",
    "participant-with-end-conference-on-exit-left": "One with endConferenceOnExit=true left",
    "participant-with-end-conference-on-exit-kicked": "One with endConferenceOnExit=true was kicked",
}


@dataclass(eq=False, slots=True)
class Conference:
    """One room. Like a leg's, its changes are plain calls without a wait."""

    carrier: Carrier
    name: str
    sid: str = field(default_factory=lambda: new_sid("CF"))
    status: str = "init"
    participants: list[Participant] = field(default_factory=list)
    expected_labels: set[str] = field(default_factory=set)
    created_at: datetime = field(default_factory=utc_now)
    updated_at: datetime = field(default_factory=utc_now)
    ended_because: str | None = None
    ended_by: str | None = None
    callback: ConferenceCallback | None = None
    _had_anybody: bool = False
    _sequence: int = 0

    @property
    def is_live(self) -> bool:
        """Whether the conference has not ended."""
        return self.status != "completed"

    @property
    def is_mixing(self) -> bool:
        """Whether it has started and anybody hears anybody."""
        return self.status == "in-progress" and len(self.participants) > 1

    def find(self, sid_or_label: str) -> Participant | None:
        """The participant of that CallSid or label, while in."""
        return next((p for p in self.participants if p.is_called(sid_or_label)), None)

    def has_label(self, label: str | None) -> bool:
        """Whether the label belongs to somebody who is in, or on the way in."""
        return label is not None and (label in self.expected_labels or self.find(label) is not None)

    def join(self, leg: Leg, options: JoinOptions) -> Participant:
        """Let a leg in; raises `JoinError` when Twilio would not."""
        self._check_door(options)
        participant = Participant(
            conference=self,
            leg=leg,
            label=options.label,
            muted=options.muted,
            start_on_enter=options.start_on_enter,
            end_on_exit=options.end_on_exit,
            coaching=options.coaching,
            coach_sid=options.coach_sid,
            wait_url=options.wait_url,
            wait_method=options.wait_method,
        )
        if not self._had_anybody:
            self._had_anybody = True
            self.callback = options.callback  # the first one's counts, whoever comes later
        self.participants.append(participant)
        leg.participant = participant
        self._tell("participant-join", participant.form())
        self._start_when_ready()
        self._begin_talk()
        self.tune(participant)
        return participant

    def remove(self, participant: Participant, reason: str, *, kicked: bool = False) -> None:
        """Take a participant out; the last one, or one with endConferenceOnExit, ends the conference."""
        if participant not in self.participants:
            return
        self._drop(participant, reason)
        how = "kicked" if kicked else "left"
        if participant.end_on_exit:
            self._finish(f"participant-with-end-conference-on-exit-{how}", participant)
        elif not self.participants:
            self._finish(f"last-participant-{how}", participant)
        elif not self.is_mixing:
            for other in self.participants:
                self.tune(other)

    def end(self) -> None:
        """End it by REST."""
        self._finish("conference-ended-via-api", None)

    def end_if_empty(self) -> None:
        """Close a room that was made for somebody who never came."""
        if self.is_live and not self._had_anybody and not self.expected_labels:
            self.status, self.updated_at = "completed", utc_now()

    def report(self, event: str, participant: Participant | None = None, **extra: str) -> None:
        """Tell the callback of something that happened to the conference or to one who is in it."""
        is_in = participant is not None and participant in self.participants
        self._tell(event, (participant.form() if participant is not None and is_in else {}) | extra)

    def report_add_failed(self, leg: Leg, options: JoinOptions) -> None:
        """Tell that somebody who was dialled never came in."""
        label = {"ParticipantLabel": options.label} if options.label else {}
        gone = {"CallSid": leg.sid, "ParticipantCallStatus": leg.status}
        self._tell("participant-leave", gone | label | {"ReasonParticipantLeft": "participant_add_failed"})

    def tune(self, participant: Participant) -> None:
        """Give the participant the wait or hold document that its state asks for, or none."""
        if participant.music is not None:
            participant.music.cancel()
            participant.music = None
        url, method = participant.hold_url, participant.hold_method
        if not participant.hold:
            url, method = (None, "") if self.is_mixing else (participant.wait_url, participant.wait_method)
        if url and self.carrier.border.knows(url):
            work = loop_document(self.carrier, participant, url, method)
            participant.music = self.carrier.tasks.spawn(work)

    def form(self) -> dict[str, str]:
        """Twilio's fields about the conference."""
        return {"ConferenceSid": self.sid, "FriendlyName": self.name, "AccountSid": self.carrier.account_sid}

    def _check_door(self, options: JoinOptions) -> None:
        if options.label is not None and self.find(options.label) is not None:
            raise JoinError(16025, f"participant label {options.label!r} is in use")
        if len(self.participants) >= options.max_participants:
            raise JoinError(16020, "conference is full")
        if options.coaching and (options.coach_sid is None or self.find(options.coach_sid) is None):
            raise JoinError(13240, f"call to coach {options.coach_sid!r} is not in the conference")

    def _start_when_ready(self) -> None:
        if self.status != "init" or len(self.participants) < 2:
            return
        if any(p.start_on_enter for p in self.participants):
            self.status, self.updated_at = "in-progress", utc_now()
            self._tell("conference-start", {})
            for participant in self.participants:
                self.tune(participant)

    def _begin_talk(self) -> None:
        callers = [p.leg for p in self.participants if p.leg.speaker == "caller"]
        agents = [
            p.leg for p in self.participants if p.leg.speaker is None and not p.coaching and not p.muted
        ]
        for caller in callers[:1]:
            talk = caller.conversation
            if talk is not None and talk.began_at_s is None and agents:
                agents[0].conversation, agents[0].speaker = talk, "agent"
                talk.begin(self.carrier.clock.now_s())
                self._schedule_hang_up(caller, agents[0])

    def _schedule_hang_up(self, caller: Leg, agent: Leg) -> None:
        script = caller.conversation.script if caller.conversation is not None else None
        if script is not None and script.hang_up_s is not None:
            (caller if script.hangs_up == "caller" else agent).limit(script.hang_up_s)

    def _drop(self, participant: Participant, reason: str) -> None:
        self.participants.remove(participant)
        leg = participant.leg
        leg.participant = None
        if participant.music is not None and participant.music is not asyncio.current_task():
            participant.music.cancel()
        status = {"ParticipantCallStatus": leg.status}
        self._tell("participant-leave", participant.form() | status | {"ReasonParticipantLeft": reason})
        participant.left.set()

    def _finish(self, because: str, ender: Participant | None) -> None:
        if not self.is_live:
            return
        self.status, self.updated_at, self.ended_because = "completed", utc_now(), because
        reason = "moderator_ended_conference" if ender is not None else "conference_ended_via_api"
        for participant in list(self.participants):
            self._drop(participant, reason)
        form = {"ReasonConferenceEnded": because, "Reason": ENDINGS[because]}
        if ender is not None:
            self.ended_by = ender.leg.sid
            form["CallSidEndingConference"] = ender.leg.sid
            if ender.label is not None:
                form["ParticipantLabelEndingConference"] = ender.label
        self._tell("conference-end", form)

    def _tell(self, event: str, about: dict[str, str]) -> None:
        self._sequence += 1
        callback = self.callback
        if callback is None or EVENTS[event] not in callback.events:
            return
        form = (
            self.form()
            | about
            | {
                "StatusCallbackEvent": event,
                "SequenceNumber": str(self._sequence),
                "Timestamp": rfc2822(utc_now()) or "",
            }
        )
        self.carrier.delivery.post(callback.url, callback.method, form)
