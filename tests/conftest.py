"""Fixtures that many tests share: a Valkey for the session, emptied for each test."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

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
