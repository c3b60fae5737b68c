"""A supervisor says that several people use the line of a call or incident, or takes that back."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from callguard.console.access import me
from callguard.console.parts import parts
from callguard.console.translate import gettext
from callguard.db.calls import CallerRow, CallRow

blueprint = Blueprint("lines", __name__, url_prefix="/wallboard/calls")
LONGEST_REASON = 200


@blueprint.get("/<sid>/line")
def ask(sid: str) -> ResponseReturnValue:
    """Ask who uses the line, and how that is known."""
    caller, hint = _line(sid)
    return render_template(
        "wallboard/line.html",
        sid=sid,
        hint=hint,
        shared=parts().lines.is_shared(caller),
        longest_reason=LONGEST_REASON,
    )


@blueprint.post("/<sid>/line")
def mark(sid: str) -> ResponseReturnValue:
    """Mark the line, or take the mark back; the reason goes into the audit log."""
    reason, to = request.form.get("reason", "").strip(), request.form.get("shared")
    if not 0 < len(reason) <= LONGEST_REASON or to not in ("0", "1"):
        abort(400)
    (caller, hint), shared = _line(sid), to == "1"
    parts().lines.mark(caller, hint, shared=shared, by=me().name, reason=reason)
    said = gettext("The line counts as several people's.") if shared else gettext("The line counts again.")
    flash(said)
    return redirect(url_for("wallboard.page"), 303)


def _line(sid: str) -> tuple[str, str]:
    """Return pseudonym and hint of the call's caller; a withheld number is nobody's line."""
    found = parts().calls.load(sid)
    if found is not None and found.facts.caller:
        return found.facts.caller, found.facts.caller_hint or ""
    with parts().database.read() as session:
        call = session.get(CallRow, sid)
        caller = session.get(CallerRow, call.caller_key) if call and call.caller_key else None
    if caller is None:
        abort(404)
    return caller.key, caller.hint
