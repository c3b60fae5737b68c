"""The company's thresholds: a value with bounds, versioned and never overwritten.

The bounds and the explanations here are the ones that the admin's page shows and that a save is checked
against. Defaults are those of the profile `standard-ja` (Metropolitan Expressway 10 min alert, Kumamoto 15
and 30 min, CCAJ third repetition; call counts are own defaults).
"""

from enum import StrEnum
from itertools import pairwise
from typing import Annotated

from msgspec import Meta, Struct


class PolicyError(ValueError):
    """A policy contradicts itself; the text says which fields and how."""


class AtLimit(StrEnum):
    """What happens when the talk-time limit is reached."""

    ASK_SUPERVISOR = "ask_supervisor"
    END = "end"


Seconds = Annotated[int, Meta(ge=1, le=14_400)]
Count = Annotated[int, Meta(ge=1, le=1_000)]


class TalkTime(Struct, frozen=True, forbid_unknown_fields=True):
    """Marks on the talk clock, in seconds of talk; ringing and hold by us do not count."""

    warning_s: Annotated[Seconds, Meta(description="The agent is told how much time is left.")] = 900
    notice_s: Annotated[Seconds, Meta(description="A voice tells the caller how much time is left.")] = 1500
    notice_lead_s: Annotated[
        Seconds, Meta(description="Time the caller has at least between that notice and the limit.")
    ] = 300
    final_notice_s: Annotated[
        Seconds, Meta(description="A voice tells the caller that the call is about to end.")
    ] = 1740
    final_lead_s: Annotated[
        Seconds, Meta(description="Time the caller has at least between the final notice and the limit.")
    ] = 60
    limit_s: Annotated[Seconds, Meta(description="The limit.")] = 1800
    at_limit: Annotated[
        AtLimit,
        Meta(
            description="ask_supervisor: a person decides. end: the limit itself ends the call, and only "
            "after the matter was answered and both notices were given."
        ),
    ] = AtLimit.ASK_SUPERVISOR
    supervisor_wait_s: Annotated[
        Seconds,
        Meta(description="Time a supervisor has to act at the limit before the agent may end the call."),
    ] = 60

    def __post_init__(self) -> None:
        marks = ("warning_s", "notice_s", "final_notice_s", "limit_s")
        for earlier, later in pairwise(marks):
            if getattr(self, earlier) >= getattr(self, later):
                raise PolicyError(
                    f"talk_time.{earlier} ({getattr(self, earlier)}) must be less than "
                    f"talk_time.{later} ({getattr(self, later)})"
                )


class CallLevels(Struct, frozen=True, forbid_unknown_fields=True):
    """How many calls of one caller, this one included, are noted, warned of, and brought to a supervisor."""

    note: Annotated[Count, Meta(description="Shown to the agent.")]
    warn: Annotated[Count, Meta(description="The agent begins with the firm script.")]
    alert: Annotated[Count, Meta(description="A supervisor is called at once.")]

    def __post_init__(self) -> None:
        if not self.note <= self.warn <= self.alert:
            raise PolicyError(f"note ≤ warn ≤ alert expected, got {self.note}, {self.warn}, {self.alert}")


class Frequency(Struct, frozen=True, forbid_unknown_fields=True):
    """Calls by one caller; withheld numbers are never counted."""

    day: CallLevels = CallLevels(note=3, warn=5, alert=10)
    week: CallLevels = CallLevels(note=8, warn=12, alert=20)
    month: CallLevels = CallLevels(note=15, warn=25, alert=40)
    min_talk_s: Annotated[
        int, Meta(ge=0, le=600, description="A call with less talk than this is not counted.")
    ] = 20


class Speech(Struct, frozen=True, forbid_unknown_fields=True):
    """Phrases and repeated demands."""

    min_confidence: Annotated[
        float,
        Meta(ge=0, le=1, description="A phrase heard with less confidence weighs one severity less."),
    ] = 0.6
    repeat_firm: Annotated[
        int, Meta(ge=2, le=20, description="A demand said this often, once answered: firm script.")
    ] = 3
    repeat_final: Annotated[
        int, Meta(ge=2, le=20, description="A demand said this often, once answered: final warning.")
    ] = 5

    def __post_init__(self) -> None:
        if self.repeat_firm >= self.repeat_final:
            raise PolicyError(
                f"speech.repeat_firm ({self.repeat_firm}) must be less than "
                f"speech.repeat_final ({self.repeat_final})"
            )


class Policy(Struct, frozen=True, forbid_unknown_fields=True):
    """All thresholds of one version."""

    talk_time: TalkTime = TalkTime()
    frequency: Frequency = Frequency()
    speech: Speech = Speech()
