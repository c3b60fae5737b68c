"""Which agents are on duty, and who has which call."""

from datetime import UTC, datetime
from typing import cast

from redis import Redis

from callguard.live import keys

ON_DUTY_S = 15

_CLAIM = """
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 or redis.call('HEXISTS', KEYS[2], ARGV[2]) == 1 then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('HSET', KEYS[2], ARGV[2], ARGV[1])
redis.call('ZADD', KEYS[3], ARGV[3], ARGV[1])
return 1
"""

_RELEASE = """
local agent = redis.call('HGET', KEYS[2], ARGV[1])
if agent then
  redis.call('HDEL', KEYS[1], agent)
  redis.call('HDEL', KEYS[2], ARGV[1])
end
"""


class Duty:
    """An agent is on duty while their page is open; a call claims one free agent, whole or not at all."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._claim = redis.register_script(_CLAIM)
        self._release = redis.register_script(_RELEASE)

    def report(self, agent: str, now: datetime) -> None:
        """Keep an agent on duty for the next 15 s."""
        self._redis.zadd(keys.ON_DUTY, {agent: now.timestamp()})

    def leave(self, agent: str) -> None:
        """Take an agent off duty."""
        self._redis.zrem(keys.ON_DUTY, agent)

    def rest(self, agent: str, until: datetime) -> None:
        """Give the agent no call until then; a shorter rest never cuts a longer one."""
        self._redis.zadd(keys.RESTING, {agent: until.timestamp()}, gt=True)

    def end_rest(self, agent: str) -> None:
        """The agent is ready again."""
        self._redis.zrem(keys.RESTING, agent)

    def resting_until(self, agent: str, now: datetime) -> datetime | None:
        """Return when the agent's rest is over; None when they are not resting."""
        until = self._redis.zscore(keys.RESTING, agent)
        if until is None or until <= now.timestamp():
            return None
        return datetime.fromtimestamp(until, UTC)

    def is_on_duty(self, agent: str, now: datetime) -> bool:
        """Whether the agent reported within the last 15 s."""
        at = self._redis.zscore(keys.ON_DUTY, agent)
        return at is not None and at > now.timestamp() - ON_DUTY_S

    def claim(self, call_sid: str, now: datetime) -> str | None:
        """Give the call to the free agent who was offered a call longest ago; None when all are busy."""
        mine = self.agent_of(call_sid)
        if mine is not None:
            return mine
        for agent in self._on_duty(now):
            keys_used = [keys.CALL_OF, keys.AGENT_OF, keys.OFFERED]
            if self._claim(keys=keys_used, args=[agent, call_sid, now.timestamp()]):
                return agent
        return self.agent_of(call_sid)

    def release(self, call_sid: str) -> None:
        """Free the agent of a call that did not come about."""
        self._release(keys=[keys.CALL_OF, keys.AGENT_OF], args=[call_sid])

    def call_of(self, agent: str) -> str | None:
        """Return the call that the agent was given."""
        raw = cast("bytes | None", self._redis.hget(keys.CALL_OF, agent))
        return None if raw is None else raw.decode()

    def agent_of(self, call_sid: str) -> str | None:
        """Return the agent to whom the call was given."""
        raw = cast("bytes | None", self._redis.hget(keys.AGENT_OF, call_sid))
        return None if raw is None else raw.decode()

    def _on_duty(self, now: datetime) -> list[str]:
        oldest = now.timestamp() - ON_DUTY_S
        agents = cast("list[bytes]", self._redis.zrangebyscore(keys.ON_DUTY, oldest, "+inf"))
        offered = dict(
            cast("list[tuple[bytes, float]]", self._redis.zrange(keys.OFFERED, 0, -1, withscores=True))
        )
        resting = set(cast("list[bytes]", self._redis.zrangebyscore(keys.RESTING, now.timestamp(), "+inf")))
        free = [agent for agent in agents if agent not in resting]
        return [a.decode() for a in sorted(free, key=lambda agent: offered.get(agent, 0.0))]
