"""Numbers in requests: turned into the keyed hash at once, as webhooks do, and kept nowhere."""

from dataclasses import dataclass
from http import HTTPStatus

from callguard.api.answers import refuse
from callguard.api.parts import parts
from callguard.vault import hint_of
from webhooks.caller_number import caller_number


@dataclass(frozen=True, slots=True)
class Caller:
    """The pseudonym of a number, and the last four digits by which people tell callers apart."""

    key: str
    hint: str


def caller_of(sent: str) -> Caller:
    """Return the caller with this number; refuse what is no number of one line."""
    number = caller_number(sent)
    if number is None:
        refuse(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "Expected the line's number in international form, such as +81312345678 - at `$.caller`; "
            "withheld numbers cannot be told apart.",
        )
    return Caller(parts().vault.caller_key(number), hint_of(number))
