"""`PUT /api/v1/calls/<sid>/matter`: what a live call is about."""

import re
import secrets
from datetime import UTC, datetime
from hashlib import sha256
from http import HTTPStatus

from flask import Response, request

from callguard.api.access import actor
from callguard.api.answers import answer, refuse
from callguard.api.bodies import MatterBody, read_body
from callguard.api.parts import parts
from callguard.db.audit import note
from callguard.errors import UnknownCallError
from rules.events import MatterChosen
from rules.facts import CallFacts
from rules.matters import Matter
from webhooks.form import is_sid

_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_NO_CALL = "No call with this SID is under way; send the SID of the caller's leg while they are on the line."


def choose_matter(sid: str) -> Response:
    """Set the matter; the same request again, by its Idempotency-Key or its content, changes nothing."""
    body, nonce = read_body(MatterBody), _nonce()
    facts = _live(sid)
    wanted = _wanted(facts, body, nonce)
    if facts.matter_chosen and facts.matter is not None and _is_asked(facts.matter, body):
        return _told(sid, facts.matter)
    event = MatterChosen(f"matter:{nonce}", datetime.now(UTC), matter=wanted, by=actor())
    try:
        decision = parts().desk.apply(sid, event)
    except UnknownCallError:
        refuse(HTTPStatus.NOT_FOUND, _NO_CALL)
    if decision is None:
        return _told(sid, _chosen_before(sid, event))
    note(parts().database, actor(), "matter_chosen", sid, matter=wanted.id)
    return _told(sid, wanted)


def _told(sid: str, matter: Matter) -> Response:
    return answer({"call": sid, "matter": {"id": matter.id, "name": matter.name}})


def _live(sid: str) -> CallFacts:
    found = parts().calls.load(sid) if is_sid(sid, "CA") else None
    if found is None or not found.facts.is_live:
        refuse(HTTPStatus.NOT_FOUND, _NO_CALL)
    return found.facts


def _wanted(facts: CallFacts, body: MatterBody, nonce: str) -> Matter:
    if (body.id is None) == (body.name is None):
        refuse(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "Send either the 'id' of an open matter or the 'name' of a new one.",
        )
    if body.name is not None:
        return Matter(f"m-{nonce}", body.name.strip())
    known = _open_matters(facts)
    if body.id not in known:
        names = ", ".join(known) or "none"
        refuse(
            HTTPStatus.NOT_FOUND,
            f"This caller has no open matter with that id; open are: {names}. Send a 'name' for a new one.",
        )
    return known[body.id]


def _open_matters(facts: CallFacts) -> dict[str, Matter]:
    """Return the caller's open matters: as they were when the call came in, and what was opened since."""
    known = {matter.id: matter for matter in facts.matters}
    if facts.caller is None:
        return known
    histories = parts().histories
    later = histories.matters(histories.get(facts.caller), facts.arrived_at or facts.now)
    return {matter.id: matter for matter in later} | known


def _is_asked(matter: Matter, body: MatterBody) -> bool:
    """Whether the call is about this already; a new matter is the same by its name."""
    return body.id == matter.id or (body.name is not None and body.name.strip() == matter.name)


def _chosen_before(sid: str, event: MatterChosen) -> Matter:
    """Return what an earlier request with this key set; refuse one that asks for something else now."""
    before = next((e.event for e in parts().calls.log(sid) if e.event.id == event.id), None)
    if not isinstance(before, MatterChosen):
        refuse(HTTPStatus.NOT_FOUND, _NO_CALL)
    if (before.matter.id, before.matter.name) != (event.matter.id, event.matter.name):
        refuse(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "This Idempotency-Key was used for another matter of this call; send a new one.",
        )
    return before.matter


def _nonce() -> str:
    """Return what makes this request one: a digest of key and header, or chance where there is none."""
    sent = request.headers.get("Idempotency-Key")
    if sent is None:
        return secrets.token_hex(16)
    if not _KEY.fullmatch(sent):
        refuse(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "Idempotency-Key: expected 1 to 255 visible ASCII characters, such as a UUID.",
        )
    return sha256(f"{actor()} {sent}".encode()).hexdigest()[:32]
