"""Processes as the kernel lists them, and `callguard` commands as processes of their own."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from callguard.config import Settings, environment
from callguard.serve.leash import end, spawn
from tests.flow.waiting import until


@dataclass(frozen=True, slots=True)
class Running:
    """A command under way, and where its log goes."""

    process: "subprocess.Popen[bytes]"
    log: Path


@contextmanager
def running(settings: Settings, *words: str, log: Path | None = None) -> Iterator[Running]:
    """Run `callguard …` with these settings; stopped at the end unless it has stopped by itself."""
    log = log or settings.data_dir / "log.txt"
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    process = spawn([sys.executable, "-m", "callguard", *words], environment(settings), log)
    try:
        yield Running(process, log)
    finally:
        end(process, 30)


@contextmanager
def serving(settings: Settings) -> Iterator[Running]:
    """Run `callguard serve`, and wait until it answers."""
    with running(settings, "serve") as serve:
        until_ready(settings.port, serve)
        yield serve


def until_ready(port: int, served: Running) -> None:
    """Wait until the process answers on its port."""

    def answers() -> bool:
        assert served.process.poll() is None, served.log.read_text(encoding="utf-8")
        try:
            return httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
        except httpx.HTTPError:
            return False

    until(answers, f"ready on port {port}")


def children(pid: int) -> dict[int, str]:
    """Return the processes that this one started, by id, with their command lines."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    pids = [int(child) for child in listed.read_text(encoding="ascii").split()] if listed.exists() else []
    return {child: line for child in pids if (line := command_line(child))}


def child(pid: int, words: str) -> int | None:
    """Return the child whose command line holds these words."""
    return next((child for child, line in children(pid).items() if words in line), None)


def command_line(pid: int) -> str:
    """Return the command line of a process; empty when there is none, or when it is dead."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""
