"""`POST /api/v1/contacts`: a contact by another channel, which the caller's next call counts."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from flask import Response
from sqlalchemy.orm import Session

from callguard.api.access import actor
from callguard.api.answers import answer, refuse
from callguard.api.bodies import ContactBody, read_body
from callguard.api.callers import Caller, caller_of
from callguard.api.parts import parts
from callguard.db.audit import add_note
from callguard.db.calls import CallerRow
from callguard.db.insert_once import insert_once
from callguard.db.matters import ContactRow, MatterRow
from callguard.jobs.histories import refresh

_SKEW = timedelta(minutes=5)
_FIRST_YEAR = 2000


def add_contact() -> Response:
    """Keep the contact, and let the next call know; the same id twice is one contact."""
    body = read_body(ContactBody)
    caller = caller_of(body.caller)
    if body.at.year < _FIRST_YEAR or body.at > datetime.now(UTC) + _SKEW:
        refuse(HTTPStatus.UNPROCESSABLE_ENTITY, "Expected a moment that has passed - at `$.at`.")
    with parts().database.write() as session:
        new = _keep(session, body, caller)
    refresh(parts().database, parts().histories, caller.key)
    status = HTTPStatus.CREATED if new else HTTPStatus.OK
    return answer({"id": body.id, "matter": body.matter, "new": new}, status)


def _keep(session: Session, body: ContactBody, caller: Caller) -> bool:
    _check_matter(session, body.matter, caller)
    insert_once(session, CallerRow, key=caller.key, number=None, hint=caller.hint, shared=False)
    new = insert_once(
        session,
        ContactRow,
        id=body.id,
        caller_key=caller.key,
        matter_id=body.matter,
        channel=body.channel,
        at=body.at.astimezone(UTC),
        noted_by=actor(),
        note=body.note,
    )
    if new:
        add_note(session, actor(), "contact_added", body.id, channel=body.channel, matter=body.matter)
    elif session.get_one(ContactRow, body.id).caller_key != caller.key:
        refuse(HTTPStatus.UNPROCESSABLE_ENTITY, "Another caller's contact has this id; send another.")
    return new


def _check_matter(session: Session, matter: str | None, caller: Caller) -> None:
    row = session.get(MatterRow, matter) if matter else None
    if matter and (row is None or row.caller_key != caller.key):
        refuse(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "Expected the id of a matter of this caller, known once a call about it is over - at `$.matter`; "
            "without one the contact is kept and not counted.",
        )
