"""Answers of the API: JSON, and for every refusal one sentence that says what to do."""

from http import HTTPStatus
from typing import NoReturn

import msgspec
from flask import Response, abort
from werkzeug.exceptions import HTTPException

LARGEST_BODY = 16 * 1024
_WHAT_TO_DO = {
    HTTPStatus.NOT_FOUND: "There is no such address here; docs/api.md lists them.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address takes another method; docs/api.md lists them.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: f"Send at most {LARGEST_BODY} bytes.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something failed here; try again, and look at the log if it goes on.",
}


def answer(body: object, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """Return the value as JSON that nobody keeps."""
    response = Response(msgspec.json.encode(body), status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def refuse(status: HTTPStatus, what_to_do: str) -> NoReturn:
    """End the request; the sentence goes back to the caller and must hold nothing personal."""
    response = answer({"error": what_to_do}, status)
    if status is HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    abort(response)


def as_json(error: HTTPException) -> Response:
    """Turn what Flask refuses by itself into the same form; what `refuse` made passes as it is."""
    if isinstance(error.response, Response):
        return error.response
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    refused = answer({"error": _WHAT_TO_DO.get(status, status.description or status.phrase)}, status)
    for name, value in error.get_headers():
        if name == "Allow":
            refused.headers[name] = value
    return refused
