"""Sessions: a signed cookie that names the user, good for 12 hours; pages and streams read the same one."""

import time
from datetime import timedelta

from flask import Flask, session
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadSignature

from callguard.console.parts import ConsoleParts
from callguard.console.users import User

COOKIE = "callguard_session"
SESSION_S = 12 * 3600
_USER, _SINCE = "user", "since"


def configure_sessions(app: Flask, parts: ConsoleParts) -> None:
    """Set the cookie: no script reads it, no other site sends it, and by https where the pages are."""
    app.secret_key = parts.vault.session_key
    app.permanent_session_lifetime = timedelta(seconds=SESSION_S)
    app.config.update(
        SESSION_COOKIE_NAME=COOKIE,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=parts.settings.pages_url.startswith("https://"),
        SESSION_REFRESH_EACH_REQUEST=False,
    )


def begin_session(user: User) -> None:
    """Sign the user in; nothing of an earlier session is kept."""
    session.clear()
    session.permanent = True
    session[_USER], session[_SINCE] = user.name, int(time.time())


def user_of(data: object, parts: ConsoleParts) -> User | None:
    """Return the user whom a session's data names, while they are active and the session is young enough."""
    if not isinstance(data, dict):
        return None
    name, since = data.get(_USER), data.get(_SINCE)
    if not isinstance(name, str) or not isinstance(since, int) or time.time() - since > SESSION_S:
        return None
    return parts.users.get(name)


class SessionReader:
    """Reads the cookie outside of Flask."""

    def __init__(self, parts: ConsoleParts) -> None:
        app = Flask("callguard.console")
        configure_sessions(app, parts)
        serializer = SecureCookieSessionInterface().get_signing_serializer(app)
        if serializer is None:
            raise ValueError("sessions need a key")
        self._serializer = serializer
        self._parts = parts

    def user(self, cookie: str | None) -> User | None:
        """Return the signed-in user of this cookie."""
        if not cookie:
            return None
        try:
            data = self._serializer.loads(cookie, max_age=SESSION_S)
        except BadSignature:
            return None
        return user_of(data, self._parts)
