"""What the agent tells about their own call: marks, ticks, the matter, more time. Each is one form."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from callguard.console.access import me
from callguard.console.nonce import sent_nonce
from callguard.console.parts import parts
from callguard.console.translate import gettext
from rules import events as on
from rules.acts import Act
from rules.facts import CallFacts
from rules.matters import Matter
from rules.ticks import Tick

blueprint = Blueprint("agent_steps", __name__, url_prefix="/agent")
LARGEST = 10_000
LONGEST_NAME = 128
LONGEST_REASON = 200
NEW = "new"


@blueprint.post("/said")
def said() -> ResponseReturnValue:
    """The agent said the sentence."""
    return _tell(on.PromptSaid, prompt=_number("prompt"), by=me().name)


@blueprint.post("/answered")
def answered() -> ResponseReturnValue:
    """The caller's matter has its answer."""
    return _tell(on.MatterAnswered, by=me().name)


@blueprint.post("/owed")
def owed() -> ResponseReturnValue:
    """We owe the caller an answer until then; their calls do not count meanwhile."""
    hours = _number("hours")
    return _tell(on.AnswerOwed, until=datetime.now(UTC) + timedelta(hours=min(hours, 24 * 31)), by=me().name)


@blueprint.post("/tick")
def tick() -> ResponseReturnValue:
    """Something was said or done, or a tick was wrong: the form says which tick it shows as set."""
    name = _one_of(Tick, "tick")
    if request.form.get("set") == "1":
        return _tell(on.TickTakenBack, tick=name, by=me().name)
    return _tell(on.TickPressed, tick=name, by=me().name)


@blueprint.post("/mark")
def mark() -> ResponseReturnValue:
    """The agent heard this act."""
    return _tell(on.ActMarked, act=_one_of(Act, "act"), by=me().name)


@blueprint.post("/finding")
def finding() -> ResponseReturnValue:
    """Yes, that is what was said; or no, it was not."""
    kinds = {"yes": on.FindingConfirmed, "no": on.FindingDismissed}
    kind = kinds.get(request.form.get("answer", "")) or abort(400)
    return _tell(kind, finding=_number("finding"), by=me().name)


@blueprint.post("/matter")
def matter() -> ResponseReturnValue:
    """What the call is about: one of the caller's open matters, or a new one."""
    mine = parts().duty.call_of(me().name)
    found = parts().calls.load(mine) if mine else None
    if found is None:
        return _tell(on.MatterChosen, matter=Matter(NEW), by=me().name)
    return _tell(on.MatterChosen, matter=_chosen(found.facts), by=me().name)


@blueprint.post("/extend")
def extend() -> ResponseReturnValue:
    """The call gets more time, as often as the policy lets an agent give it."""
    return _tell(on.Extended, by=me().name, reason=_reason())


@blueprint.post("/more-time")
def more_time() -> ResponseReturnValue:
    """The caller needs more time, or no longer does: no stage comes from the clock."""
    on_now = request.form.get("set") != "1"
    return _tell(on.AccommodationSet, on=on_now, by=me().name, reason=_reason() if on_now else "")


def _tell(kind: Callable[..., Any], **fields: Any) -> ResponseReturnValue:  # noqa: ANN401 - an event's fields
    """Apply the event to the agent's call, if it is still the one that they saw."""
    nonce, mine = sent_nonce(), parts().duty.call_of(me().name)
    if mine is None or mine != request.form.get("call"):
        flash(gettext("That call is over; nothing was changed."))
    else:
        name = str(request.endpoint).rpartition(".")[2]
        parts().desk.apply(mine, kind(f"{name}:{nonce}", datetime.now(UTC), **fields))
    return redirect(url_for("agent.page"), 303)


def _chosen(facts: CallFacts) -> Matter:
    wanted = request.form.get("matter", "")
    if wanted != NEW:
        return next((m for m in facts.matters if m.id == wanted), None) or abort(400)
    name = request.form.get("name", "").strip()
    if not 0 < len(name) <= LONGEST_NAME:
        abort(400)
    return Matter(f"m-{sent_nonce()}"[:64], name)


def _number(field: str) -> int:
    number = request.form.get(field, type=int)
    if number is None or not 0 < number < LARGEST:
        abort(400)
    return number


def _one_of(kind: Any, field: str) -> Any:  # noqa: ANN401 - any enum
    try:
        return kind(request.form.get(field, ""))
    except ValueError:
        abort(400)


def _reason() -> str:
    reason = request.form.get("reason", "").strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        abort(400)
    return reason
