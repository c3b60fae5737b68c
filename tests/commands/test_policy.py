"""`callguard policy`: show, check, compare, publish, switch, history and back-test, on a site of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from redis import Redis
from typer.testing import CliRunner, Result

from callguard.cli import app
from callguard.config import environment
from callguard.policies.documents import read_policy
from tests.settings import settings_for
from tests.stores import TestValkey

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, valkey_server: TestValkey, redis: Redis) -> Run:
    """Run a command on a site with SQLite and a real Valkey."""
    redis.flushall()
    settings = settings_for(tmp_path, redis_url=valkey_server.url)
    env = environment(settings)

    def command(*words: str, typed: str | None = None) -> Result:
        return CliRunner(env=env).invoke(app, list(words), input=typed)

    assert command("db", "upgrade").exit_code == 0
    return command


def test_what_is_shown_can_be_read_back(run: Run) -> None:
    shown = run("policy", "show")
    assert shown.exit_code == 0
    assert read_policy(shown.stdout).profile == "standard-ja"
    assert read_policy(run("policy", "show", "public-ko").stdout).talk_time.limit_s == 1200


def test_a_policy_is_compared_published_and_found_in_the_history(run: Run, tmp_path: Path) -> None:
    draft = tmp_path / "draft.yaml"
    draft.write_text(run("policy", "show").stdout.replace("limit_s: 1800", "limit_s: 2400"), encoding="utf-8")
    assert run("policy", "diff", "current", str(draft)).stdout.strip() == "talk_time.limit_s: 1800 → 2400"
    asked = run("policy", "publish", str(draft), "--reason", "Longer", typed="n\n")
    assert asked.exit_code == 1
    done = run("policy", "publish", str(draft), "--reason", "Longer", "--by", "adil", "--yes")
    assert "version 2 is in force" in done.stdout
    newest, oldest = run("policy", "history").stdout.splitlines()
    assert newest.split()[0] == "2"
    assert "adil  Longer" in newest
    assert oldest.split()[0] == "1"
    again = run("policy", "publish", str(draft), "--reason", "Longer", "--yes")
    assert "nothing is published" in again.stdout
    assert "1800 → 2400" in run("policy", "diff", "1", "2").stdout


def test_a_queue_is_switched_at_once(run: Run) -> None:
    assert (
        "main is in clock since version 2"
        in run("policy", "mode", "main", "clock", "--reason", "misfires").stdout
    )
    assert "already" in run("policy", "mode", "main", "clock", "--reason", "misfires").stdout
    assert run("policy", "mode", "nowhere", "clock", "--reason", "x").exit_code == 2
    assert run("policy", "mode", "main", "loud", "--reason", "x").exit_code == 2


def test_an_impossible_policy_is_refused_with_its_lines(run: Run, tmp_path: Path) -> None:
    draft = tmp_path / "draft.yaml"
    draft.write_text("profile: mine\ntalk_time:\n  warning_s: 1700\n  limit_s: 1750\n", encoding="utf-8")
    checked = run("policy", "check", str(draft))
    assert checked.exit_code == 1
    assert f"{draft}:2: talk_time: warning_s (1700) must be less than notice_s (1500)" in checked.output
    assert run("policy", "publish", str(draft), "--reason", "x", "--yes").exit_code == 2


@pytest.mark.parametrize("source", ["99", "nowhere.yaml"])
def test_what_is_no_policy_is_said_to_be_none(run: Run, source: str) -> None:
    answer = run("policy", "show", source)
    assert answer.exit_code == 2
    assert "there is no policy version" in answer.output or "no readable file" in answer.output


def test_a_backtest_without_calls_says_so(run: Run) -> None:
    report = run("policy", "backtest", "public-ko", "--since", "7")
    assert report.exit_code == 0
    assert "0 calls, 0 would have gone another way" in report.stdout
    assert (
        run("policy", "backtest", "public-ko", "--since", "2026-01-01", "--json")
        .stdout.strip()
        .startswith("{")
    )
    assert run("policy", "backtest", "public-ko", "--since", "yesterday").exit_code == 2
