"""The back-test, on calls recorded by the jobs in a real database."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from redis import Redis
from sqlalchemy import select

from callguard.db.calls import EventRow
from callguard.db.database import Database
from callguard.jobs.records import Records
from callguard.live.callers import CallerCounts
from callguard.live.calls import CallDetails
from callguard.live.history import Histories
from callguard.policies.backtest import Report, backtest
from callguard.policies.backtest_text import as_text
from callguard.policies.content import rulebook
from callguard.policies.store import Policies, Rulebooks
from callguard.policies.switch import switched
from rules import events as on
from rules.policy import Policy
from rules.speaker import Speaker
from tests.desk.front import SID, Front
from tests.full_policy import full_policy
from tests.rules.calls import SHORT

SEOUL = ZoneInfo("Asia/Seoul")
KILL = "죽여 버리겠다"


@pytest.fixture
def policies(redis: Redis, database: Database) -> Policies:
    """A database with one recorded call: a threat under version 1."""
    policies = Policies(database, redis, full_policy(talk_time=SHORT))
    policies.publish()
    front = Front(redis)
    front.calls.put_details(SID, CallDetails("+12025550100", f"callguard-{SID}", "sealed"))
    front.arrive(ago_s=20)
    front.join(ago_s=9)
    now = datetime.now(UTC)
    heard = on.SpeechHeard("said", now, Speaker.CALLER, 0, KILL, 10.0, 11.0, final=True)
    front.apply(heard)
    front.apply(on.CallEnded("ended", now))
    records = Records(
        front.calls, CallerCounts(redis, SEOUL), Histories(redis, SEOUL), Rulebooks(redis), policies, database
    )
    records.record_call(SID)
    return policies


def run(
    database: Database, policies: Policies, draft: Policy, seen: list[tuple[int, int]] | None = None
) -> Report:
    progress = (lambda done, of: seen.append((done, of))) if seen is not None else lambda _done, _of: None
    since = datetime.now(UTC) - timedelta(hours=1)
    return backtest(database, policies.book_of(), rulebook(0, draft), since, SEOUL, progress)


def test_the_policy_of_the_time_changes_nothing(database: Database, policies: Policies) -> None:
    seen: list[tuple[int, int]] = []
    current = policies.current().policy
    report = run(database, policies, current, seen)
    assert (report.calls, report.unreadable, report.differing) == (1, 0, ())
    assert seen == [(1, 1)]
    assert all(before == after for before, after in report.totals().values())


def test_a_draft_that_hears_less_says_which_prompts_would_not_have_been(
    database: Database, policies: Policies
) -> None:
    draft = switched(policies.current().policy, "main", "clock")
    report = run(database, policies, draft)
    (call,) = report.differing
    assert call.call_sid == SID
    gone = {(c.step.kind, c.step.act) for c in call.changes if not c.added}
    assert ("finding", "threat") in gone
    assert ("prompt", "threat") in gone
    assert ("incident", None) in gone
    assert report.totals()["prompt"][1] < report.totals()["prompt"][0]
    text = as_text(report, SEOUL)
    assert "1 calls, 1 would have gone another way" in text
    assert "because of phrase.threat" in text


def test_a_record_that_cannot_be_read_is_counted_and_stops_nothing(
    database: Database, policies: Policies
) -> None:
    with database.write() as session:
        for row in session.scalars(select(EventRow)):
            row.body = "{"
    report = run(database, policies, full_policy())
    assert (report.calls, report.unreadable) == (1, 1)
