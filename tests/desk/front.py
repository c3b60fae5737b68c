"""The desk with its stores, as tests use them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from redis import Redis

from callguard.desk.desk import CallDesk
from callguard.live import keys
from callguard.live.calls import LiveCalls
from callguard.live.limits import Limits
from callguard.live.outbox import Outbox, OutboxEntry
from callguard.policies.store import Rulebooks
from rules import events as on
from rules.decision import Decision
from rules.events import CallCounts, Event
from rules.facts import CallFacts
from rules.policy import Policy
from tests.full_policy import full_policy
from tests.rules.calls import SHORT

SID = "CA" + "a" * 32
LEG = "CA" + "b" * 32


class Front:
    """Mori's call at the desk; time is real, so tests say when things happened, not wait for them."""

    def __init__(self, redis: Redis) -> None:
        self.redis = redis
        self.calls = LiveCalls(redis)
        self.limits = Limits(redis)
        self.outbox = Outbox(redis)
        self.handed: list[OutboxEntry] = []
        self.desk = CallDesk(self.calls, self.limits, Rulebooks(redis), self._take)
        self.use(full_policy(talk_time=SHORT))

    def use(self, policy: Policy, version: int = 1) -> None:
        """Publish a policy."""
        self.redis.hset(keys.POLICY, mapping={"version": version, "body": policy.model_dump_json()})

    def arrive(self, ago_s: float = 0, **fields: object) -> Decision | None:
        """Let a call come in that began `ago_s` ago."""
        values = {"language": "ko", "caller": "mori", "counts": CallCounts(), **fields}
        return self.apply(on.CallArrived(f"arrived:{SID}", _ago(ago_s), **values))  # type: ignore[arg-type]

    def join(self, ago_s: float = 0) -> Decision | None:
        """Let the caller come in and Aiko take the call."""
        self.apply(on.CallerJoined("in", _ago(ago_s)))
        return self.apply(on.AgentJoined("joined", _ago(ago_s), agent="aiko", leg=LEG))

    def apply(self, event: Event) -> Decision | None:
        """Apply an event of the call."""
        return self.desk.apply(SID, event)

    @property
    def facts(self) -> CallFacts:
        """What is known of the call."""
        snapshot = self.calls.load(SID)
        assert snapshot is not None
        return snapshot.facts

    def _take(self, entries: Sequence[OutboxEntry]) -> None:
        self.handed.extend(entries)


def _ago(seconds: float) -> datetime:
    return datetime.now(UTC) - timedelta(seconds=seconds)


def now() -> datetime:
    """Return the present."""
    return datetime.now(UTC)
