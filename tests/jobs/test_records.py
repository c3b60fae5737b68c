"""What is written of a call: everything once, however often the job runs."""

import threading
from datetime import timedelta

from sqlalchemy import func, select

from callguard.db.calls import CallerRow, CallRow, EventRow, FindingRow, LimitRow, PromptRow, UtteranceRow
from callguard.db.database import Database
from callguard.db.incidents import IncidentHistoryRow, IncidentRow
from callguard.jobs.records import Records, counted_calls
from callguard.live.callers import CallerCounts
from rules import events as on
from rules.events import EndedBy
from rules.speaker import Speaker
from tests.desk.front import SID, Front, now
from tests.jobs.conftest import SEOUL


def say(front: Front, text: str, utterance: int, start_s: float) -> None:
    front.apply(
        on.SpeechHeard(
            f"said{utterance}", now(), Speaker.CALLER, utterance, text, start_s, start_s + 1, final=True
        )
    )


def angry_call(front: Front) -> None:
    front.arrive(ago_s=20)
    front.join(ago_s=12)
    front.apply(on.LimitDue("limit", now(), "warning"))
    say(front, "너 이름이 뭐야", 1, 3.0)
    say(front, "죽여 버리겠다", 2, 6.0)
    assert front.facts.prompt is not None
    front.apply(on.PromptSaid("said", now(), front.facts.prompt.number))


def count(database: Database, table: type) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_call_is_written_with_its_words_findings_prompts_and_limits(
    front: Front, records: Records, database: Database
) -> None:
    angry_call(front)
    front.apply(on.CallEnded("ended", now(), EndedBy.CALLER))
    records.record_incident(SID)
    with database.read() as session:
        call = session.get_one(CallRow, SID)
        assert (call.stage, call.ended_by, call.agent, call.counted) == (
            "final_warning",
            "caller",
            "aiko",
            True,
        )
        assert call.talk_s >= 12
        assert [u.text for u in session.scalars(select(UtteranceRow))] == ["너 이름이 뭐야", "죽여 버리겠다"]
        finding = session.scalars(select(FindingRow)).one()
        assert (finding.act, finding.severity, finding.event_id) == ("threat", 4, "said2")
        prompts = session.scalars(select(PromptRow).order_by(PromptRow.number)).all()
        assert [(p.stage, p.said_at is not None) for p in prompts] == [
            ("firm", False),
            ("final_warning", True),
        ]
        assert session.scalars(select(LimitRow)).one().limit == "warning"
        incident = session.scalars(select(IncidentRow)).one()
        assert (incident.acts, incident.status, incident.severity) == (["threat"], "open", 4)
        assert session.scalars(select(CallerRow)).one().number == "sealed"
        assert [e.number for e in session.scalars(select(EventRow))] == list(range(call.recorded))


def test_running_a_job_again_changes_nothing(front: Front, records: Records, database: Database) -> None:
    angry_call(front)
    for _ in range(3):
        records.record_call(SID)
        records.record_incident(SID)
    tables = (EventRow, UtteranceRow, FindingRow, PromptRow, IncidentRow, IncidentHistoryRow)
    assert [count(database, t) for t in tables] == [7, 2, 1, 2, 1, 1]


def test_jobs_of_one_call_at_the_same_time_write_everything_once(
    front: Front, records: Records, database: Database
) -> None:
    angry_call(front)
    threads = [threading.Thread(target=records.record_incident, args=(SID,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    records.record_incident(SID)
    assert (count(database, EventRow), count(database, IncidentRow)) == (7, 1)


def test_an_incident_is_extended_by_what_comes_later(
    front: Front, records: Records, database: Database
) -> None:
    angry_call(front)
    records.record_incident(SID)
    say(front, "이 바보야", 3, 9.0)
    records.record_incident(SID)
    with database.read() as session:
        assert session.scalars(select(IncidentRow)).one().acts == ["threat", "verbal_abuse"]
        history = session.scalars(select(IncidentHistoryRow).order_by(IncidentHistoryRow.id)).all()
    assert [row.change.split(":")[0] for row in history] == ["opened", "extended"]


def test_a_call_too_short_to_count_is_taken_back(front: Front, records: Records, database: Database) -> None:
    callers = CallerCounts(front.redis, SEOUL)
    callers.count("mori", SID, now())
    front.arrive()
    front.join(ago_s=1)
    front.apply(on.CallEnded("ended", now(), EndedBy.CALLER))
    records.record_call(SID)
    assert callers.earlier("mori", "CA-next", now()).day == 0
    assert counted_calls(database) == []


def test_the_callers_counts_are_filled_from_the_database(
    front: Front, records: Records, database: Database
) -> None:
    angry_call(front)
    records.record_call(SID)
    front.redis.flushall()
    callers = CallerCounts(front.redis, SEOUL)
    assert not callers.is_warm()
    callers.warm(counted_calls(database))
    assert callers.is_warm()
    assert callers.earlier("mori", "CA-next", now()).month == 1


def test_a_call_that_redis_has_forgotten_is_no_error(records: Records) -> None:
    records.record_call("CA" + "f" * 32)


def test_a_day_begins_at_midnight_of_the_site(front: Front) -> None:
    callers = CallerCounts(front.redis, SEOUL)
    noon = now().astimezone(SEOUL).replace(hour=12, minute=0)
    for hours in (1, 11, 13, 24 * 6, 24 * 8, 24 * 29, 24 * 31):
        callers.count("mori", f"CA{hours}", noon - timedelta(hours=hours))
    counts = callers.earlier("mori", "CA1", noon)
    assert (counts.day, counts.week, counts.month) == (1, 3, 5)
