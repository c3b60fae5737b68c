"""How a leg takes part in a conference, whether TwiML or REST says so."""

from dataclasses import dataclass

from callguard.simulator.sid import CALL_SID

MAX_LABEL = 128


@dataclass(frozen=True, slots=True)
class ConferenceCallback:
    """Where a conference reports, and which of its events."""

    url: str
    method: str = "POST"
    events: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class JoinOptions:
    """A participant's settings at the door, with Twilio's defaults."""

    label: str | None = None
    muted: bool = False
    start_on_enter: bool = True
    end_on_exit: bool = False
    coaching: bool = False
    coach_sid: str | None = None
    wait_url: str | None = None
    wait_method: str = "POST"
    max_participants: int = 250
    callback: ConferenceCallback | None = None


def is_label(text: str) -> bool:
    """Whether Twilio takes `text` for a participant's label."""
    return (
        0 < len(text) <= MAX_LABEL and "/" not in text and "%2F" not in text and not CALL_SID.fullmatch(text)
    )
