"""Who is claimed for a call, and when nobody may be."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from redis import Redis

from callguard.db.database import Database
from callguard.errors import NoAgentError
from callguard.jobs.actions import Actions
from callguard.jobs.effects import Worker
from callguard.jobs.records import Records
from callguard.live.announcements import Announcements
from callguard.live.callers import CallerCounts
from callguard.live.calls import CallDetails, LiveCalls
from callguard.live.duty import Duty
from callguard.live.feed import Feed
from callguard.live.history import Histories
from callguard.live.outbox import OutboxEntry
from callguard.policies.store import Policies, Rulebooks
from callguard.telephony.twilio_api import TwilioApi
from rules import events as on
from rules.effects import RingAgent
from tests.desk.front import SID, Front, now
from tests.jobs.conftest import SEOUL
from tests.settings import settings_for


class SlowDuty(Duty):
    """In the moment before the claim the caller hangs up."""

    front: Front

    def claim(self, call_sid: str, now: datetime) -> str | None:
        self.front.apply(on.CallEnded("hung up", now, on.EndedBy.CALLER))
        return super().claim(call_sid, now)


def make_actions(redis: Redis, folder: Path, duty: Duty) -> Actions:
    settings = settings_for(folder, twilio_api_url="http://127.0.0.1:9")
    database = Database(f"sqlite:///{folder}/none.sqlite3")
    return Actions(settings, TwilioApi(settings), LiveCalls(redis), duty, Announcements(redis), database)


def make_worker(redis: Redis, front: Front, actions: Actions) -> Worker:
    callers = CallerCounts(redis, SEOUL)
    policies = Policies(actions.database, redis)
    records = Records(
        front.calls, callers, Histories(redis, SEOUL), Rulebooks(redis), policies, actions.database
    )
    return Worker(redis, front.outbox, Feed(redis), front.desk, actions, records)


def arrived(redis: Redis) -> tuple[Front, OutboxEntry]:
    front = Front(redis)
    front.calls.put_details(SID, CallDetails("+12025550100", f"callguard-{SID}"))
    front.arrive()
    return front, OutboxEntry(f"{SID}-1-0", SID, RingAgent())


def test_a_call_that_ends_while_its_agent_is_claimed_leaves_the_agent_free(
    redis: Redis, tmp_path: Path
) -> None:
    front, entry = arrived(redis)
    duty = SlowDuty(redis)
    duty.front = front
    duty.report("aiko", now())
    make_actions(redis, tmp_path, duty).ring_agent(entry, RingAgent())
    assert duty.call_of("aiko") is None
    assert duty.agent_of(SID) is None


def test_a_call_waits_while_nobody_is_on_duty_and_claims_nobody_when_it_is_over(
    redis: Redis, tmp_path: Path
) -> None:
    front, entry = arrived(redis)
    duty = Duty(redis)
    actions = make_actions(redis, tmp_path, duty)
    with pytest.raises(NoAgentError):
        actions.ring_agent(entry, RingAgent())
    front.apply(on.CallEnded("hung up", now(), on.EndedBy.CALLER))
    duty.report("aiko", now())
    actions.ring_agent(entry, RingAgent())
    assert duty.call_of("aiko") is None


def test_waiting_for_a_free_agent_counts_as_no_failure_so_the_next_look_is_soon(
    redis: Redis, tmp_path: Path
) -> None:
    front, _ = arrived(redis)
    front.apply(on.CallerJoined("in", now()))
    ring = front.handed[-1]
    worker = make_worker(redis, front, make_actions(redis, tmp_path, Duty(redis)))
    for _ in range(8):
        worker.run(ring.id)
    assert [entry.id for entry in front.outbox.due(now() + timedelta(seconds=2), 10)] == [ring.id]
    assert front.outbox.count_try(ring.id) == 1
