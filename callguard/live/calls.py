"""The calls in Redis: load facts, and make a decision true in one transaction."""

from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import cast

import msgspec
from msgspec import Struct
from redis import Redis

from callguard.live import keys
from rules.effects import Effect, Finding
from rules.events import Event
from rules.facts import CallFacts

_SCRIPT_KEYS = (
    keys.LIVE, keys.LIMITS, keys.OUTBOX, keys.OUTBOX_BODIES, keys.FEED, keys.CALL_OF, keys.AGENT_OF,
)  # fmt: skip


class CallDetails(Struct, frozen=True):
    """What telephony needs of a call and rules do not; the number is encrypted, None when withheld."""

    to_number: str
    conference: str
    number: str | None = None


class LogEntry(Struct, frozen=True):
    """An event and what was decided about it."""

    event: Event
    findings: tuple[Finding, ...]
    effects: tuple[Effect, ...]
    policy_version: int


class Commit(Struct, frozen=True):
    """What one transition changes beside the facts. Instants of `schedule` and `outbox` are in seconds."""

    schedule: list[tuple[str, float]]
    cancel: list[str]
    outbox: list[tuple[str, float, str]]
    kinds: str
    live: bool
    release: bool


class Outcome(StrEnum):
    """What became of a commit."""

    DONE = "done"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A call's facts, and the version that a commit has to name."""

    facts: CallFacts
    version: int


class LiveCalls:
    """Reads and writes calls; every write of facts goes through `commit`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        script = files("callguard.live").joinpath("transition.lua").read_text(encoding="utf-8")
        self._commit = redis.register_script(script)

    def load(self, call_sid: str) -> Snapshot | None:
        """Return the call's facts, or None when no such call is known."""
        version, facts = cast(
            "list[bytes | None]", self._redis.hmget(keys.call(call_sid), ["version", "facts"])
        )
        if version is None or facts is None:
            return None
        return Snapshot(msgspec.json.decode(facts, type=CallFacts), int(version))

    def commit(self, before: Snapshot, facts: CallFacts, entry: LogEntry, commit: Commit) -> Outcome:
        """Make a decision true if nobody changed the call since `before` and the event is new."""
        sid = facts.call_sid
        answer = self._commit(
            keys=[keys.call(sid), keys.seen(sid), keys.log(sid), *_SCRIPT_KEYS],
            args=[
                sid,
                before.version,
                entry.event.id,
                msgspec.json.encode(facts),
                msgspec.json.encode(entry),
                msgspec.json.encode(commit),
                keys.ENDED_CALL_S,
                keys.FEED_LENGTH,
            ],
        )
        return Outcome(cast("bytes", answer).decode())

    def live(self) -> list[CallFacts]:
        """Return the facts of all calls under way."""
        sids = cast("set[bytes]", self._redis.smembers(keys.LIVE))
        loaded = [self.load(sid.decode()) for sid in sids]
        return [snapshot.facts for snapshot in loaded if snapshot]

    def log(self, call_sid: str, start: int = 0) -> list[LogEntry]:
        """Return the call's log from entry `start` on."""
        entries = cast("list[bytes]", self._redis.lrange(keys.log(call_sid), start, -1))
        return [msgspec.json.decode(entry, type=LogEntry) for entry in entries]

    def put_details(self, call_sid: str, details: CallDetails) -> None:
        """Keep what telephony knows of the call; before its first event."""
        self._redis.hset(keys.call(call_sid), "details", msgspec.json.encode(details))
        self._redis.expire(keys.call(call_sid), keys.ENDED_CALL_S)

    def details(self, call_sid: str) -> CallDetails | None:
        """Return what telephony knows of the call."""
        raw = cast("bytes | None", self._redis.hget(keys.call(call_sid), "details"))
        return None if raw is None else msgspec.json.decode(raw, type=CallDetails)

    def put_conference(self, call_sid: str, conference_sid: str) -> None:
        """Keep the SID that Twilio gave to the call's conference."""
        self._redis.hset(keys.call(call_sid), "conference_sid", conference_sid)

    def conference_sid(self, call_sid: str) -> str | None:
        """Return the SID of the call's conference, once it is known."""
        raw = cast("bytes | None", self._redis.hget(keys.call(call_sid), "conference_sid"))
        return None if raw is None else raw.decode()
