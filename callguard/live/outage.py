"""Sees a day when everybody calls: our own outage makes nobody a harasser."""

from datetime import datetime, timedelta
from typing import cast

from redis import Redis

from callguard.live import keys
from rules.policy import Frequency

BUCKET = timedelta(minutes=10)
HOUR = 6
DAYS = 7


class Outage:
    """Counts different callers in buckets of ten minutes; compares the last hour with those of the week."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def count(self, caller: str, now: datetime) -> None:
        """Count a caller; their second call in a bucket changes nothing."""
        key = keys.callers_at(_bucket(now))
        with self._redis.pipeline(transaction=True) as pipe:
            pipe.pfadd(key, caller)
            pipe.expire(key, timedelta(days=DAYS + 1))
            pipe.execute()

    def is_on(self, policy: Frequency, now: datetime) -> bool:
        """Whether far more different callers than usual called in the last hour.

        Usual is the mean of the same hour of the days of the last week on which anybody called; with none of
        those nothing is usual yet, and there is no outage.
        """
        with self._redis.pipeline(transaction=False) as pipe:
            for days in range(DAYS + 1):
                last = _bucket(now - timedelta(days=days))
                pipe.pfcount(*(keys.callers_at(last - n) for n in range(HOUR)))
            callers, *before = cast("list[int]", pipe.execute())
        known = [number for number in before if number]
        if not known or callers < policy.outage_callers:
            return False
        return callers >= policy.outage_factor * sum(known) / len(known)


def _bucket(at: datetime) -> int:
    return int(at.timestamp() // BUCKET.total_seconds())
