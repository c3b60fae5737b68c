"""The webhooks, as a Flask application: signed forms in, TwiML or 204 out."""

from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import quote

import structlog
from flask import Flask, Request, Response, abort, request
from werkzeug.exceptions import HTTPException

from webhooks import callbacks, twiml
from webhooks.call_status import parse_call_status
from webhooks.callbacks import Callbacks
from webhooks.conference_event import parse_conference_event
from webhooks.dial_result import parse_dial_result
from webhooks.form import FormError
from webhooks.handlers import CallHandler
from webhooks.incoming_call import parse_incoming_call
from webhooks.recording_event import parse_recording_event
from webhooks.signature import SIGNATURE_HEADER, TwilioAuth
from webhooks.stream_event import parse_stream_event

MAX_FORM_BYTES = 64 * 1024

# What stands in a path as it is (RFC 3986, pchar).
_UNENCODED = "/:@!$&'()*+,;=~"

Told = TypeVar("Told")

log = structlog.get_logger()


def create_webhooks_app(handler: CallHandler, auth: TwilioAuth) -> Flask:
    """The application; every path of it takes signed posts alone."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_FORM_BYTES
    app.before_request(_admission(auth))
    app.register_error_handler(FormError, _unreadable)
    app.register_error_handler(Exception, _failed)
    _add_twiml_routes(app, handler, Callbacks(auth.public_url))
    _add_told(app, callbacks.CALL, parse_call_status, handler.call_changed)
    _add_told(app, callbacks.CONFERENCE, parse_conference_event, handler.conference_changed)
    _add_told(app, callbacks.STREAM, parse_stream_event, handler.stream_changed)
    _add_told(app, callbacks.RECORDING, parse_recording_event, handler.recording_changed)
    return app


def _admission(auth: TwilioAuth) -> Callable[[], None]:
    def admit() -> None:
        if not auth.admits_form(_target(request), request.form, request.headers.get(SIGNATURE_HEADER)):
            abort(403, "X-Twilio-Signature is missing, or does not fit this request")

    return admit


def _target(asked: Request) -> str:
    """Path and query as they were asked for. WSGI hands on the path decoded, the query raw."""
    query = asked.query_string.decode("latin-1")
    return quote(asked.path, safe=_UNENCODED) + (f"?{query}" if query else "")


def _unreadable(error: FormError) -> tuple[str, int, dict[str, str]]:
    log.warning("webhook form unreadable", route=request.endpoint, error=str(error))
    return f"{error}\n", 400, {"Content-Type": "text/plain; charset=utf-8"}


def _failed(error: Exception) -> HTTPException | tuple[str, int]:
    if isinstance(error, HTTPException):
        log.warning("webhook refused", route=request.endpoint, status=error.code, reason=error.name)
        return error
    log.error("webhook failed", route=request.endpoint, error=type(error).__name__, exc_info=error)
    return "", 500


def _add_twiml_routes(app: Flask, handler: CallHandler, addresses: Callbacks) -> None:
    @app.post(callbacks.VOICE)
    def voice() -> Response:
        plan = handler.arrived(parse_incoming_call(request.form))
        return _twiml(twiml.refusal() if plan is None else twiml.connect(plan))

    @app.post(callbacks.DIALED)
    def dialed() -> Response:
        result = parse_dial_result(request.form)
        if result.is_failure:
            log.warning("caller not connected", call_sid=result.call_sid, status=result.status)
        return _twiml(twiml.hang_up())

    @app.post(callbacks.WAIT)
    def wait() -> Response:
        return _twiml(twiml.waiting(addresses.wait))

    @app.post(f"{callbacks.ANNOUNCEMENT}/<announcement_id>")
    def announcement(announcement_id: str) -> Response:
        spoken = handler.announcement(announcement_id)
        if spoken is None:
            # To a 404 Twilio's own voice would tell the caller of an application error, in English. An
            # empty document is silence. Twilio reports the end of both alike, so the handler, which knows
            # that it had nothing to say, must not take that report for a notice given.
            log.warning("announcement unknown", announcement_id=announcement_id)
            return _twiml(twiml.silence())
        return _twiml(twiml.announcement(spoken))


def _add_told(
    app: Flask, path: str, parse: Callable[[Mapping[str, str]], Told], tell: Callable[[Told], None]
) -> None:
    def told() -> tuple[str, int]:
        tell(parse(request.form))
        return "", 204

    app.add_url_rule(path, path.rpartition("/")[2], told, methods=["POST"])


def _twiml(document: str) -> Response:
    return Response(document, content_type="text/xml; charset=utf-8")
