"""The policy as it was typed into the form: read, checked, and every problem put beside its field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from callguard.console.field_names import FIELD_NAMES
from callguard.console.policy_fields import PolicyField, all_fields, value_at
from callguard.console.translate import gettext
from rules.policy import Policy

REASON = "reason"
LONGEST_REASON = 500
_PLACE = re.compile(r"`\$\.([a-z_.]+)`$")
_ORDER = re.compile(r"([a-z_]+\.[a-z_]+) \(\S+\) must be less than ([a-z_]+\.[a-z_]+)")


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
    return PolicyForm({f.path: str(value_at(policy, f.path)) for f in all_fields()})


def read_form(sent: Mapping[str, str]) -> PolicyForm:
    """Read what was sent."""
    fields = all_fields()
    form = PolicyForm({name: sent.get(name, "").strip() for name in (*(f.path for f in fields), REASON)})
    values = {f.path: _read(f, form) for f in fields}
    if not form.reason:
        form.problems[REASON] = gettext("Please say why; it is kept with the version.")
    elif len(form.reason) > LONGEST_REASON:
        form.problems[REASON] = gettext("At most %(most)s characters, please.", most=LONGEST_REASON)
    if all(value is not None for value in values.values()):
        _convert(values, form)
    return form


def _read(f: PolicyField, form: PolicyForm) -> object:
    """Return the value of one field; None with a problem beside it."""
    text = form.typed[f.path]
    if f.choices:
        if text in f.choices:
            return text
        form.problems[f.path] = gettext("Please choose one.")
        return None
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


def _convert(values: Mapping[str, object], form: PolicyForm) -> None:
    try:
        policy = msgspec.convert(_nested(values), type=Policy)
    except msgspec.ValidationError as error:
        path, problem = _explain(str(error))
        form.problems[path] = problem
    else:
        form.policy = None if form.problems else policy


def _nested(values: Mapping[str, object]) -> dict[str, object]:
    tree: dict[str, object] = {}
    for path, value in values.items():
        place: dict[str, object] = tree
        *above, name = path.split(".")
        for part in above:
            place = place.setdefault(part, {})  # type: ignore[assignment]
        place[name] = value
    return tree


def _explain(error: str) -> tuple[str, str]:
    """Say of fields that contradict each other which they are."""
    order, place = _ORDER.search(error), _PLACE.search(error)
    if order:
        earlier, later = (FIELD_NAMES[path.rpartition(".")[2]] for path in order.groups())
        return order[1], gettext("“%(earlier)s” must be less than “%(later)s”.", earlier=earlier, later=later)
    path = place[1] if place else "talk_time"
    return path, gettext("The counts must not fall: note, then warn, then alert.")
