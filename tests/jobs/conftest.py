"""A desk whose effects are written to a real database."""

from zoneinfo import ZoneInfo

import pytest
from redis import Redis

from callguard.db.database import Database
from callguard.jobs.records import Records
from callguard.live.callers import CallerCounts
from callguard.live.calls import CallDetails
from callguard.live.history import Histories
from callguard.policies.store import Policies, Rulebooks
from rules.policy import Frequency
from tests.desk.front import SID, Front
from tests.full_policy import full_policy
from tests.rules.calls import SHORT

SEOUL = ZoneInfo("Asia/Seoul")


@pytest.fixture
def front(redis: Redis, database: Database) -> Front:
    """A desk with a policy that the database knows, and Mori's number known."""
    policies = Policies(database, redis)
    policy = full_policy(talk_time=SHORT, frequency=Frequency(min_talk_s=3))
    policies.save(policy, "adil", "Test", policies.current().version)
    front = Front(redis)
    front.use(policy, policies.current().version)
    front.calls.put_details(SID, CallDetails("+12025550100", f"callguard-{SID}", "sealed"))
    return front


@pytest.fixture
def records(redis: Redis, database: Database, front: Front) -> Records:
    """What writes calls."""
    callers = CallerCounts(redis, SEOUL)
    histories = Histories(redis, SEOUL)
    return Records(front.calls, callers, histories, Rulebooks(redis), Policies(database, redis), database)
