"""One-time tokens: a media socket has to name the one that was made for its call."""

import secrets
from typing import cast

from redis import Redis

from callguard.live import keys


class StreamTokens:
    """Makes tokens and takes each back once."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def issue(self, call_sid: str) -> str:
        """Return a new token bound to the call, good for two minutes."""
        token = secrets.token_urlsafe(32)
        self._redis.set(keys.stream_token(token), call_sid, ex=keys.TOKEN_S)
        return token

    def redeem(self, token: str) -> str | None:
        """Return the call that the token is bound to, the first time only."""
        call_sid = cast("bytes | None", self._redis.getdel(keys.stream_token(token)))
        return None if call_sid is None else call_sid.decode()
