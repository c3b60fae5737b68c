"""Stages of escalation: what the organisation does, as against severity, which is what the caller did."""

from enum import StrEnum


class Stage(StrEnum):
    """The ladder of a call, from low to high; ids are the same in YAML, SQL, logs and pages."""

    COURTEOUS = "courteous"
    FIRM = "firm"
    FINAL_WARNING = "final_warning"
    END_CALL = "end_call"

    @property
    def rank(self) -> int:
        """Place on the ladder, 0 for the lowest."""
        return list(Stage).index(self)


def higher(one: Stage, other: Stage) -> Stage:
    """Return the stage further up the ladder."""
    return one if one.rank >= other.rank else other
