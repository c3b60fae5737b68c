"""Pages to sign in, by form or by link, to sign out, and to change the language."""

import structlog
from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from callguard.config import Language
from callguard.console.access import PAGE_OF, home, signed_in
from callguard.console.languages import CHOSEN
from callguard.console.links import name_of
from callguard.console.parts import parts
from callguard.console.sessions import begin_session
from callguard.console.translate import gettext
from callguard.console.users import User
from callguard.db.audit import note

log = structlog.get_logger()
blueprint = Blueprint("sign_in", __name__)


@blueprint.get("/")
def start() -> ResponseReturnValue:
    """Go to the user's own page."""
    return redirect(home(), 303)


@blueprint.get("/sign-in")
def form() -> ResponseReturnValue:
    """Show the form."""
    return redirect(home(), 303) if signed_in() else render_template("sign_in/form.html")


@blueprint.post("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Sign in with name and password. Right or wrong, the answer does not tell whether a name exists."""
    name = request.form.get("name", "").strip().lower()
    if not parts().tries.admit(name):
        log.warning("sign-in refused: too many tries")
        return _again(gettext("Too many tries. Please wait five minutes."), name), 429
    user = parts().users.check_password(name, request.form.get("password", ""))
    if user is None:
        log.warning("sign-in failed")
        return _again(gettext("Name or password is not right."), name), 403
    parts().tries.forget(name)
    return _enter(user, "form")


@blueprint.get("/sign-in/link/<token>")
def sign_in_by_link(token: str) -> ResponseReturnValue:
    """Sign in by a signed link."""
    name = name_of(parts().vault, token)
    user = parts().users.get(name) if name else None
    if user is None:
        return _again(gettext("This link is no longer good. Please sign in."), ""), 403
    return _enter(user, "link")


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session."""
    session.clear()
    return redirect(url_for("sign_in.form"), 303)


@blueprint.post("/language")
def change_language() -> ResponseReturnValue:
    """Show pages in another language, for good when somebody is signed in."""
    wanted = request.form.get("language", "")
    if wanted not in list(Language):
        abort(400)
    user = signed_in()
    if user is None:
        session[CHOSEN] = wanted
    else:
        parts().users.set_language(user.name, Language(wanted))
    return redirect(home(), 303)


def _enter(user: User, way: str) -> ResponseReturnValue:
    begin_session(user)
    note(parts().database, user.name, "signed_in", user.name, way=way)
    return redirect(url_for(PAGE_OF[user.role]), 303)


def _again(problem: str, name: str) -> str:
    return render_template("sign_in/form.html", problem=problem, name=name)
