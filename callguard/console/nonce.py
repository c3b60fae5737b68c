"""A form's nonce: sent twice by a double click, it is one event."""

import re
import secrets

from flask import abort, request

_NONCE = re.compile(r"[A-Za-z0-9_-]{4,64}")


def new_nonce() -> str:
    """Return a nonce for a form that is being shown."""
    return secrets.token_urlsafe(16)


def sent_nonce() -> str:
    """Return the nonce of the form that was sent; refuse a form without one."""
    nonce = request.form.get("nonce", "")
    if not _NONCE.fullmatch(nonce):
        abort(400)
    return nonce
