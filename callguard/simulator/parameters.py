"""The parameters of a REST request: which names each resource knows, and their values."""

import re
from urllib.parse import parse_qsl

from callguard.simulator.errors import RestError
from callguard.simulator.parameter_names import STREAM_CREATE

STREAM_PARAMETER = re.compile(r"Parameter([1-9]\d?)\.(Name|Value)")


class Parameters:
    """One request's parameters; a broken one is refused by name."""

    def __init__(self, encoded: str) -> None:
        self._pairs = parse_qsl(encoded, keep_blank_values=True)

    def recorded(self) -> dict[str, str | list[str]]:
        """What was received: a text for each name, a list where it came more than once."""
        found: dict[str, str | list[str]] = {}
        for name, _ in self._pairs:
            values = self.all(name)
            found[name] = values[0] if len(values) == 1 else values
        return found

    def allow(self, names: frozenset[str]) -> None:
        """Refuse parameters that the resource does not know."""
        for name, _ in self._pairs:
            if name not in names and not (names is STREAM_CREATE and STREAM_PARAMETER.fullmatch(name)):
                raise RestError(400, 20001, f"Unknown parameter {name!r}")

    def text(self, name: str, default: str | None = None) -> str | None:
        """A value, the last one when repeated."""
        values = self.all(name)
        return values[-1] if values else default

    def needed(self, name: str) -> str:
        """A value without which the request makes no sense."""
        value = self.text(name)
        if not value:
            raise RestError(400, 20001, f"Missing required parameter {name} in the post body")
        return value

    def all(self, name: str) -> list[str]:
        """All values of a repeated parameter."""
        return [value for given, value in self._pairs if given == name]

    def flag(self, name: str) -> bool | None:
        """A boolean; None when it was not sent."""
        value = self.text(name)
        if value is None:
            return None
        if value.lower() not in ("true", "false"):
            raise RestError(400, 20001, f"{name} must be true or false, not {value!r}")
        return value.lower() == "true"

    def switch(self, name: str, *, default: bool) -> bool:
        """A boolean with its default."""
        value = self.flag(name)
        return default if value is None else value

    def number(self, name: str, default: int) -> int:
        """A whole number."""
        value = self.text(name, str(default)) or ""
        if not value.isdigit():
            raise RestError(400, 20001, f"{name} must be a whole number, not {value!r}")
        return int(value)

    def one_of(self, name: str, allowed: tuple[str, ...]) -> str | None:
        """A value out of a list; None when it was not sent."""
        value = self.text(name)
        if value is not None and value not in allowed:
            raise RestError(400, 20001, f"{name} must be one of {', '.join(allowed)}, not {value!r}")
        return value

    def stream_parameters(self) -> tuple[tuple[str, str], ...]:
        """`Parameter1.Name`, `Parameter1.Value` … as pairs."""
        names = {name: value for name, value in self._pairs if STREAM_PARAMETER.fullmatch(name)}
        return tuple(
            (value, names.get(name.replace(".Name", ".Value"), ""))
            for name, value in names.items()
            if name.endswith(".Name")
        )
