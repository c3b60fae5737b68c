"""What the next call knows of the earlier ones."""

from datetime import UTC, datetime, timedelta

from redis import Redis

from callguard.db.database import Database
from callguard.db.matters import ContactRow
from callguard.jobs.histories import refresh, refresh_all
from callguard.jobs.records import Records
from callguard.live.history import Histories
from callguard.live.outage import Outage
from rules import events as on
from rules.matters import Matter
from rules.policy import Frequency
from rules.speaker import Speaker
from rules.stages import Stage
from tests.desk.front import SID, Front
from tests.jobs.conftest import SEOUL

REFUND = Matter("refund", "the refund")


def talk(front: Front, records: Records, *events: on.Event) -> None:
    front.arrive(ago_s=40)
    front.join(ago_s=30)
    for event in events:
        front.apply(event)
    front.apply(on.CallEnded("ended", datetime.now(UTC)))
    records.record_call(SID)


def test_a_call_on_a_matter_is_known_at_the_next_with_its_answer_and_what_was_asked(
    front: Front, records: Records, redis: Redis
) -> None:
    now = datetime.now(UTC)
    heard = on.SpeechHeard("said", now, Speaker.CALLER, 0, "환불해 주세요", 5.0, 6.0, final=True)
    chosen = on.MatterChosen("matter", now, matter=REFUND, by="aiko")
    talk(front, records, chosen, heard, on.MatterAnswered("answered", now, by="aiko"))
    histories = Histories(redis, SEOUL)
    history = histories.get("mori")
    (matter,) = histories.matters(history, now + timedelta(minutes=1))
    assert (matter.id, matter.name, matter.day, matter.week) == ("refund", "the refund", 1, 1)
    assert (len(matter.answered), matter.asked) == (1, ("refund",))
    assert history.last is not None
    assert history.last.said is Stage.COURTEOUS
    assert 25 < histories.talked_today(history, now + timedelta(minutes=1)) < 35


def test_while_we_owe_an_answer_no_call_counts(front: Front, records: Records, redis: Redis) -> None:
    now = datetime.now(UTC)
    owed = on.AnswerOwed("owed", now, until=now + timedelta(days=1), by="aiko")
    talk(front, records, on.MatterChosen("matter", now, matter=REFUND, by="aiko"), owed)
    (matter,) = Histories(redis, SEOUL).get("mori").matters
    assert matter.contacts == ()
    assert matter.owed_until == owed.until


def test_contacts_by_other_channels_count_too(
    front: Front, records: Records, redis: Redis, database: Database
) -> None:
    now = datetime.now(UTC)
    talk(front, records, on.MatterChosen("matter", now, matter=REFUND, by="aiko"))
    with database.write() as session:
        session.add(
            ContactRow(
                id="mail-1", caller_key="mori", matter_id="refund", channel="mail",
                at=now - timedelta(days=3), noted_by="api", note="",
            )
        )  # fmt: skip
    histories = Histories(redis, SEOUL)
    refresh(database, histories, "mori")
    (matter,) = histories.matters(histories.get("mori"), now + timedelta(seconds=1))
    assert matter.week == 2
    redis.flushall()
    refresh_all(database, histories)
    assert len(histories.get("mori").matters) == 1


def test_a_caller_nobody_knows_has_no_history(redis: Redis) -> None:
    assert Histories(redis, SEOUL).get("nobody").matters == ()


def test_an_hour_when_everybody_calls_is_an_outage_and_a_new_site_has_none(redis: Redis) -> None:
    outage, policy, now = Outage(redis), Frequency(outage_callers=20), datetime.now(UTC)
    for n in range(60):
        outage.count(f"caller{n}", now)
    assert not outage.is_on(policy, now)
    for n in range(10):
        outage.count(f"caller{n}", now - timedelta(days=1))
    assert outage.is_on(policy, now)
    for n in range(30):
        outage.count(f"caller{n}", now - timedelta(days=2))
    assert outage.is_on(policy, now)
    assert not outage.is_on(Frequency(outage_factor=4.0), now)


def test_one_caller_who_calls_often_is_no_outage(redis: Redis) -> None:
    outage, now = Outage(redis), datetime.now(UTC)
    outage.count("mori", now - timedelta(days=1))
    for _ in range(100):
        outage.count("mori", now)
    assert not outage.is_on(Frequency(), now)
