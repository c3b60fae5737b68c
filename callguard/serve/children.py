"""Keeps child processes running: one that dies is started again, none outlives the parent."""

import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog

from callguard.serve.leash import end, spawn

log = structlog.get_logger()

FIRST_WAIT_S, LONGEST_WAIT_S, STEADY_S = 0.2, 10.0, 30.0
STOP_S = 10.0


@dataclass(slots=True)
class Child:
    """A command that should be running."""

    name: str
    command: Sequence[str]
    process: "subprocess.Popen[bytes] | None" = None
    started_s: float = 0.0
    wait_s: float = FIRST_WAIT_S
    again_s: float = 0.0

    def start(self, environment: dict[str, str]) -> None:
        """Start the command."""
        self.process = spawn(self.command, environment)
        self.started_s = time.monotonic()
        self.again_s = 0.0


@dataclass(slots=True)
class Children:
    """All children of `callguard serve`; stopped in the reverse order of their start."""

    environment: dict[str, str]
    running: list[Child] = field(default_factory=list)

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start one more."""
        child = Child(name, command)
        child.start(self.environment)
        self.running.append(child)

    def look_after(self) -> None:
        """Start again what has died, later each time it dies soon after its start."""
        now = time.monotonic()
        for child in self.running:
            if child.again_s:
                if now >= child.again_s:
                    child.start(self.environment)
            elif child.process is not None and child.process.poll() is not None:
                log.error("process died, started again", name=child.name, code=child.process.returncode)
                self._plan(child, now)

    def stop(self) -> None:
        """Stop all; what does not stop in time is killed."""
        for child in reversed(self.running):
            if child.process is not None:
                end(child.process, STOP_S)
        self.running.clear()

    def _plan(self, child: Child, now: float) -> None:
        steady = now - child.started_s > STEADY_S
        child.wait_s = FIRST_WAIT_S if steady else min(LONGEST_WAIT_S, child.wait_s * 2)
        child.again_s = now + child.wait_s
