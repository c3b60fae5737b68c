"""What Twilio is to speak to a caller when it asks for an announcement."""

from typing import cast

import msgspec
from msgspec import Struct
from redis import Redis

from callguard.live import keys


class Announcement(Struct, frozen=True):
    """A text for one call; `name` is what rules call it."""

    call_sid: str
    name: str
    text: str
    language: str


class Announcements:
    """Kept by the id of the effect that asked for them."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def put(self, effect_id: str, announcement: Announcement) -> bool:
        """Keep an announcement; return whether it is new."""
        body = msgspec.json.encode(announcement)
        return bool(self._redis.set(keys.announcement(effect_id), body, ex=keys.ANNOUNCEMENT_S, nx=True))

    def get(self, effect_id: str) -> Announcement | None:
        """Return the announcement, or None when there is no such one."""
        body = cast("bytes | None", self._redis.get(keys.announcement(effect_id)))
        return None if body is None else msgspec.json.decode(body, type=Announcement)

    def drop(self, effect_id: str) -> None:
        """Forget an announcement that Twilio never took."""
        self._redis.delete(keys.announcement(effect_id))
