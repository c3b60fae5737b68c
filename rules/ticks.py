"""The six ticks: what must have happened before a call may be ended, and how each became known."""

from enum import StrEnum

from msgspec import Struct


class Tick(StrEnum):
    """In the order in which an agent says them."""

    ANSWERED = "answered"
    BEHAVIOUR = "behaviour"
    REQUEST = "request"
    CONSEQUENCE = "consequence"
    CHANCE = "chance"
    CHANNEL = "channel"


class How(StrEnum):
    """How a tick became known: decoded in full from the agent's speech, by a key, by an announcement, or,
    for the caller's chance alone, from the call itself.
    """

    HEARD = "heard"
    PRESSED = "pressed"
    PLAYED = "played"
    SEEN = "seen"


class Ticked(Struct, frozen=True, omit_defaults=True):
    """One tick: how it became known, where on the talk clock, and who pressed it."""

    how: How
    talk_s: float
    by: str | None = None
