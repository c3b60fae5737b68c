"""The ticker: due limits fire once, a fault in one call touches no other."""

from datetime import timedelta

from redis import Redis

from callguard.desk.ticker import Ticker
from callguard.live import keys
from callguard.live.queues import Queues
from rules import events as on
from tests.desk.front import SID, Front, now


def ticker_of(front: Front) -> Ticker:
    return Ticker(front.desk, front.limits, front.outbox, Queues(front.redis))


def test_a_due_limit_fires_once_however_many_tickers_run(front: Front) -> None:
    front.arrive(ago_s=20)
    front.join(ago_s=12)
    tickers = [ticker_of(front) for _ in range(3)]
    for ticker in tickers:
        ticker.fire_due_limits()
    assert sorted(mark.limit for mark in front.facts.fired) == ["hint", "warning"]
    assert sum(isinstance(e.event, on.LimitDue) for e in front.calls.log(SID)) == 2


def test_limits_that_are_late_fire_in_their_order(front: Front) -> None:
    front.arrive(ago_s=100)
    front.join(ago_s=95)
    ticker = ticker_of(front)
    for _ in range(3):
        ticker.fire_due_limits()
    assert [mark.limit for mark in front.facts.fired][-1] == "notice"
    assert not front.facts.has_fired("final_notice")


def test_a_broken_call_is_skipped_and_the_others_go_on(front: Front) -> None:
    front.arrive(ago_s=20)
    front.join(ago_s=12)
    broken = "CA" + "c" * 32
    front.redis.hset(keys.call(broken), mapping={"version": "1", "facts": "not json"})
    front.redis.zadd(keys.LIMITS, {f"{broken}/warning": 0, "CA-gone/limit": 0})
    before = now()
    ticker_of(front).fire_due_limits()
    assert front.facts.has_fired("warning")
    score = front.redis.zscore(keys.LIMITS, f"{broken}/warning")
    assert score is not None
    assert score > before.timestamp()
    assert front.redis.zscore(keys.LIMITS, "CA-gone/limit") is None


def test_a_timer_that_its_call_no_longer_knows_is_forgotten(front: Front) -> None:
    front.arrive(ago_s=20)
    front.join()
    front.redis.zadd(keys.LIMITS, {f"{SID}/supervisor_wait": 0})
    ticker_of(front).fire_due_limits()
    assert front.redis.zscore(keys.LIMITS, f"{SID}/supervisor_wait") is None
    assert front.facts.due.keys() == {"hint", "warning", "invite", "notice"}


def test_what_stayed_behind_is_handed_on_and_looked_at_again(front: Front, redis: Redis) -> None:
    front.arrive()
    front.join()
    (entry,) = front.outbox.due(now() + timedelta(minutes=1), 10)
    redis.zadd(keys.OUTBOX, {entry.id: 0})
    ticker_of(front).hand_on_left_behind()
    assert redis.exists(f"rq:job:{entry.id}")
    score = redis.zscore(keys.OUTBOX, entry.id)
    assert score is not None
    assert score > now().timestamp()
