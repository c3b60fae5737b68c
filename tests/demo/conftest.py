"""The demonstration takes minutes and little of the machine, so it runs beside all other tests."""

import json
import subprocess
import tempfile
from pathlib import Path
from typing import IO, Any, NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST_S = 400
COMMAND = [str(ROOT / "scripts" / "demo"), "--once", "--json"]


class Running(NamedTuple):
    """The demonstration under way, and where it writes."""

    process: "subprocess.Popen[bytes]"
    output: IO[str]
    errors: IO[str]


RUNNING = pytest.StashKey[Running]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Ask for the result last."""
    items.sort(key=_needs_demonstration)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Start it first."""
    if any(map(_needs_demonstration, session.items)) and not session.config.option.collectonly:
        output, errors = (tempfile.TemporaryFile("w+") for _ in range(2))  # noqa: SIM115 - read at the end
        process = subprocess.Popen(COMMAND, stdout=output, stderr=errors)
        session.config.stash[RUNNING] = Running(process, output, errors)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing running."""
    running = config.stash.get(RUNNING, None)
    if running is not None and running.process.poll() is None:
        running.process.terminate()
        running.process.wait(60)


@pytest.fixture(scope="session")
def demonstration(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Return the last line of `scripts/demo --once --json`."""
    running = request.config.stash[RUNNING]
    code = running.process.wait(LONGEST_S)
    for stream in (running.output, running.errors):
        stream.seek(0)
    assert code == 0, running.errors.read()
    result: dict[str, Any] = json.loads(running.output.read().splitlines()[-1])
    return result


def _needs_demonstration(item: pytest.Item) -> bool:
    return "demonstration" in getattr(item, "fixturenames", ())
