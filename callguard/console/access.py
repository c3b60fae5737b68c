"""Who may see what: every page is closed but to the one role it is for."""

from flask import Flask, abort, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from callguard.console.parts import parts
from callguard.console.sessions import user_of
from callguard.console.users import User
from callguard.db.people import Role

PAGE_OF = {Role.AGENT: "agent.page", Role.SUPERVISOR: "wallboard.page", Role.ADMIN: "policy.page"}
_ROLE_FOR = {
    "agent": Role.AGENT,
    "agent_steps": Role.AGENT,
    "wallboard": Role.SUPERVISOR,
    "lines": Role.SUPERVISOR,
    "policy": Role.ADMIN,
}
_PUBLIC = "sign_in"


def guard(app: Flask) -> None:
    """Ask every request who sends it, before anything else does."""
    app.before_request(_admit)


def signed_in() -> User | None:
    """Return who sends this request, if they are signed in."""
    user = g.get("user")
    return user if isinstance(user, User) else None


def me() -> User:
    """Return who sends this request; for pages that need a role."""
    user = signed_in()
    if user is None:
        abort(403)
    return user


def home() -> str:
    """Return the path of the page that this user is for, or of the form to sign in."""
    user = signed_in()
    return url_for("sign_in.form" if user is None else PAGE_OF[user.role])


def _admit() -> Response | None:
    if request.endpoint == "static":
        return None
    g.user = user_of(dict(session), parts())
    if request.endpoint is None:
        return None
    area = request.blueprint or request.endpoint
    if area == _PUBLIC:
        return None
    user = signed_in()
    if user is None:
        return redirect(url_for("sign_in.form"), 303)
    if _ROLE_FOR.get(area) is not user.role:
        abort(403)
    return None
