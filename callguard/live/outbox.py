"""The outbox: effects that were decided and whose outcome is not yet recorded."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import cast

import msgspec
from msgspec import Struct
from redis import Redis

from callguard.live import keys
from rules.effects import Job


class OutboxEntry(Struct, frozen=True):
    """One effect to be carried out; `id` is made of the call and the effect's number in it."""

    id: str
    call_sid: str
    job: Job


_FINISH = """
if redis.call('HDEL', KEYS[1], ARGV[1]) == 1 then
  redis.call('ZREM', KEYS[2], ARGV[1])
  redis.call('HDEL', KEYS[3], ARGV[1])
  redis.call('HINCRBY', KEYS[4], ARGV[2], 1)
end
"""


class Outbox:
    """Hands out what is due, and takes outcomes. An entry stays until its outcome is recorded."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._finish = redis.register_script(_FINISH)

    def due(self, now: datetime, most: int) -> Sequence[OutboxEntry]:
        """Return entries whose time has come."""
        ids = cast("list[bytes]", self._redis.zrangebyscore(keys.OUTBOX, "-inf", now.timestamp(), 0, most))
        entries = []
        for effect_id in ids:
            entry = self.entry(effect_id.decode())
            if entry is None:
                self._redis.zrem(keys.OUTBOX, effect_id)
            else:
                entries.append(entry)
        return entries

    def entry(self, effect_id: str) -> OutboxEntry | None:
        """Return the entry, or None when its outcome is recorded already."""
        body = cast("bytes | None", self._redis.hget(keys.OUTBOX_BODIES, effect_id))
        return None if body is None else msgspec.json.decode(body, type=OutboxEntry)

    def postpone(self, effect_id: str, delay: timedelta) -> None:
        """Let the ticker look at this entry again after `delay`."""
        at = (datetime.now(UTC) + delay).timestamp()
        self._redis.zadd(keys.OUTBOX, {effect_id: at}, xx=True)

    def count_try(self, effect_id: str) -> int:
        """Count a try that failed, and return how many there were, this one included."""
        return self._redis.hincrby(keys.OUTBOX_TRIES, effect_id, 1)

    def finish(self, effect_id: str, *, done: bool) -> None:
        """Record the outcome, once, and all at once: who no longer finds the entry finds its outcome."""
        stores = [keys.OUTBOX_BODIES, keys.OUTBOX, keys.OUTBOX_TRIES, keys.OUTCOMES]
        self._finish(keys=stores, args=[effect_id, "done" if done else "failed"])

    def outcomes(self) -> tuple[int, int]:
        """Return how many effects were done, and how many failed for good."""
        counts = cast("dict[bytes, bytes]", self._redis.hgetall(keys.OUTCOMES))
        return int(counts.get(b"done", 0)), int(counts.get(b"failed", 0))

    def pending(self) -> int:
        """Return how many effects have no outcome yet."""
        return self._redis.hlen(keys.OUTBOX_BODIES)
