"""The supervisor's page: all calls under way, and what to do about them."""

from datetime import UTC, datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from callguard.console.access import me
from callguard.console.incident_list import newest_incidents
from callguard.console.names import EXTENSION_REASONS
from callguard.console.nonce import sent_nonce
from callguard.console.parts import parts
from callguard.console.translate import gettext
from callguard.console.wallboard_row import rows_of
from callguard.db.audit import note
from callguard.errors import UnknownCallError
from rules.events import EndRequested, Event, Extended, Reviewed, StageAllowed
from rules.facts import CallFacts
from rules.stages import Stage

blueprint = Blueprint("wallboard", __name__, url_prefix="/wallboard")


@blueprint.get("")
def page() -> ResponseReturnValue:
    """Show the page; the stream goes on from what was known before the calls were read."""
    after = parts().feed.last_id()
    return render_template("wallboard/page.html", after=after, **_board())


@blueprint.get("/calls")
def calls() -> ResponseReturnValue:
    """Show calls and incidents alone, for the page to take in."""
    return render_template("wallboard/live.html", **_board())


@blueprint.get("/calls/<sid>/end")
def ask(sid: str) -> ResponseReturnValue:
    """Ask whether the call shall really end."""
    return render_template("wallboard/end.html", call=_live(sid))


@blueprint.post("/calls/<sid>/end")
def end(sid: str) -> ResponseReturnValue:
    """End the call."""
    if _live(sid).ending is not None:
        return _back(gettext("This call is ending already."))
    event = EndRequested(f"end:{sent_nonce()}", datetime.now(UTC), by=me().name)
    return _do(sid, event, "end_requested", gettext("The caller is told why, and the call is ended."))


@blueprint.post("/calls/<sid>/extend")
def extend(sid: str) -> ResponseReturnValue:
    """Give the call more time, without bound."""
    reason = request.form.get("reason", "")
    if reason not in EXTENSION_REASONS:
        abort(400)
    now, name = datetime.now(UTC), me().name
    event = Extended(f"extend:{sent_nonce()}", now, by=name, reason=reason, supervisor=True)
    return _do(sid, event, "call_extended", gettext("The call has more time."))


@blueprint.post("/calls/<sid>/allowed")
def allow(sid: str) -> ResponseReturnValue:
    """Allow a stage that the policy leaves to a supervisor."""
    stage, now = request.form.get("stage", ""), datetime.now(UTC)
    if stage not in (Stage.FIRM, Stage.FINAL_WARNING):
        abort(400)
    event = StageAllowed(f"allow:{sent_nonce()}", now, stage=Stage(stage), by=me().name)
    return _do(sid, event, "stage_allowed", gettext("The agent is shown the sentence."))


@blueprint.post("/calls/<sid>/reviewed")
def review(sid: str) -> ResponseReturnValue:
    """Note that a supervisor looked at the call."""
    event = Reviewed(f"reviewed:{sent_nonce()}", datetime.now(UTC), by=me().name)
    return _do(sid, event, "call_reviewed", gettext("Marked as reviewed."))


def _live(sid: str) -> CallFacts:
    found = parts().calls.load(sid)
    if found is None or not found.facts.is_live:
        abort(404)
    return found.facts


def _do(sid: str, event: Event, action: str, done: str) -> ResponseReturnValue:
    """Apply the event and write down who asked for it, once for each form."""
    try:
        decision = parts().desk.apply(sid, event)
    except UnknownCallError:
        abort(404)
    if decision is not None:
        note(parts().database, me().name, action, sid)
    return _back(done)


def _back(message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("wallboard.page"), 303)


def _board() -> dict[str, object]:
    agents = parts().users.display_names()
    return {
        "agents": agents,
        "rows": rows_of(parts().calls.live(), parts().books.current(), agents, datetime.now(UTC)),
        "incidents": newest_incidents(parts().database, parts().settings.zone),
    }
