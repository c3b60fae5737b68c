"""The agent's page: their own call, and what to say now."""

from datetime import UTC, datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from callguard.console.access import me
from callguard.console.agent_call import call_of
from callguard.console.parts import parts

blueprint = Blueprint("agent", __name__, url_prefix="/agent")


@blueprint.get("")
def page() -> ResponseReturnValue:
    """Show the page; the stream goes on from what was known before the call was read."""
    after = parts().feed.last_id()
    return render_template("agent/page.html", after=after, call=call_of(parts(), me()), rest=_rest())


@blueprint.get("/call")
def call() -> ResponseReturnValue:
    """Show the call alone, for the page to take in; `last` is the call it showed before."""
    shown = call_of(parts(), me(), request.args.get("last"))
    return render_template("agent/live.html", call=shown, rest=_rest())


@blueprint.post("/ready")
def ready() -> ResponseReturnValue:
    """The agent ends their rest before its time."""
    parts().duty.end_rest(me().name)
    return redirect(url_for("agent.page"), 303)


def _rest() -> datetime | None:
    """Return until when the agent rests, in the site's time zone."""
    until = parts().duty.resting_until(me().name, datetime.now(UTC))
    return None if until is None else until.astimezone(parts().settings.zone)
