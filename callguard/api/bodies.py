"""What requests carry: typed, bounded, and refused with the place of the fault."""

from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, TypeVar

import msgspec
from flask import abort, request
from msgspec import Meta, Struct

from callguard.api.answers import LARGEST_BODY, refuse

_LINE = r"^[^\x00-\x1f\x7f]*[^\x00-\x1f\x7f\s][^\x00-\x1f\x7f]*\Z"
Id = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._:@/-]{1,64}\Z")]
Name = Annotated[str, Meta(max_length=128, pattern=_LINE)]
Reason = Annotated[str, Meta(max_length=200, pattern=_LINE)]
Note = Annotated[str, Meta(max_length=2_000, pattern=r"^[^\x00]*\Z")]
Number = Annotated[str, Meta(max_length=16)]
Moment = Annotated[datetime, Meta(tz=True)]


class Channel(StrEnum):
    """How somebody reached us, if not by a call that CallGuard saw."""

    MAIL = "mail"
    LETTER = "letter"
    VISIT = "visit"
    CHAT = "chat"
    OTHER = "other"


class MatterBody(Struct, frozen=True, forbid_unknown_fields=True):
    """What a call is about: an open matter by its id, or a new one by its name."""

    id: Id | None = None
    name: Name | None = None


class ContactBody(Struct, frozen=True, forbid_unknown_fields=True):
    """A contact by another channel; `id` is the sender's own."""

    id: Id
    caller: Number
    channel: Channel
    at: Moment
    matter: Id | None = None
    note: Note = ""


class LineBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether several people use a line, and how that is known."""

    caller: Number
    shared: bool
    reason: Reason


Body = TypeVar("Body", bound=Struct)


def read_body(kind: type[Body]) -> Body:
    """Return what the request carries, or refuse it; the refusal names places, never numbers or names."""
    if request.mimetype != "application/json":
        refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send JSON: 'Content-Type: application/json'.")
    sent = request.get_data(cache=False)
    if len(sent) > LARGEST_BODY:
        abort(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        return msgspec.json.decode(sent, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        refuse(HTTPStatus.UNPROCESSABLE_ENTITY, f"{error}; docs/api.md shows what is expected.")
