"""Builds the API's Flask application: one blueprint, guarded as a whole, without sessions."""

from flask import Blueprint, Flask
from werkzeug.exceptions import HTTPException

from callguard.api.access import guard
from callguard.api.answers import LARGEST_BODY, as_json
from callguard.api.contacts import add_contact
from callguard.api.lines import mark_line
from callguard.api.matters import choose_matter
from callguard.api.parts import ApiParts

PREFIX = "/api/"


def create_api_app(parts: ApiParts) -> Flask:
    """Return the API as a WSGI application that uses these parts."""
    app = Flask("callguard.api", static_folder=None)
    # One byte more: of a body in pieces, which has no length, Flask keeps the beginning and says nothing.
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_BODY + 1)
    parts.set_on(app.extensions)
    guard(app)
    app.register_blueprint(_version_one())
    app.register_error_handler(HTTPException, as_json)
    return app


def _version_one() -> Blueprint:
    blueprint = Blueprint("v1", __name__, url_prefix=f"{PREFIX}v1")
    blueprint.add_url_rule("/calls/<sid>/matter", view_func=choose_matter, methods=["PUT"])
    blueprint.add_url_rule("/contacts", view_func=add_contact, methods=["POST"])
    blueprint.add_url_rule("/lines", view_func=mark_line, methods=["PUT"])
    return blueprint
