"""Faults on demand: the next matching REST request fails as Twilio sometimes does."""

import re
from dataclasses import dataclass

from callguard.simulator.errors import RestError

MESSAGES = {20429: "Too Many Requests", 20500: "Internal Server Error"}
DROPPED = 0
"""The status of a connection that is dropped before any answer."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One failure waiting for its request; `status` 0 drops the connection."""

    method: str
    path: re.Pattern[str]
    status: int
    code: int

    def error(self) -> RestError:
        """The refusal."""
        return RestError(self.status, self.code, MESSAGES.get(self.code, "Failed on demand"))


class Faults:
    """Failures in waiting; each strikes once, and the request is never carried out."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, method: str, path_regex: str, status: int, code: int) -> None:
        """Let the next such request fail."""
        self._waiting.append(Fault(method, re.compile(path_regex), status, code))

    def take(self, method: str, path: str) -> Fault | None:
        """The failure that this request meets, if any."""
        for fault in self._waiting:
            if fault.method == method and fault.path.search(path):
                self._waiting.remove(fault)
                return fault
        return None
