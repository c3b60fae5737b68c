"""What stops `callguard` from starting, told on standard error; and what its small commands print."""

import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from redis import Redis

from callguard.config import Settings, environment
from callguard.db.database import Database
from callguard.demo.setting import free_port
from tests.settings import settings_for

SECRET = "hunter2-hunter2-hunter2-hunter2-hunter2"


def callguard(folder: Path, settings: Settings, *words: str, **others: str) -> "CompletedProcess[str]":
    """Run a command to its end; `others` replace variables, blank ones remove them."""
    variables = {**environment(settings), "PYTHONPATH": str(Path.cwd()), **others}
    return subprocess.run(
        [sys.executable, "-m", "callguard", *words],
        cwd=folder,
        env={name: value for name, value in variables.items() if value},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path / "data", port=free_port(None), database_url=None, speech_tier="off")


def test_a_port_in_use_stops_the_start_with_its_name(tmp_path: Path, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", settings.port)):
        ended = callguard(tmp_path, settings, "serve")
    assert ended.returncode == 2
    assert f"CALLGUARD_PORT='{settings.port}': expected a port that is free" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_faulty_pack_of_ones_own_stops_every_role_with_file_and_line(
    tmp_path: Path, settings: Settings, redis: Redis
) -> None:
    faulty = tmp_path / "packs" / "en.yaml"
    faulty.parent.mkdir()
    faulty.write_text(
        "language: en\nentries:\n  - {id: own.a, act: threat, severity: 9, say: [x y]}\n", "utf-8"
    )
    store = f"unix://{redis.connection_pool.connection_kwargs['path']}"
    others = {"CALLGUARD_PACKS_DIR": str(faulty.parent), "REDIS_URL": store}
    for words in (("serve",), ("web",), ("media",), ("worker", "records")):
        ended = callguard(tmp_path, settings, *words, **others)
        assert ended.returncode == 2, words
        assert f"{faulty}:3: " in ended.stderr
        assert "Traceback" not in ended.stderr


def test_every_wrong_setting_stops_serve_and_config_by_its_name_and_no_secret_is_shown(
    tmp_path: Path, settings: Settings
) -> None:
    wrong = {
        "CALLGUARD_PUBLIC_URL": "http://insecure.example",
        "CALLGUARD_TIME_ZONE": "Mars/Olympus",
        "CALLGUARD_TWILIO_ACCOUNT_SID": "",
        "REDIS_URL": f"http://:{SECRET}@redis.example",
        "CALLGUARD_SECRET_KEY": SECRET[:20],
    }
    with ThreadPoolExecutor() as pool:
        ended, also = pool.map(lambda word: callguard(tmp_path, settings, word, **wrong), ("serve", "config"))
    assert ended.returncode == also.returncode == 2
    assert ended.stderr == also.stderr
    lines = ended.stderr.splitlines()
    assert "CALLGUARD_PUBLIC_URL='http://insecure.example': expected an https:// address" in ended.stderr
    assert "CALLGUARD_TIME_ZONE='Mars/Olympus': expected an IANA time zone" in ended.stderr
    assert "CALLGUARD_TWILIO_ACCOUNT_SID is not set: expected AC" in ended.stderr
    assert all(any(line.startswith(name) for line in lines) for name in wrong)
    assert "hunter2" not in ended.stderr + ended.stdout
    assert not (tmp_path / "data").exists()


def test_config_prints_what_counts_with_secrets_masked(tmp_path: Path, settings: Settings) -> None:
    given = {
        "REDIS_URL": f"redis://:{SECRET}@redis.example",
        "CALLGUARD_SECRET_KEY": SECRET,
        "CALLGUARD_TWILIO_AUTH_TOKEN": SECRET,
    }
    ended = callguard(tmp_path, settings, "config", **given)
    assert ended.returncode == 0
    shown = dict(line.split("=", 1) for line in ended.stdout.splitlines())
    assert shown["CALLGUARD_PUBLIC_URL"] == settings.public_url
    assert shown["CALLGUARD_PORT"] == str(settings.port)
    assert all(set(shown[name]) == {"*"} for name in given)
    assert "hunter2" not in ended.stdout + ended.stderr


def test_db_upgrade_fills_an_empty_folder(tmp_path: Path, settings: Settings) -> None:
    ended = callguard(tmp_path, settings, "db", "upgrade")
    assert ended.returncode == 0, ended.stderr
    database = Database(f"sqlite:///{settings.data_dir}/callguard.sqlite3")
    with database.engine.connect() as connection:
        found = {row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_master")}
    database.close()
    assert {"alembic_version", "calls", "incidents", "users"} <= found


def test_a_process_by_itself_asks_for_the_store_that_only_serve_brings(
    tmp_path: Path, settings: Settings
) -> None:
    commands = (("web",), ("worker", "records"))
    with ThreadPoolExecutor() as pool:
        for ended in pool.map(lambda words: callguard(tmp_path, settings, *words), commands):
            assert ended.returncode == 2
            assert "REDIS_URL is not set" in ended.stderr
            assert "Traceback" not in ended.stderr
