"""The fields of the policy with their bounds and explanations, read from its own model."""

from dataclasses import dataclass
from enum import StrEnum
from types import UnionType
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from callguard.policies.fields import Explanation, explanations
from rules.policy import Policy

ELSEWHERE = ("profile", "queues")
"""Places that the form leaves alone: queues have their own switch."""
NONE = ""


@dataclass(frozen=True, slots=True)
class PolicyField:
    """One field. `path` is its place, as in `talk_time.limit_s`; `choices` are empty for numbers, and with
    `several` any of them may be chosen.
    """

    path: str
    explanation: Explanation
    default: Any
    low: float = 0
    high: float = 0
    whole: bool = True
    choices: tuple[str, ...] = ()
    several: bool = False

    @property
    def html_id(self) -> str:
        """The id of its input."""
        return self.path.replace(".", "-")


@dataclass(frozen=True, slots=True)
class PolicyGroup:
    """Fields that belong together, `path` being their part of the policy."""

    path: str
    fields: tuple[PolicyField, ...]


def policy_groups() -> list[PolicyGroup]:
    """Return the groups in the policy's own order, each part's plain fields before its inner parts."""
    return [
        group
        for name, field in Policy.model_fields.items()
        if name not in ELSEWHERE
        for group in _groups(name, _part(field))
    ]


def all_fields() -> list[PolicyField]:
    """Return the fields of all groups."""
    return [field for group in policy_groups() for field in group.fields]


def value_at(policy: object, path: str) -> Any:  # noqa: ANN401 - number, choice or choices
    """Return the policy's value at this place."""
    for name in path.split("."):
        policy = getattr(policy, name)
    return policy


def as_typed(value: Any) -> str:  # noqa: ANN401 - number, choice or choices
    """Return a value as the form holds it."""
    if isinstance(value, tuple):
        return " ".join(str(item) for item in value)
    return NONE if value is None else str(value)


def _part(field: FieldInfo) -> type[BaseModel]:
    kind = field.annotation
    if not isinstance(kind, type) or not issubclass(kind, BaseModel):
        raise TypeError(f"{kind}: a part of the policy expected")
    return kind


def _groups(path: str, part: type[BaseModel]) -> list[PolicyGroup]:
    inner = {n: f for n, f in part.model_fields.items() if _is_part(f)}
    plain = {n: f for n, f in part.model_fields.items() if n not in inner}
    fields = tuple(_field(f"{path}.{name}", field) for name, field in plain.items())
    below = [group for name, field in inner.items() for group in _groups(f"{path}.{name}", _part(field))]
    return [PolicyGroup(path, fields), *below] if fields else below


def _is_part(field: FieldInfo) -> bool:
    return isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)


def _field(path: str, field: FieldInfo) -> PolicyField:
    text, default = explanations()[path], value_at(Policy(), path)
    kind: Any = field.annotation
    if get_origin(kind) is tuple:
        return PolicyField(path, text, default, choices=_members(get_args(kind)[0]), several=True)
    if isinstance(kind, UnionType):
        return PolicyField(path, text, default, choices=(NONE, *_members(get_args(kind)[0])))
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return PolicyField(path, text, default, choices=_members(kind))
    low, high = _bounds(path, field)
    return PolicyField(path, text, default, low, high, whole=kind is int)


def _members(kind: type[StrEnum]) -> tuple[str, ...]:
    return tuple(str(member.value) for member in kind)


def _bounds(path: str, field: FieldInfo) -> tuple[float, float]:
    bounds = {name: getattr(m, name) for m in field.metadata for name in ("ge", "le") if hasattr(m, name)}
    if len(bounds) != 2:
        raise TypeError(f"{path}: a number with both bounds expected")
    return bounds["ge"], bounds["le"]
