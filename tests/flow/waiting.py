"""Waiting for what has to come true; nothing here sleeps and then hopes."""

import time
from collections.abc import Callable
from typing import TypeVar

from redis.exceptions import RedisError

DEADLINE_S = 60.0
LOOK_EVERY_S = 0.05
Seen = TypeVar("Seen")


def until(look: Callable[[], Seen | None], what: str) -> Seen:
    """Look again and again until there is something to see, and return it. The store may be away."""
    end = time.monotonic() + DEADLINE_S
    while True:
        try:
            seen = look()
        except RedisError:
            seen = None
        if seen:
            return seen
        assert time.monotonic() < end, f"waited in vain: {what}"
        time.sleep(LOOK_EVERY_S)
