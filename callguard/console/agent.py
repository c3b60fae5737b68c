"""The agent's page: their own call, and what to say now."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from callguard.console.access import me
from callguard.console.agent_call import call_of
from callguard.console.parts import parts

blueprint = Blueprint("agent", __name__, url_prefix="/agent")


@blueprint.get("")
def page() -> ResponseReturnValue:
    """Show the page; the stream goes on from what was known before the call was read."""
    after = parts().feed.last_id()
    return render_template("agent/page.html", after=after, call=call_of(parts(), me()))


@blueprint.get("/call")
def call() -> ResponseReturnValue:
    """Show the call alone, for the page to take in; `last` is the call it showed before."""
    return render_template("agent/live.html", call=call_of(parts(), me(), request.args.get("last")))
