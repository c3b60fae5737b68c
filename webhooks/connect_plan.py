"""How an incoming call is connected: what the caller hears, who listens, which conference."""

from dataclasses import dataclass

from webhooks.callbacks import Callbacks
from webhooks.spoken import Spoken


@dataclass(frozen=True, slots=True)
class ConnectPlan:
    """The caller hears the notice, is listened to, and waits in the conference for an agent."""

    conference: str
    """Account-wide, and shown in Twilio's logs: no personal data in it."""
    callbacks: Callbacks
    notice: Spoken | None = None
    stream_url: str | None = None
    """None: nobody listens to this call."""
    stream_name: str = "callguard"
    """One of a kind within the call; by it the stream can be stopped."""
