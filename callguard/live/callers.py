"""Counts a caller's calls: a cache of the database, by a keyed hash of the number."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from redis import Redis

from callguard.live import keys
from rules.events import CallCounts


class CallerCounts:
    """Counts by the site's calendar day, the last 7 and the last 30 days."""

    def __init__(self, redis: Redis, zone: ZoneInfo) -> None:
        self._redis = redis
        self._zone = zone

    def earlier(self, caller: str, call_sid: str, now: datetime) -> CallCounts:
        """Return how often the caller called before, the call `call_sid` left out."""
        since = (now - timedelta(days=keys.CALLER_DAYS)).timestamp()
        calls = cast(
            "list[tuple[bytes, float]]",
            self._redis.zrangebyscore(keys.caller(caller), since, "+inf", withscores=True),
        )
        times = [at for sid, at in calls if sid.decode() != call_sid]
        midnight = now.astimezone(self._zone).replace(hour=0, minute=0, second=0, microsecond=0)
        spans = (midnight, now - timedelta(days=7), now - timedelta(days=30))
        return CallCounts(*(sum(at >= start.timestamp() for at in times) for start in spans))

    def count(self, caller: str, call_sid: str, at: datetime) -> None:
        """Count a call; a second time changes nothing."""
        self._add(caller, [(call_sid, at)])

    def forget(self, caller: str, call_sid: str) -> None:
        """Take a call back that was too short to count."""
        self._redis.zrem(keys.caller(caller), call_sid)

    def warm(self, calls: Iterable[tuple[str, str, datetime]]) -> None:
        """Fill the cache with (caller, call, arrival) from the database."""
        for caller, call_sid, at in calls:
            self._add(caller, [(call_sid, at)])
        self._redis.set(keys.WARM, 1)

    def is_warm(self) -> bool:
        """Whether the cache was filled since the store began."""
        return bool(self._redis.exists(keys.WARM))

    def _add(self, caller: str, calls: list[tuple[str, datetime]]) -> None:
        key = keys.caller(caller)
        oldest = (max(at for _, at in calls) - timedelta(days=keys.CALLER_DAYS)).timestamp()
        with self._redis.pipeline(transaction=True) as pipe:
            pipe.zadd(key, {call_sid: at.timestamp() for call_sid, at in calls})
            pipe.zremrangebyscore(key, "-inf", oldest)
            pipe.expire(key, keys.CALLER_DAYS * 24 * 3600)
            pipe.execute()
