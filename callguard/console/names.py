"""What ids are called on pages; English here, translated by the catalogues."""

from callguard.console.translate import lazy_gettext
from rules.acts import Act
from rules.events import EndedBy
from rules.stages import Stage
from rules.ticks import How

ACTS: dict[Act, str] = {
    Act.VERBAL_ABUSE: lazy_gettext("verbal abuse"),
    Act.THREAT: lazy_gettext("threat"),
    Act.SPECIAL_TREATMENT: lazy_gettext("demand for special treatment"),
    Act.FORCED_APOLOGY: lazy_gettext("forced apology"),
    Act.FREQUENT_CONTACT: lazy_gettext("frequent contact"),
    Act.REPEATED_DEMAND: lazy_gettext("repeated demand"),
    Act.NITPICKING: lazy_gettext("nitpicking"),
    Act.TIME_RESTRAINT: lazy_gettext("holding on the line"),
    Act.COMPENSATION_DEMAND: lazy_gettext("undue demand for compensation"),
    Act.FEE_REFUSAL: lazy_gettext("refusal to pay"),
    Act.BEYOND_CONTRACT: lazy_gettext("demand beyond the contract"),
    Act.EXPOSURE_THREAT: lazy_gettext("threat of exposure"),
    Act.DISCRIMINATION: lazy_gettext("discrimination"),
    Act.SEXUAL_REMARK: lazy_gettext("sexual remark"),
    Act.OFF_SITE_DEMAND: lazy_gettext("demand for a visit"),
}
STAGES: dict[Stage, str] = {
    Stage.COURTEOUS: lazy_gettext("Courteous"),
    Stage.FIRM: lazy_gettext("Firm"),
    Stage.FINAL_WARNING: lazy_gettext("Final warning"),
    Stage.END_CALL: lazy_gettext("End the call"),
}
QUICK_ACTS = (Act.VERBAL_ABUSE, Act.THREAT, Act.SEXUAL_REMARK, Act.REPEATED_DEMAND)
"""The marks that are always in sight."""
HOWS: dict[How, str] = {
    How.HEARD: lazy_gettext("heard"),
    How.PRESSED: lazy_gettext("pressed"),
    How.PLAYED: lazy_gettext("played"),
    How.SEEN: lazy_gettext("given"),
}
EXTENSION_REASONS: dict[str, str] = {
    "complex": lazy_gettext("A complicated case"),
    "our_delay": lazy_gettext("Our own delay"),
    "nearly_done": lazy_gettext("Nearly done"),
    "other": lazy_gettext("Another reason"),
}
MORE_TIME_REASONS: dict[str, str] = {
    "speech": lazy_gettext("Speaks or hears with difficulty"),
    "relay": lazy_gettext("Relay service or interpreter"),
    "age": lazy_gettext("Old age or illness"),
    "crisis": lazy_gettext("A crisis"),
    "other": lazy_gettext("Another reason"),
}
_ENDED_BY: dict[EndedBy, str] = {
    EndedBy.CALLER: lazy_gettext("The caller hung up."),
    EndedBy.AGENT: lazy_gettext("You ended the call."),
    EndedBy.LIMIT: lazy_gettext("The time limit ended the call."),
    EndedBy.SUPERVISOR: lazy_gettext("A supervisor ended the call."),
}
_FLAGS: dict[str, str] = {
    "long_call": lazy_gettext("a long call"),
    "day_limit": lazy_gettext("much talk today"),
    "limit": lazy_gettext("the time limit is reached"),
    "end_failed": lazy_gettext("the call could not be ended"),
}
_UNKNOWN_END = lazy_gettext("The call is over.")


def ended_by(by: EndedBy | None) -> str:
    """Return a sentence about the call's end, for its agent."""
    return _UNKNOWN_END if by is None else _ENDED_BY[by]


def flag_reason(reason: str) -> str:
    """Return why a supervisor was called: an act, or what happened to the call."""
    return _FLAGS[reason] if reason in _FLAGS else ACTS[Act(reason)]
