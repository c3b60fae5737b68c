"""The desk over a real Valkey: each decision once, all of it or nothing."""

import multiprocessing
from datetime import timedelta

import pytest
from redis import Redis

from callguard.errors import UnknownCallError
from callguard.live import keys
from rules import events as on
from rules.effects import RecordCall, RecordIncident, RingAgent
from rules.events import EndedBy
from rules.facts import Phase
from rules.speaker import Speaker
from tests.desk.front import LEG, SID, Front, now
from tests.full_policy import full_policy
from tests.rules.calls import SHORT


def test_a_call_is_live_and_rings_an_agent_once_the_caller_is_in(front: Front) -> None:
    front.arrive()
    assert front.handed == []
    front.apply(on.CallerJoined("in", now()))
    assert [facts.call_sid for facts in front.calls.live()] == [SID]
    assert [type(entry.job) for entry in front.handed] == [RingAgent]
    assert front.outbox.pending() == 1


def test_a_repeated_event_is_known_and_changes_nothing(front: Front) -> None:
    front.arrive()
    assert front.arrive() is None
    assert len(front.calls.log(SID)) == 1


def test_an_event_of_a_call_that_never_arrived_is_refused(front: Front) -> None:
    with pytest.raises(UnknownCallError):
        front.join()
    assert front.redis.keys(f"{keys.PREFIX}:call:*") == []


def test_timers_stand_in_the_sorted_set_as_the_facts_say(front: Front) -> None:
    front.arrive()
    front.join(ago_s=5)
    assert front.facts.due
    assert front.redis.zcard(keys.LIMITS) == len(front.facts.due)
    for limit, at in front.facts.due.items():
        assert front.redis.zscore(keys.LIMITS, f"{SID}/{limit}") == at.timestamp()
    front.apply(on.HoldStarted("hold", now()))
    assert front.redis.zcard(keys.LIMITS) == 0


def test_what_comes_after_the_end_does_not_reopen_the_call(front: Front) -> None:
    front.arrive()
    front.join()
    front.apply(on.CallEnded("ended", now()))
    front.apply(on.AgentJoined("late", now(), agent="ben", leg=LEG))
    front.apply(on.HoldEnded("later", now()))
    assert front.facts.phase is Phase.ENDED
    assert front.calls.live() == []
    assert front.redis.zcard(keys.LIMITS) == 0
    assert 0 < int(front.redis.ttl(keys.call(SID))) <= keys.ENDED_CALL_S


def test_what_comes_too_late_to_mean_anything_is_not_kept_and_never_left_out_of_the_record(
    front: Front,
) -> None:
    front.arrive()
    front.join()
    front.apply(on.CallEnded("ended", now(), EndedBy.CALLER))
    kept = front.calls.log(SID)
    for late in (on.AgentLeft("left", now(), LEG), on.HearingChanged("off", now(), hearing=False)):
        assert front.apply(late) is None
    assert front.calls.log(SID) == kept
    assert RecordCall() in kept[-1].effects


def test_a_late_word_from_the_conference_still_tells_who_ended_the_call(front: Front) -> None:
    front.arrive()
    front.join()
    front.apply(on.CallEnded("status", now()))
    assert front.facts.ended_by is None
    decision = front.apply(on.CallEnded("conference", now(), by=EndedBy.AGENT))
    assert decision is not None
    assert [type(e) for e in decision.effects] == [RecordCall]
    assert front.facts.ended_by is EndedBy.AGENT


def test_a_live_call_takes_a_new_policy_up_at_its_next_event(front: Front) -> None:
    front.arrive()
    front.join()
    front.use(full_policy(), version=2)
    front.apply(on.MatterAnswered("answered", now()))
    assert front.facts.policy_version == 2
    due = front.facts.due["warning"] - front.facts.now
    assert timedelta(seconds=880) < due <= timedelta(seconds=900)


def race(url: str, start: "multiprocessing.synchronize.Event", ids: list[str]) -> None:
    """Apply the same events as another process does at the same moment."""
    client = Redis.from_url(url, protocol=2)
    front = Front(client)
    start.wait()
    for event_id in ids:
        start_s = float(event_id)
        front.apply(
            on.SpeechHeard(
                event_id, now(), Speaker.CALLER, 0, "죽여 버리겠다", start_s, start_s + 0.9, final=True
            )
        )


def test_two_processes_racing_on_one_call_produce_each_effect_once(front: Front) -> None:
    front.use(full_policy(talk_time=SHORT))
    front.arrive()
    front.join()
    context = multiprocessing.get_context("spawn")
    start, ids = context.Event(), [str(n) for n in range(25)]
    url = f"unix://{front.redis.connection_pool.connection_kwargs['path']}"
    racers = [context.Process(target=race, args=(url, start, ids)) for _ in range(2)]
    for racer in racers:
        racer.start()
    start.set()
    for racer in racers:
        racer.join(60)
        assert racer.exitcode == 0
    log = front.calls.log(SID)
    assert sorted(e.event.id for e in log if e.event.id in ids) == sorted(ids)
    assert sum(len(entry.findings) for entry in log) == 25
    effects = [e.job for e in front.outbox.due(now() + timedelta(minutes=1), 100)]
    assert sum(isinstance(job, RecordIncident) for job in effects) == 25
    assert sum(isinstance(job, RingAgent) for job in effects) == 1
