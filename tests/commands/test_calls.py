"""`callguard calls export`: a call as evidence, with how each tick was made."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from callguard.cli import app
from callguard.config import environment
from callguard.db.calls import CallRow, TickRow, UtteranceRow
from callguard.db.database import Database
from callguard.db.people import AuditRow
from callguard.site import database_url
from tests.settings import settings_for

SID, OTHER = "CA" + "1" * 32, "CA" + "2" * 32
AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def call(sid: str) -> CallRow:
    return CallRow(
        sid=sid, language="ja", queue="main", outbound=False, arrived_at=AT, talk_s=61.5, calls_today=2,
        counted=True, stage="firm", said="firm", severity=2, accommodation=False, policy_version=3,
        recorded=9,
    )  # fmt: skip


@pytest.fixture
def site(tmp_path: Path) -> tuple[CliRunner, Database]:
    settings = settings_for(tmp_path)
    runner = CliRunner(env=environment(settings))
    assert runner.invoke(app, ["db", "upgrade"]).exit_code == 0
    database = Database(database_url(settings))
    with database.write() as session:
        session.add_all([call(SID), call(OTHER)])
    with database.write() as session:
        for tick, how in (("request", "pressed"), ("behaviour", "heard"), ("consequence", "played")):
            session.add(TickRow(call_sid=SID, tick=tick, how=how, talk_s=40.0, by=None))
        for number, sid in ((2, SID), (1, SID), (1, OTHER)):
            session.add(
                UtteranceRow(
                    call_sid=sid,
                    number=number,
                    speaker="caller",
                    start_s=number,
                    end_s=number + 1,
                    text=f"ばか {number}",
                    confidence=0.9,
                )
            )
    return runner, database


def test_the_export_shows_the_call_in_order_and_how_each_tick_was_made(
    site: tuple[CliRunner, Database],
) -> None:
    runner, database = site
    told = json.loads(runner.invoke(app, ["calls", "export", SID, "--by", "adil"]).stdout)
    assert (told["call"]["sid"], told["call"]["arrived_at"]) == (SID, "2026-11-24T01:00:00Z")
    assert [words["text"] for words in told["words"]] == ["ばか 1", "ばか 2"]
    made = {tick["tick"]: tick["how"] for tick in told["ticks"]}
    assert made == {"behaviour": "heard", "consequence": "played", "request": "pressed"}
    assert (told["findings"], told["prompts"], told["limits"]) == ([], [], [])
    with database.read() as session:
        noted = session.scalars(select(AuditRow).where(AuditRow.action == "call_exported")).one()
    assert (noted.by, noted.subject) == ("adil", SID)


def test_a_call_that_was_never_kept_is_named(site: tuple[CliRunner, Database]) -> None:
    runner, database = site
    missing = runner.invoke(app, ["calls", "export", "CA" + "3" * 32])
    assert (missing.exit_code, missing.stdout) == (1, "")
    assert "CA" + "3" * 32 in missing.stderr
    with database.read() as session:
        assert session.scalars(select(AuditRow)).all() == []
