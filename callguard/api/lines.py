"""`PUT /api/v1/lines`: a line that several people use is never counted as one person."""

from flask import Response

from callguard.api.access import actor
from callguard.api.answers import answer
from callguard.api.bodies import LineBody, read_body
from callguard.api.callers import caller_of
from callguard.api.parts import parts


def mark_line() -> Response:
    """Mark the line, or take the mark back."""
    body = read_body(LineBody)
    caller = caller_of(body.caller)
    changed = parts().lines.mark(
        caller.key, caller.hint, shared=body.shared, by=actor(), reason=body.reason.strip()
    )
    return answer({"shared": body.shared, "changed": changed})
