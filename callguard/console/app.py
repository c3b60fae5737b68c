"""Builds the console's Flask application."""

from http import HTTPStatus

from flask import Flask, render_template
from flask_wtf import CSRFProtect
from werkzeug.exceptions import HTTPException

from callguard.console import agent, policy, sign_in, wallboard
from callguard.console.access import guard, home, signed_in
from callguard.console.clock import minutes
from callguard.console.headers import secure_headers
from callguard.console.languages import NAMES, page_language, speak
from callguard.console.names import ACTS, STAGES, ended_by, flag_reason
from callguard.console.nonce import new_nonce
from callguard.console.parts import ConsoleParts
from callguard.console.sessions import configure_sessions
from rules.stages import Stage

LARGEST_FORM = 64 * 1024


def create_console_app(parts: ConsoleParts) -> Flask:
    """Return the pages as a WSGI application that uses these parts."""
    app = Flask("callguard.console")
    parts.set_on(app.extensions)
    configure_sessions(app, parts)
    # A session is the token's lifetime: pages stay open all day. The strict check wants a Referer, and
    # our pages send none.
    app.config.update(WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=False, MAX_CONTENT_LENGTH=LARGEST_FORM)
    guard(app)
    CSRFProtect(app)
    secure_headers(app)
    speak(app)
    for blueprint in (sign_in.blueprint, agent.blueprint, wallboard.blueprint, policy.blueprint):
        app.register_blueprint(blueprint)
    app.register_error_handler(HTTPException, _show_error)
    app.context_processor(_for_templates)
    app.jinja_env.filters["minutes"] = minutes
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    return app


def _show_error(error: HTTPException) -> tuple[str, int]:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    return render_template("error.html", status=status), status


def _for_templates() -> dict[str, object]:
    return {
        "acts": ACTS,
        "ended_by": ended_by,
        "flag_reason": flag_reason,
        "home": home,
        "language": page_language(),
        "languages": NAMES,
        "new_nonce": new_nonce,
        "stages": STAGES,
        "stage_order": list(Stage),
        "user": signed_in(),
    }
