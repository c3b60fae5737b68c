"""Every address under which Twilio reaches us, in one place."""

from dataclasses import dataclass

VOICE = "/twilio/voice"
DIALED = "/twilio/dialed"
CALL = "/twilio/call"
CONFERENCE = "/twilio/conference"
STREAM = "/twilio/stream"
RECORDING = "/twilio/recording"
ANNOUNCEMENT = "/twilio/announcement"
WAIT = "/twilio/wait"
MEDIA = "/media"

# Twilio repeats only failed connects by default, once, and then a status callback is lost for good. This
# asks for three repetitions whatever went wrong; the fragment is not part of what Twilio signs.
_RETRIES = "#rc=3&rp=all"


@dataclass(frozen=True, slots=True)
class Callbacks:
    """The absolute addresses, below the address under which Twilio reaches us."""

    public_url: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "public_url", self.public_url.rstrip("/"))

    @property
    def voice(self) -> str:
        """Asked what to do with an incoming call; to be entered at the Twilio number."""
        return self._address(VOICE)

    @property
    def dialed(self) -> str:
        """Asked what comes next when the caller is out of the conference."""
        return self._address(DIALED)

    @property
    def call(self) -> str:
        """Told of a call's progress."""
        return self._address(CALL)

    @property
    def conference(self) -> str:
        """Told what happens in a conference."""
        return self._address(CONFERENCE)

    @property
    def stream(self) -> str:
        """Told of a media stream's start, stop or failure."""
        return self._address(STREAM)

    @property
    def recording(self) -> str:
        """Told of a recording's progress."""
        return self._address(RECORDING)

    @property
    def wait(self) -> str:
        """Asked what a caller hears who waits in a conference."""
        return self._address(WAIT)

    def announcement(self, announcement_id: str) -> str:
        """Asked what to announce."""
        return self._address(f"{ANNOUNCEMENT}/{announcement_id}")

    def media(self, token: str) -> str:
        """Where Twilio opens the media socket. A query would be dropped, so the token is in the path."""
        scheme, _, rest = self.public_url.partition("://")
        return f"{'wss' if scheme == 'https' else 'ws'}://{rest}{MEDIA}/{token}"

    def _address(self, path: str) -> str:
        return self.public_url + path + _RETRIES
