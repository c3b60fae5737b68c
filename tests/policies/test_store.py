"""Policy versions: never overwritten, and published to where the call's path reads them."""

import threading

import pytest
from redis import Redis

from callguard.db.database import Database
from callguard.live import keys
from callguard.policies.store import Policies, PolicyVersion, Rulebooks, StalePolicyError
from rules.policy import Policy
from tests.rules.calls import SHORT


def test_the_first_version_holds_the_defaults(database: Database, redis: Redis) -> None:
    first = Policies(database, redis).current()
    assert (first.version, first.policy) == (1, Policy())
    assert Rulebooks(redis).current().version == 1


def test_processes_that_start_together_agree_on_the_first_version(database: Database, redis: Redis) -> None:
    seen: list[PolicyVersion] = []
    threads = [
        threading.Thread(target=lambda: seen.append(Policies(database, redis).current())) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [version.version for version in seen] == [1] * 6


def test_a_saved_version_is_what_decisions_go_by(database: Database, redis: Redis) -> None:
    policies = Policies(database, redis)
    short = Policy(talk_time=SHORT)
    saved = policies.save(short, "adil", "Shorter calls", policies.current().version)
    assert (saved.version, saved.saved_by, saved.reason) == (2, "adil", "Shorter calls")
    book = Rulebooks(redis).current()
    assert (book.version, book.policy) == (2, short)


def test_who_saves_on_an_old_version_is_told_and_nothing_is_lost(database: Database, redis: Redis) -> None:
    policies = Policies(database, redis)
    old = policies.current().version
    policies.save(Policy(talk_time=SHORT), "adil", "First", old)
    with pytest.raises(StalePolicyError):
        policies.save(Policy(), "sora", "Second", old)
    assert policies.current().saved_by == "adil"


def test_a_publication_that_was_lost_is_made_up_for(database: Database, redis: Redis) -> None:
    policies = Policies(database, redis)
    longer = SHORT.model_copy(update={"limit_s": 50})
    policies.save(Policy(talk_time=longer), "adil", "Longer", policies.current().version)
    redis.delete(keys.POLICY)
    policies.publish()
    assert Rulebooks(redis).current().policy.talk_time == longer
