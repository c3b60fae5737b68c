"""The talk-time limit of a running site, from the first notice to the end."""

from collections.abc import Iterator

import pytest

from rules.book import Rulebook
from rules.events import EndRequested, MatterAnswered
from rules.facts import CallFacts
from rules.marks import FINAL_NOTICE, LIMIT, NOTICE
from tests.flow.call import Call
from tests.flow.stage import POLICY, Stage


def closing_words(book: Rulebook) -> str:
    return book.say("ko", "announce.closing", {})


def fired_talk_s(facts: CallFacts, limit: str) -> float:
    return next(mark.talk_s for mark in facts.fired if mark.limit == limit)


@pytest.fixture
def calls(site: Stage) -> Iterator[tuple[Call, Call]]:
    """Two calls at once: the matter of the first one has its answer, that of the second has not."""
    with site.on_duty("ben"):
        answered, unanswered = site.dial(), site.dial()
        for call in (answered, unanswered):
            call.talks()
        answered.tell(MatterAnswered)
        yield answered, unanswered
        unanswered.hang_up()
        unanswered.ended()


def test_a_limit_ends_a_call_only_when_its_matter_was_answered_and_both_notices_were_given(
    site: Stage, calls: tuple[Call, Call]
) -> None:
    answered, unanswered = calls
    record, facts, lead = answered.recorded(), answered.facts, POLICY.talk_time
    assert [mark["limit"] for mark in record["limits"]][-3:] == [NOTICE, FINAL_NOTICE, LIMIT]
    assert all(mark["fired_s"] >= mark["due_s"] - 0.005 for mark in record["limits"])
    limit_s = fired_talk_s(facts, LIMIT) + 0.005
    assert limit_s >= facts.given[NOTICE] + lead.notice_lead_s
    assert limit_s >= facts.given[FINAL_NOTICE] + lead.final_lead_s
    assert len(answered.sim.said) == 4, "recording notice, notice, final notice, closing words"
    assert answered.sim.said[-1] == closing_words(site.site.books.current())
    assert record["ended_by"] == "limit"

    facts = unanswered.until(lambda facts: facts.has_fired(LIMIT), "the other limit")
    assert facts.is_live
    assert facts.flagged == "limit"
    unanswered.tell(EndRequested, by="sora")
    assert unanswered.recorded()["ended_by"] == "supervisor"
    assert unanswered.sim.said[-1] == closing_words(site.site.books.current())
