"""Real RQ workers, killed and refused: what was decided is carried out all the same."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis

from callguard.config import Settings, environment
from callguard.db.calls import CallRow
from callguard.db.database import Database
from callguard.db.migrate import upgrade
from callguard.desk.ticker import Ticker
from callguard.jobs.lease import leased
from callguard.live import keys
from callguard.live.queues import Queues
from callguard.site import Site
from rules import events as on
from rules.effects import RecordCall
from rules.events import EndedBy
from tests.desk.front import SID, Front, now
from tests.settings import settings_for

DEADLINE_S = 60


def wait_for(condition: Callable[[], object]) -> None:
    until = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


@contextmanager
def running_worker(settings: Settings, queue: str) -> Iterator["subprocess.Popen[bytes]"]:
    command = [sys.executable, "-m", "callguard", "worker", queue]
    process = subprocess.Popen(command, env=environment(settings))
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def site(redis: Redis, tmp_path: Path) -> Site:
    path = redis.connection_pool.connection_kwargs["path"]
    site = Site(settings_for(tmp_path, redis_url=f"unix://{path}"))
    upgrade(site.database)
    return site


def ended_call(site: Site) -> Front:
    front = Front(site.redis)
    front.desk = site.desk
    front.arrive()
    front.join()
    front.apply(on.CallEnded("ended", now(), EndedBy.CALLER))
    return front


def is_recorded(database: Database) -> bool:
    with database.read() as session:
        return session.get(CallRow, SID) is not None


def test_a_job_whose_worker_is_killed_is_run_again_by_another(site: Site, redis: Redis) -> None:
    front = ended_call(site)
    pending = front.outbox.due(now() + timedelta(minutes=1), 10)
    record = next(entry for entry in pending if isinstance(entry.job, RecordCall))
    ticker = Ticker(site.desk, site.limits, site.outbox, site.queues)
    with site.database.write() as session:
        session.connection()
        with running_worker(site.settings, "records") as worker:
            wait_for(lambda: redis.exists(keys.lease(record.id)))
            worker.send_signal(signal.SIGKILL)
            worker.wait()
        assert not is_recorded(site.database)
    with running_worker(site.settings, "records"):

        def has_its_outcome() -> bool:
            ticker.hand_on_left_behind()
            return site.outbox.entry(record.id) is None

        wait_for(has_its_outcome)
    assert is_recorded(site.database)
    assert site.outbox.outcomes() == (1, 0)


def test_a_job_that_rq_has_lost_is_queued_again(site: Site, redis: Redis) -> None:
    front = ended_call(site)
    before = front.outbox.pending()
    for key in redis.keys("rq:*"):
        redis.delete(key)
    queues = Queues(redis)
    entries = front.outbox.due(now() + timedelta(minutes=1), 10)
    assert len(entries) == before
    assert all(queues.hand_on_again(entry) for entry in entries)
    assert not any(queues.hand_on_again(entry) for entry in entries)


def test_an_effect_that_a_worker_has_in_hand_is_left_to_it(site: Site) -> None:
    front = ended_call(site)
    entry = front.outbox.due(now() + timedelta(minutes=1), 10)[0]
    with leased(site.redis, entry.id) as mine:
        assert mine
        assert not site.queues.hand_on_again(entry)
        with leased(site.redis, entry.id) as also_mine:
            assert not also_mine
