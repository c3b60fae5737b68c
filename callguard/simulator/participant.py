"""A leg in a conference: its settings there, and what it hears."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from callguard.simulator.clock import utc_now
from callguard.simulator.leg import Leg
from callguard.simulator.sound import MUSIC, SILENCE, looped, mix

if TYPE_CHECKING:
    from callguard.simulator.conference import Conference


@dataclass(eq=False, slots=True)
class Participant:
    """Who is in, from `join` until `left` is set."""

    conference: "Conference"
    leg: Leg
    label: str | None
    muted: bool
    start_on_enter: bool
    end_on_exit: bool
    coaching: bool
    coach_sid: str | None
    wait_url: str | None
    wait_method: str
    hold: bool = False
    hold_url: str | None = None
    hold_method: str = "GET"
    joined_at: datetime = field(default_factory=utc_now)
    updated_at: datetime = field(default_factory=utc_now)
    left: asyncio.Event = field(default_factory=asyncio.Event)
    music: asyncio.Task[None] | None = None

    def is_called(self, sid_or_label: str) -> bool:
        """Whether this is the participant of that CallSid or label."""
        return sid_or_label in (self.leg.sid, self.label)

    def is_audible_to(self, listener: "Participant") -> bool:
        """Whether `listener` hears this one: not muted or held, and a coach only by the coached."""
        if self is listener or self.muted or self.hold:
            return False
        return not self.coaching or self.coach_sid == listener.leg.sid

    def heard(self, at_s: float) -> bytes:
        """One frame of what the participant hears: music on hold or before the start, else the others."""
        if self.hold or not self.conference.is_mixing:
            is_silent = self.wait_url == "" and not self.hold
            return SILENCE if is_silent else looped(MUSIC, at_s)
        others = self.conference.participants
        return mix([other.leg.spoken(at_s) for other in others if other.is_audible_to(self)])

    def form(self) -> dict[str, str]:
        """Twilio's fields about a participant."""
        form = {
            "CallSid": self.leg.sid,
            "Muted": _text(self.muted),
            "Hold": _text(self.hold),
            "Coaching": _text(self.coaching),
            "EndConferenceOnExit": _text(self.end_on_exit),
            "StartConferenceOnEnter": _text(self.start_on_enter),
        }
        if self.label is not None:
            form["ParticipantLabel"] = self.label
        if self.coaching and self.coach_sid is not None:
            form["CallSidToCoach"] = self.coach_sid
        return form


def _text(value: bool) -> str:  # noqa: FBT001 - a value to write, not a switch
    return "true" if value else "false"
