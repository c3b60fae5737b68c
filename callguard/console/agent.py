"""The agent's page: their own call, and what to say now."""

from datetime import UTC, datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from callguard.console.access import me
from callguard.console.agent_call import call_of
from callguard.console.nonce import sent_nonce
from callguard.console.parts import parts
from callguard.console.translate import gettext
from rules.events import Event, MatterAnswered, PromptSaid

blueprint = Blueprint("agent", __name__, url_prefix="/agent")
LARGEST_PROMPT = 10_000


@blueprint.get("")
def page() -> ResponseReturnValue:
    """Show the page; the stream goes on from what was known before the call was read."""
    after = parts().feed.last_id()
    return render_template("agent/page.html", after=after, call=call_of(parts(), me()))


@blueprint.get("/call")
def call() -> ResponseReturnValue:
    """Show the call alone, for the page to take in; `last` is the call it showed before."""
    return render_template("agent/live.html", call=call_of(parts(), me(), request.args.get("last")))


@blueprint.post("/said")
def said() -> ResponseReturnValue:
    """The agent said the sentence."""
    number = request.form.get("prompt", type=int)
    if number is None or not 0 < number < LARGEST_PROMPT:
        abort(400)
    return _tell(PromptSaid(f"said:{sent_nonce()}", datetime.now(UTC), prompt=number))


@blueprint.post("/answered")
def answered() -> ResponseReturnValue:
    """The caller's matter has its answer."""
    return _tell(MatterAnswered(f"answered:{sent_nonce()}", datetime.now(UTC)))


def _tell(event: Event) -> ResponseReturnValue:
    """Apply the event to the agent's call, if it is still the one that they saw."""
    mine = parts().duty.call_of(me().name)
    if mine is None or mine != request.form.get("call"):
        flash(gettext("That call is over; nothing was changed."))
    else:
        parts().desk.apply(mine, event)
    return redirect(url_for("agent.page"), 303)
