"""TwiML verbs as values, with Twilio's defaults."""

from dataclasses import dataclass, field

from callguard.simulator.join_options import JoinOptions
from callguard.simulator.stream import StreamOptions

SLOW_LANGUAGES = ("ja", "ko")
MAX_LOOPS = 1000


@dataclass(frozen=True, slots=True)
class Say:
    """Speak a text."""

    text: str
    language: str = "en-US"
    loops: int = 1

    @property
    def length_s(self) -> float:
        """How long the synthetic voice takes for it once."""
        slow = self.language.lower().startswith(SLOW_LANGUAGES)
        return len(self.text) / (12 if slow else 15)


@dataclass(frozen=True, slots=True)
class Play:
    """Play a file of the customer's."""

    url: str
    loops: int = 1


@dataclass(frozen=True, slots=True)
class Pause:
    """Say nothing for a while."""

    length_s: float = 1.0


@dataclass(frozen=True, slots=True)
class StartStream:
    """Begin a one-way copy of the audio and go on."""

    options: StreamOptions


@dataclass(frozen=True, slots=True)
class StopStream:
    """End a named one-way stream."""

    name: str


@dataclass(frozen=True, slots=True)
class Dial:
    """Join a conference and stay until the leg is out of it."""

    conference: str
    options: JoinOptions
    action: str | None = None
    method: str = "POST"
    time_limit_s: float = 14_400.0


@dataclass(frozen=True, slots=True)
class Redirect:
    """Go on with another document."""

    url: str
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class Hangup:
    """End the call."""


@dataclass(frozen=True, slots=True)
class Reject:
    """Refuse the call without answering it."""

    reason: str = "rejected"


Verb = Say | Play | Pause | StartStream | StopStream | Dial | Redirect | Hangup | Reject


@dataclass(frozen=True, slots=True)
class Document:
    """A whole TwiML document and the address against which its links are read (None: sent by REST)."""

    verbs: tuple[Verb, ...] = field(default_factory=tuple)
    base_url: str | None = None
