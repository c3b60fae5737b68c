"""The policy as it was typed into the form: read, checked, and every problem put beside its field."""

import re
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from callguard.console.languages import page_language
from callguard.console.policy_fields import NONE, PolicyField, all_fields, as_typed, value_at
from callguard.console.translate import gettext
from callguard.policies.fields import explanations
from rules.policy import Policy

REASON = "reason"
WHOLE = "policy"
LONGEST_REASON = 500
_ORDER = re.compile(r"(\w+) \(\S+\) must be less than (\w+) ")


@dataclass(slots=True)
class PolicyForm:
    """What was typed, by path, and what is wrong with it; `policy` is None while anything is."""

    typed: dict[str, str]
    problems: dict[str, str] = field(default_factory=dict)
    policy: Policy | None = None

    @property
    def reason(self) -> str:
        """Why the policy is changed."""
        return self.typed.get(REASON, "")


def form_of(policy: Policy) -> PolicyForm:
    """Return a form that shows this policy."""
    return PolicyForm({f.path: as_typed(value_at(policy, f.path)) for f in all_fields()})


def read_form(sent: MultiDict[str, str], current: Policy) -> PolicyForm:
    """Read what was sent; what the form does not show stays as it is in `current`."""
    fields = all_fields()
    form = PolicyForm({REASON: sent.get(REASON, "").strip()})
    for f in fields:
        form.typed[f.path] = " ".join(sent.getlist(f.path)) if f.several else sent.get(f.path, "").strip()
    values = {f.path: _read(f, form) for f in fields}
    if not form.reason:
        form.problems[REASON] = gettext("Please say why; it is kept with the version.")
    elif len(form.reason) > LONGEST_REASON:
        form.problems[REASON] = gettext("At most %(most)s characters, please.", most=LONGEST_REASON)
    if not any(f.path in form.problems for f in fields):
        _convert(current.model_dump(mode="json"), values, form)
    return form


def _read(f: PolicyField, form: PolicyForm) -> object:
    """Return the value of one field; None with a problem beside it."""
    text = form.typed[f.path]
    if f.several:
        return _chosen(f, form, text.split())
    if f.choices:
        if text not in f.choices:
            form.problems[f.path] = gettext("Please choose one.")
        return None if text == NONE else text
    return _number(f, form, text)


def _chosen(f: PolicyField, form: PolicyForm, chosen: list[str]) -> list[str]:
    if not chosen or not set(chosen) <= set(f.choices):
        form.problems[f.path] = gettext("Please choose at least one.")
    return [choice for choice in f.choices if choice in chosen]


def _number(f: PolicyField, form: PolicyForm, text: str) -> float | None:
    try:
        value = int(text) if f.whole else float(text)
    except ValueError:
        value = None
    if value is None or not f.low <= value <= f.high:
        kind = gettext("A whole number") if f.whole else gettext("A number")
        bounds = {"kind": kind, "low": f.low, "high": f.high}
        form.problems[f.path] = gettext("%(kind)s from %(low)s to %(high)s, please.", **bounds)
        return None
    return value


def _convert(document: dict[str, Any], values: dict[str, object], form: PolicyForm) -> None:
    for path, value in values.items():
        place = document
        *above, name = path.split(".")
        for part in above:
            place = place[part]
        place[name] = value
    try:
        policy = Policy.model_validate(document)
    except ValidationError as error:
        for detail in error.errors():
            path, problem = _explain(".".join(str(part) for part in detail["loc"]), detail["msg"])
            form.problems[path] = problem
    else:
        form.policy = None if form.problems else policy


def _explain(place: str, fault: str) -> tuple[str, str]:
    """Say of fields that contradict each other which they are."""
    order = _ORDER.search(fault)
    if order:
        earlier, later = (_name(f"{place}.{name}") for name in order.groups())
        text = gettext("“%(earlier)s” must be less than “%(later)s”.", earlier=earlier, later=later)
        return f"{place}.{order[1]}", text
    if fault.startswith("Value error, note"):
        return place, gettext("The counts must not fall: note, then warn, then alert.")
    return place or WHOLE, gettext(
        "These values contradict each other: %(fault)s", fault=fault.removeprefix("Value error, ")
    )


def _name(path: str) -> str:
    return explanations()[path].name(page_language())
