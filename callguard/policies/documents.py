"""Policies as documents: YAML in and out, errors with their line, the JSON Schema, and what differs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import yaml
from pydantic import BaseModel, ValidationError

from callguard.errors import CallGuardError
from callguard.policies.fields import ANY_QUEUE, explanations
from rules.policy import Policy

DASH = "–"


class PolicyDocumentError(CallGuardError):
    """A policy document is faulty; `problems` name each place and what is wrong with it."""

    def __init__(self, source: str, problems: "list[Problem]") -> None:
        self.problems = problems
        super().__init__(
            "\n".join(f"{source}:{p.line}: {p.place or 'document'}: {p.fault}" for p in problems)
        )


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: the line in the document (from 1), the place as in `talk_time.limit_s`, what is wrong."""

    line: int
    place: str
    fault: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two policies hold different values of, as text."""

    place: str
    before: str
    after: str


def read_policy(text: str, source: str = "policy") -> Policy:
    """Read a YAML (or JSON) document; raise PolicyDocumentError naming lines."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        document = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise PolicyDocumentError(source, [Problem(line, "", str(error.problem))]) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise PolicyDocumentError(source, [Problem(1, "", str(error))]) from None
    if not isinstance(document, dict):
        raise PolicyDocumentError(source, [Problem(1, "", "a mapping of fields expected")])
    try:
        return Policy.model_validate(document)
    except ValidationError as error:
        raise PolicyDocumentError(source, [_problem(node, detail) for detail in error.errors()]) from None


def write_policy(policy: Policy) -> str:
    """Return the policy as YAML that `read_policy` reads back to the same value."""
    return yaml.safe_dump(policy.model_dump(mode="json"), sort_keys=False, allow_unicode=True)


def policy_schema() -> dict[str, Any]:
    """Return the JSON Schema, each field with its unit, reason and explanations."""
    schema = Policy.model_json_schema()
    schema = cast("dict[str, Any]", _inlined(schema, schema.pop("$defs")))
    for place, text in explanations().items():
        field = schema
        for name in place.split("."):
            field = _any_value(field) if name == ANY_QUEUE else field["properties"][name]
        field["description"] = text.en
        field["x-unit"], field["x-reason"], field["x-ja"], field["x-ko"] = (
            text.unit,
            text.reason,
            text.ja,
            text.ko,
        )
    return schema


def diff(before: Policy, after: Policy) -> list[Difference]:
    """Return what differs, in the document's order."""
    old, new = dict(_leaves(before)), dict(_leaves(after))
    places = [*old, *(place for place in new if place not in old)]
    return [
        Difference(place, old.get(place, DASH), new.get(place, DASH))
        for place in places
        if old.get(place, DASH) != new.get(place, DASH)
    ]


def _leaves(part: object, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(part, BaseModel):
        part = {name: getattr(part, name) for name in type(part).model_fields}
    if isinstance(part, dict) and part:
        for name, value in part.items():
            yield from _leaves(value, f"{place}.{name}" if place else name)
    elif isinstance(part, (tuple, list)):
        yield place, ", ".join(str(item) for item in part)
    else:
        yield place, DASH if part is None or part == {} else str(part)


def _problem(node: yaml.Node | None, detail: Any) -> Problem:  # noqa: ANN401 - pydantic's ErrorDetails
    path = tuple(str(part) for part in detail["loc"] if part != "[key]")
    fault = detail["msg"].removeprefix("Value error, ")
    if "input" in detail and isinstance(detail["input"], (str, int, float, bool)):
        fault = f"{fault} (got {detail['input']!r})"
    return Problem(_line(node, path), ".".join(path), fault)


def _line(node: yaml.Node | None, path: tuple[str, ...]) -> int:
    """Return the line of the deepest place of `path` that the document has."""
    line = 1
    for part in path:
        if isinstance(node, yaml.MappingNode):
            found = [(key, value) for key, value in node.value if str(key.value) == part]
            if not found:
                break
            key, node = found[0]
            line = key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode) and part.isdigit() and int(part) < len(node.value):
            node = node.value[int(part)]
            line = node.start_mark.line + 1
        else:
            break
    return line


def _any_value(mapping: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a mapping's values, whatever their keys are called."""
    return next(iter(mapping["patternProperties"].values()))


def _inlined(part: Any, definitions: dict[str, Any]) -> Any:  # noqa: ANN401 - any JSON value
    """Put each definition where it is used: the same shape is explained differently in each place."""
    if isinstance(part, list):
        return [_inlined(item, definitions) for item in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        own = {name: value for name, value in part.items() if name != "$ref"}
        part = {**definitions[part["$ref"].rpartition("/")[2]], **own}
    return {name: _inlined(value, definitions) for name, value in part.items()}
