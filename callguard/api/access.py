"""Who may use the API: whoever shows a key that was not revoked, and nobody else."""

from http import HTTPStatus

from flask import Flask, g, request

from callguard.api.answers import refuse
from callguard.api.keys import ApiKey
from callguard.api.parts import parts

_NO_KEY = (
    "Send the header 'Authorization: Bearer KEY' with a key that exists; "
    "'callguard keys create NAME' makes one."
)
_REVOKED = "This key was revoked; ask for another, which 'callguard keys create NAME' makes."


def guard(app: Flask) -> None:
    """Ask every request for its key before anything else, even for an address that does not exist."""
    app.before_request(_admit)


def actor() -> str:
    """Return the name under which this request goes down in events and audit log."""
    key: ApiKey = g.key
    return key.actor


def _admit() -> None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    key = parts().keys.find(token.strip()) if scheme.lower() == "bearer" else None
    if key is None:
        refuse(HTTPStatus.UNAUTHORIZED, _NO_KEY)
    if key.revoked_at is not None:
        refuse(HTTPStatus.FORBIDDEN, _REVOKED)
    g.key = key
