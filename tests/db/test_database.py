"""The schema and the sessions, on SQLite and on PostgreSQL."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from callguard.db import api_keys, calls, incidents, people, policies
from callguard.db.database import Database
from callguard.db.migrate import upgrade
from callguard.db.people import AuditRow
from callguard.db.tables import Table


def test_the_migrations_make_the_very_tables_that_the_code_has(database: Database) -> None:
    assert all((api_keys, calls, incidents, people, policies))
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, Table.metadata) == []


def test_upgrading_again_changes_nothing(database: Database) -> None:
    upgrade(database)
    upgrade(database)


def test_instants_come_back_in_utc_and_must_have_a_time_zone(database: Database) -> None:
    tokyo = datetime(2026, 11, 24, 9, 30, 0, 123456, tzinfo=timezone(timedelta(hours=9)))
    with database.write() as session:
        session.add(AuditRow(at=tokyo, by="adil", action="test", subject="", details={"a": [1]}))
    with database.read() as session:
        row = session.scalars(select(AuditRow)).one()
    assert row.at == tokyo
    assert row.at.tzinfo is UTC
    assert row.details == {"a": [1]}
    with pytest.raises(StatementError, match="time zone"), database.write() as session:
        session.add(AuditRow(at=datetime(2026, 1, 1), by="", action="", subject="", details={}))  # noqa: DTZ001


def test_an_error_rolls_the_whole_session_back(database: Database) -> None:
    def write_half() -> None:
        with database.write() as session:
            session.add(AuditRow(at=datetime.now(UTC), by="adil", action="", subject="", details={}))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_half()
    with database.read() as session:
        assert session.scalars(select(AuditRow)).all() == []


def test_many_writers_wait_for_their_turn(database: Database) -> None:
    def write(number: int) -> None:
        for _ in range(10):
            with database.write() as session:
                session.scalars(select(AuditRow)).all()
                row = AuditRow(at=datetime.now(UTC), by=str(number), action="", subject="", details={})
                session.add(row)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert len(session.scalars(select(AuditRow)).all()) == 40
