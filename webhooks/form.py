"""One of Twilio's forms, read field by field: what is missing or malformed is named."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_WORD = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_WHOLE = re.compile(r"[0-9]{1,9}")
_FLAGS = {"true": True, "false": False}


class FormError(ValueError):
    """A form that cannot be read; says which field, never the field's value, which may be personal."""

    def __init__(self, name: str, expected: str) -> None:
        super().__init__(f"{name}: expected {expected}")
        self.field = name


@dataclass(frozen=True, slots=True)
class Form:
    """Reads single fields. Blank counts as not given; of a doubled name the first value counts."""

    fields: Mapping[str, str]

    def text(self, name: str) -> str | None:
        """The value as it came in, or None."""
        return self.fields.get(name) or None

    def needed_text(self, name: str) -> str:
        """The value, without which the form means nothing."""
        value = self.text(name)
        if value is None:
            raise FormError(name, "a value, found none")
        return value

    def needed_word(self, name: str) -> str:
        """One of Twilio's own words, such as a status. Words that we do not know yet pass."""
        value = self.needed_text(name)
        if not _WORD.fullmatch(value):
            raise FormError(name, "one word of letters, digits, '_', '-' and '.'")
        return value

    def needed_sid(self, name: str, prefix: str) -> str:
        """Twilio's id of the thing that the form is about: two letters for its kind and 32 hex digits."""
        value = self.needed_text(name)
        if not is_sid(value, prefix):
            raise FormError(name, f"{prefix} and 32 hex digits")
        return value

    def sid(self, name: str, prefix: str) -> str | None:
        """The id of something that the form may or may not speak of."""
        return self.needed_sid(name, prefix) if self.text(name) else None

    def whole(self, name: str) -> int | None:
        """A count. Broken is unknown: a form still tells its event when a number in it is spoilt."""
        value = self.text(name)
        return int(value) if value is not None and _WHOLE.fullmatch(value) else None

    def flag(self, name: str) -> bool | None:
        """True or false, or None when Twilio does not say."""
        return _FLAGS.get(self.text(name) or "")

    def mail_date(self, name: str) -> datetime | None:
        """A moment as most forms write it (RFC 2822), in UTC; None when broken."""
        try:
            return _in_utc(parsedate_to_datetime(self.text(name) or ""))
        except (ValueError, OverflowError):
            return None

    def iso_date(self, name: str) -> datetime | None:
        """A moment as stream callbacks write it (ISO 8601), in UTC; None when broken."""
        try:
            return _in_utc(datetime.fromisoformat(self.text(name) or ""))
        except (ValueError, OverflowError):
            return None


def is_sid(value: str, prefix: str) -> bool:
    """Whether this is an id of that kind: CA a call, CF a conference, MZ a stream, RE a recording."""
    return re.fullmatch(prefix + "[0-9a-fA-F]{32}", value) is not None


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
