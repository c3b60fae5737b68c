"""How `callguard serve` ends: cleanly when asked, and completely even when killed."""

import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from callguard.config import Settings
from callguard.demo.setting import free_port
from callguard.serve.embedded_valkey import socket_path
from tests.flow.processes import Running, children, command_line, running, serving
from tests.flow.waiting import until
from tests.settings import settings_for

PROCESSES = ("valkey-server", "web --with-media", "worker actions", "worker records")


@pytest.fixture
def settings() -> Iterator[Settings]:
    with tempfile.TemporaryDirectory(prefix="cg") as folder:
        yield settings_for(
            Path(folder), port=free_port(None), database_url=None, speech_tier="off", action_workers=1
        )


def all_processes(serve: Running) -> dict[int, str]:
    """Return everything that `serve` started, once each runs its own program."""

    def complete() -> dict[int, str] | None:
        found = children(serve.process.pid)
        named = all(any(words in line for line in found.values()) for words in PROCESSES)
        return found if named and len(found) == len(PROCESSES) else None

    return until(complete, "all children there")


def gone(started: dict[int, str]) -> bool:
    return not any(command_line(pid) == line for pid, line in started.items())


def test_serve_refuses_a_second_on_its_data_and_stops_cleanly_when_asked(settings: Settings) -> None:
    second = settings.model_copy(update={"port": free_port(None)})
    with serving(settings) as serve:
        with running(second, "serve", log=settings.data_dir / "second.txt") as other:
            assert other.process.wait(30) == 2
            refusal = other.log.read_text(encoding="utf-8")
        assert f"CALLGUARD_DATA_DIR='{settings.data_dir}': expected a folder that no other" in refusal
        assert "Traceback" not in refusal
        assert (settings.data_dir / "serve.lock").exists()
        stop_cleanly(serve, settings, signal.SIGTERM)


def test_ctrl_c_stops_serve_cleanly_even_while_it_starts(settings: Settings) -> None:
    with running(settings, "serve") as serve:
        stop_cleanly(serve, settings, signal.SIGINT)


def stop_cleanly(serve: Running, settings: Settings, number: signal.Signals) -> None:
    """Stop it, and look for what it may have left: processes, socket, lock."""
    started = all_processes(serve)
    assert socket_path(settings).exists()
    serve.process.send_signal(number)
    assert serve.process.wait(30) == 0
    assert gone(started)
    assert not socket_path(settings).exists()
    assert not (settings.data_dir / "serve.lock").exists()
    assert "Traceback" not in serve.log.read_text(encoding="utf-8")


def test_serve_killed_outright_leaves_no_process_behind_and_starts_again(settings: Settings) -> None:
    with running(settings, "serve") as serve:
        started = all_processes(serve)
        os.kill(serve.process.pid, signal.SIGKILL)
        until(lambda: gone(started), "no process left, Valkey included")
    with running(settings, "serve") as again:
        all_processes(again)
