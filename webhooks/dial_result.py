"""How the caller's `Dial` into the conference ended: the form posted to its `action`."""

from collections.abc import Mapping
from dataclasses import dataclass

from webhooks.form import Form


@dataclass(frozen=True, slots=True)
class DialResult:
    """The caller's leg is out of the conference, and waits to hear what comes next."""

    call_sid: str
    status: str
    """`answered` or `completed` after a conference; all else means that the caller never got in."""

    @property
    def is_failure(self) -> bool:
        """Whether the caller was never joined to anybody."""
        return self.status not in {"answered", "completed"}


def parse_dial_result(fields: Mapping[str, str]) -> DialResult:
    """The result, or FormError."""
    form = Form(fields)
    return DialResult(call_sid=form.needed_sid("CallSid", "CA"), status=form.needed_word("DialCallStatus"))
