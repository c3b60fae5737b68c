"""Builds the console's Flask application."""

from http import HTTPStatus

from flask import Flask, render_template
from flask_wtf import CSRFProtect
from werkzeug.exceptions import HTTPException

from callguard.console import agent, agent_steps, lines, policy, sign_in, wallboard
from callguard.console.access import guard, home, signed_in
from callguard.console.clock import minutes
from callguard.console.field_names import CHOICES
from callguard.console.headers import secure_headers
from callguard.console.languages import NAMES, page_language, speak
from callguard.console.names import (
    ACTS,
    EXTENSION_REASONS,
    HOWS,
    MORE_TIME_REASONS,
    QUICK_ACTS,
    STAGES,
    ended_by,
    flag_reason,
)
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
    for page in (sign_in, agent, agent_steps, wallboard, lines, policy):
        app.register_blueprint(page.blueprint)
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
        "choices": CHOICES,
        "extension_reasons": EXTENSION_REASONS,
        "hows": HOWS,
        "language": page_language(),
        "languages": NAMES,
        "more_time_reasons": MORE_TIME_REASONS,
        "new_nonce": new_nonce,
        "quick_acts": QUICK_ACTS,
        "stages": STAGES,
        "stage_order": list(Stage),
        "user": signed_in(),
    }
