"""What a decision and a transition cost, beside the same writes by WATCH, MULTI and EXEC."""

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from redis import Redis

from callguard.config import Fsync
from callguard.desk.desk import CallDesk
from callguard.live import keys
from callguard.live.calls import LiveCalls
from callguard.live.connection import connect
from callguard.live.limits import Limits
from callguard.policies.content import rulebook
from callguard.policies.store import Rulebooks
from callguard.serve.embedded_valkey import server_command, wait_for
from callguard.serve.leash import end, spawn
from rules import events as on
from rules.decide import decide
from rules.events import SpeechHeard
from rules.facts import CallFacts
from rules.policy import MAIN, Mode, Policy, Queue
from rules.speaker import Speaker

POLICY = Policy(queues={MAIN: Queue(mode=Mode.FULL)})
SID = "CA" + "0" * 32
WORDS = "주문한 물건이 언제 오나요 하나만 더 여쭤볼게요"


class DeskCost(msgspec.Struct, frozen=True):
    """Microseconds of wall clock for each event, and the ratio to the baseline of the same run."""

    what: str
    fsync: Fsync
    events: int
    us_per_event: float
    of_baseline: float


def run(events: int = 2000) -> list[DeskCost]:
    """Measure on a Valkey of its own, in a temporary folder, with each way of writing to disk."""
    return [cost for fsync in Fsync for cost in _on_own_server(fsync, events)]


def _on_own_server(fsync: Fsync, events: int) -> list[DeskCost]:
    with tempfile.TemporaryDirectory(prefix="cgb") as folder:
        socket = Path(folder) / "v.sock"
        server = spawn(server_command(Path(folder), socket, fsync), output=Path(folder) / "log")
        try:
            wait_for(socket, Path(folder))
            return _measure(connect(f"unix://{socket}"), fsync, events)
        finally:
            end(server, 5)


def report(costs: list[DeskCost]) -> str:
    """Return a table for people."""
    lines = [f"{'what':<30} {'appendfsync':<12} {'µs/event':>9} {'of baseline':>12}"]
    lines += [f"{c.what:<30} {c.fsync:<12} {c.us_per_event:>9.0f} {c.of_baseline:>12.2f}" for c in costs]
    return "\n".join(lines)


def _measure(redis: Redis, fsync: Fsync, events: int) -> list[DeskCost]:
    redis.hset(keys.POLICY, mapping={"version": 1, "body": POLICY.model_dump_json()})
    desk = CallDesk(LiveCalls(redis), Limits(redis), Rulebooks(redis), lambda _: None)
    for event in _beginning():
        desk.apply(SID, event)
    facts = _facts()
    book = rulebook(1, POLICY)
    deciding = _time(events, lambda event: decide(book, facts, event))
    applying = _time(events, lambda event: desk.apply(SID, event))
    watching = _time(events, lambda event: _by_watch(redis, msgspec.json.encode(facts), event))
    return [
        DeskCost("WATCH, MULTI, EXEC (baseline)", fsync, events, watching, 1.0),
        DeskCost("CallDesk.apply", fsync, events, applying, applying / watching),
        DeskCost("decide alone", fsync, events, deciding, deciding / watching),
    ]


def _time(events: int, apply: "Callable[[SpeechHeard], object]") -> float:
    heard = [_heard(n) for n in range(events)]
    began = time.perf_counter()
    for event in heard:
        apply(event)
    return (time.perf_counter() - began) / events * 1e6


def _by_watch(redis: Redis, facts: bytes, event: SpeechHeard) -> None:
    """Write what the script writes for the same event, without deciding anything."""
    with redis.pipeline(transaction=True) as pipe:
        pipe.watch("bench:call")  # type: ignore[no-untyped-call]
        pipe.hmget("bench:call", ["version", "facts"])
        pipe.sismember("bench:seen", event.id)
        pipe.multi()
        pipe.hset("bench:call", mapping={"version": event.id, "facts": facts})
        pipe.sadd("bench:seen", event.id)
        pipe.rpush("bench:log", msgspec.json.encode(event))
        pipe.xadd("bench:feed", {"call": SID, "kinds": "speech_heard"}, maxlen=10_000, approximate=True)
        pipe.execute()


def _beginning() -> list[on.Event]:
    now = datetime.now(UTC)
    return [
        on.CallArrived("arrived", now, language="ko", caller="bench"),
        on.CallerJoined("in", now),
        on.AgentJoined("joined", now, agent="aiko", leg="CA" + "1" * 32),
    ]


def _facts() -> CallFacts:
    facts, book = CallFacts(SID), rulebook(1, POLICY)
    for event in _beginning():
        facts = decide(book, facts, event).facts
    return facts


def _heard(number: int) -> SpeechHeard:
    start_s = float(number)
    return SpeechHeard(
        f"said{number}", datetime.now(UTC), Speaker.CALLER, number, WORDS, start_s, start_s + 0.9, final=True
    )
