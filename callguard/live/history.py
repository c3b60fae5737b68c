"""What is known of a caller from before, kept where the call's path can read it: a cache of the database."""

from datetime import datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct
from redis import Redis

from callguard.live import keys
from rules.matters import LastCall, Matter

ANSWERS_SHOWN = 5


class MatterHistory(Struct, frozen=True):
    """One open matter: when it was called or written about, when it was answered, what was asked then."""

    id: str
    name: str
    contacts: tuple[datetime, ...] = ()
    answered: tuple[datetime, ...] = ()
    asked: tuple[str, ...] = ()
    owed_until: datetime | None = None


class CallerHistory(Struct, frozen=True):
    """A caller's open matters, the newest first, their last call, and the talk of calls that count."""

    shared: bool = False
    matters: tuple[MatterHistory, ...] = ()
    last: LastCall | None = None
    talks: tuple[tuple[datetime, float], ...] = ()


NOTHING = CallerHistory()
_decoder = msgspec.json.Decoder(CallerHistory)


class Histories:
    """Histories by caller; written whenever the database learns something of one."""

    def __init__(self, redis: Redis, zone: ZoneInfo) -> None:
        self._redis = redis
        self._zone = zone

    def put(self, caller: str, history: CallerHistory) -> None:
        """Replace what is known of a caller."""
        body = msgspec.json.encode(history)
        self._redis.set(keys.history(caller), body, ex=keys.CALLER_DAYS * 24 * 3600)

    def get(self, caller: str) -> CallerHistory:
        """Return what is known of a caller; nothing of one who is new."""
        body = cast("bytes | None", self._redis.get(keys.history(caller)))
        return _decoder.decode(body) if body else NOTHING

    def matters(self, history: CallerHistory, now: datetime) -> tuple[Matter, ...]:
        """Return the matters with their contacts counted as of now."""
        return tuple(self._matter(matter, now) for matter in history.matters)

    def talked_today(self, history: CallerHistory, now: datetime) -> float:
        """Return the seconds of talk of the caller's earlier calls on the site's day."""
        midnight = self._midnight(now)
        return sum(talk_s for at, talk_s in history.talks if at >= midnight)

    def _matter(self, matter: MatterHistory, now: datetime) -> Matter:
        day, week, month = self._midnight(now), now - timedelta(days=7), now - timedelta(days=30)
        today, last_week, last_month = (
            sum(at >= since for at in matter.contacts) for since in (day, week, month)
        )
        dates = dict.fromkeys(f"{at.astimezone(self._zone):%Y-%m-%d}" for at in matter.answered)
        return Matter(
            matter.id,
            matter.name,
            today,
            last_week,
            last_month,
            tuple(dates)[-ANSWERS_SHOWN:],
            matter.asked,
            matter.owed_until,
        )

    def _midnight(self, now: datetime) -> datetime:
        return now.astimezone(self._zone).replace(hour=0, minute=0, second=0, microsecond=0)
