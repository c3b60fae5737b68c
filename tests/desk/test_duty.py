"""Agents on duty, and who gets which call."""

from datetime import timedelta

from redis import Redis

from callguard.live.duty import Duty
from callguard.live.tokens import StreamTokens
from rules import events as on
from tests.desk.front import SID, Front, now


def test_the_agent_who_waited_longest_gets_the_call_and_each_has_one(redis: Redis) -> None:
    duty = Duty(redis)
    for agent in ("aiko", "ben"):
        duty.report(agent, now())
    assert duty.claim("CA1", now()) == "aiko"
    assert duty.claim("CA1", now()) == "aiko"
    assert duty.claim("CA2", now()) == "ben"
    assert duty.claim("CA3", now()) is None
    duty.release("CA1")
    duty.release("CA2")
    assert duty.claim("CA4", now()) == "aiko"


def test_an_agent_whose_page_is_closed_gets_no_call(redis: Redis) -> None:
    duty = Duty(redis)
    duty.report("aiko", now() - timedelta(seconds=20))
    duty.report("ben", now())
    duty.leave("ben")
    assert duty.claim("CA1", now()) is None


def test_the_end_of_a_call_frees_its_agent(front: Front) -> None:
    duty = Duty(front.redis)
    duty.report("aiko", now())
    front.arrive()
    assert duty.claim(SID, now()) == "aiko"
    front.apply(on.CallEnded("ended", now()))
    assert duty.call_of("aiko") is None


def test_a_stream_token_opens_one_socket_of_its_call(redis: Redis) -> None:
    tokens = StreamTokens(redis)
    token = tokens.issue(SID)
    assert tokens.redeem("forged") is None
    assert tokens.redeem(token) == SID
    assert tokens.redeem(token) is None
