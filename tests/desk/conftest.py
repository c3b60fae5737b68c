"""A desk over a real store, and a call that Mori has made."""

import pytest
from redis import Redis

from tests.desk.front import Front


@pytest.fixture
def front(redis: Redis) -> Front:
    """A desk whose effects stay in the outbox."""
    return Front(redis)
