"""The fields of the policy with their bounds and explanations, read from its own schema."""

from dataclasses import dataclass
from typing import Any

from msgspec import inspect

from callguard.console.field_names import FIELD_NAMES, GROUP_NAMES, UNITS
from rules.policy import Policy


@dataclass(frozen=True, slots=True)
class PolicyField:
    """One threshold. `path` is its place, as in `talk_time.limit_s`; `choices` are empty for numbers."""

    path: str
    explanation: str
    low: float
    high: float
    default: Any
    whole: bool
    choices: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the page calls it."""
        return FIELD_NAMES[self.path.rpartition(".")[2]]

    @property
    def unit(self) -> str:
        """What it is counted in."""
        return UNITS[self.path] if self.path in UNITS else UNITS[self.path.partition(".")[0]]

    @property
    def html_id(self) -> str:
        """The id of its input."""
        return self.path.replace(".", "-")


@dataclass(frozen=True, slots=True)
class PolicyGroup:
    """Fields that belong together, `path` being their struct."""

    path: str
    fields: tuple[PolicyField, ...]

    @property
    def name(self) -> str:
        """What the page calls it."""
        return GROUP_NAMES[self.path]


def policy_groups() -> list[PolicyGroup]:
    """Return the groups in the policy's own order, each struct's plain fields before its inner structs."""
    info = inspect.type_info(Policy)
    if not isinstance(info, inspect.StructType):
        raise TypeError("a policy is a struct")
    return [group for field in info.fields for group in _groups(field.name, field.type, Policy())]


def all_fields() -> list[PolicyField]:
    """Return the fields of all groups."""
    return [field for group in policy_groups() for field in group.fields]


def value_at(policy: object, path: str) -> Any:  # noqa: ANN401 - int, float or choice
    """Return the policy's value at this place."""
    for name in path.split("."):
        policy = getattr(policy, name)
    return policy


def _groups(path: str, kind: inspect.Type, defaults: Policy) -> list[PolicyGroup]:
    if not isinstance(kind, inspect.StructType):
        raise TypeError(f"{path}: a struct expected")
    plain = [f for f in kind.fields if not isinstance(f.type, inspect.StructType)]
    inner = [f for f in kind.fields if isinstance(f.type, inspect.StructType)]
    fields = tuple(_field(f"{path}.{f.name}", f.type, defaults) for f in plain)
    below = [group for f in inner for group in _groups(f"{path}.{f.name}", f.type, defaults)]
    return [PolicyGroup(path, fields), *below] if fields else below


def _field(path: str, kind: inspect.Type, defaults: Policy) -> PolicyField:
    explanation, default = "", value_at(defaults, path)
    if isinstance(kind, inspect.Metadata):
        explanation = str((kind.extra_json_schema or {}).get("description", ""))
        kind = kind.type
    if isinstance(kind, inspect.EnumType):
        choices = tuple(str(member.value) for member in kind.cls)
        return PolicyField(path, explanation, 0, 0, default, whole=False, choices=choices)
    if not isinstance(kind, inspect.IntType | inspect.FloatType) or kind.ge is None or kind.le is None:
        raise TypeError(f"{path}: a number with both bounds expected")
    whole = isinstance(kind, inspect.IntType)
    return PolicyField(path, explanation, kind.ge, kind.le, default, whole)
