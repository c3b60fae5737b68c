"""How often a name may be tried at the sign-in form."""

from hashlib import sha256
from typing import cast

from redis import Redis

from callguard.live import keys

MOST_TRIES = 10

_COUNT = """
local tries = redis.call('INCR', KEYS[1])
if tries == 1 then
  redis.call('EXPIRE', KEYS[1], ARGV[1])
end
return tries
"""


class SignInTries:
    """Ten tries for each name in five minutes, whether there is such a user or not."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._count = redis.register_script(_COUNT)

    def admit(self, name: str) -> bool:
        """Count a try, and say whether it may be made."""
        return int(cast("int", self._count(keys=[_key(name)], args=[keys.SIGN_IN_S]))) <= MOST_TRIES

    def forget(self, name: str) -> None:
        """Begin anew: the password was right."""
        self._redis.delete(_key(name))


def _key(name: str) -> str:
    return keys.sign_in(sha256(name.encode()).hexdigest())
