"""A worker's hold on an effect: kept while it works, gone within seconds when it dies."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from redis import Redis
from redis.exceptions import RedisError

from callguard.live import keys

log = structlog.get_logger()

LEASE_MS = 5_000
RENEW_S = 1.5


@contextmanager
def leased(redis: Redis, effect_id: str) -> Iterator[bool]:
    """Hold the effect for the length of the block; False when another worker has it."""
    key = keys.lease(effect_id)
    if not redis.set(key, 1, nx=True, px=LEASE_MS):
        yield False
        return
    done = threading.Event()
    renewal = threading.Thread(target=_renew, args=(redis, key, done), name="lease", daemon=True)
    renewal.start()
    try:
        yield True
    finally:
        done.set()
        renewal.join()
        redis.delete(key)


def _renew(redis: Redis, key: str, done: threading.Event) -> None:
    while not done.wait(RENEW_S):
        try:
            redis.pexpire(key, LEASE_MS)
        except RedisError as error:
            log.warning("lease not renewed", error=str(error))
