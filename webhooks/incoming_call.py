"""A call that comes in: the form that Twilio posts to the voice address."""

from collections.abc import Mapping
from dataclasses import dataclass

from webhooks.caller_number import caller_number
from webhooks.form import Form


@dataclass(frozen=True, slots=True)
class IncomingCall:
    """Who calls whom. Twilio may ask twice about one call: `call_sid` tells."""

    call_sid: str
    from_number: str | None
    """None: the caller withheld it, and is nobody we know."""
    to_number: str
    direction: str
    status: str


def parse_incoming_call(fields: Mapping[str, str]) -> IncomingCall:
    """The call, or FormError."""
    form = Form(fields)
    return IncomingCall(
        call_sid=form.needed_sid("CallSid", "CA"),
        from_number=caller_number(form.text("From")),
        to_number=form.needed_text("To"),
        direction=form.needed_word("Direction"),
        status=form.needed_word("CallStatus"),
    )
