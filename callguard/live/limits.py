"""The timers of all calls, in one sorted set that the transition script writes."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from redis import Redis

from callguard.live import keys

_DROP = """
if (redis.call('HGET', KEYS[1], 'version') or '0') == ARGV[1] then
  redis.call('ZREM', KEYS[2], ARGV[2])
end
"""


class Limits:
    """The timers of all calls, in one sorted set."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._drop = redis.register_script(_DROP)

    def due(self, now: datetime, most: int) -> Sequence[tuple[str, str]]:
        """Return call and limit of timers whose time has come."""
        members = cast(
            "list[bytes]", self._redis.zrangebyscore(keys.LIMITS, "-inf", now.timestamp(), 0, most)
        )
        return [cast("tuple[str, str]", tuple(m.decode().split("/", 1))) for m in members]

    def next_due(self) -> float | None:
        """Return the second (Unix time) at which the next timer is due."""
        first = cast("list[tuple[bytes, float]]", self._redis.zrange(keys.LIMITS, 0, 0, withscores=True))
        return first[0][1] if first else None

    def drop(self, call_sid: str, limit: str, version: int) -> None:
        """Forget a timer that the call's facts at `version` do not know; not if they changed since."""
        self._drop(keys=[keys.call(call_sid), keys.LIMITS], args=[version, f"{call_sid}/{limit}"])

    def postpone(self, call_sid: str, limit: str, seconds: float, now: datetime) -> None:
        """Try a timer again later whose call could not be decided."""
        self._redis.zadd(keys.LIMITS, {f"{call_sid}/{limit}": now.timestamp() + seconds}, xx=True)
