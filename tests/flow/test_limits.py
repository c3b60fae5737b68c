"""The talk-time limit of a running site, from the first notice to the end."""

from rules.book import Rulebook
from rules.events import EndRequested, MatterAnswered
from rules.facts import CallFacts
from rules.time_limit import FINAL_NOTICE, LIMIT, NOTICE
from tests.flow.stage import POLICY, Stage


def closing_words(book: Rulebook) -> str:
    return book.say("ko", "announce.closing", {})


def fired_talk_s(facts: CallFacts, limit: str) -> float:
    return next(mark.talk_s for mark in facts.fired if mark.limit == limit)


def test_a_limit_ends_the_call_with_its_closing_words_and_never_before_both_notices(site: Stage) -> None:
    call = site.dial()
    call.talks()
    call.tell(MatterAnswered)
    record = call.recorded()
    facts, lead = call.facts, POLICY.talk_time
    assert [mark["limit"] for mark in record["limits"]][-3:] == [NOTICE, FINAL_NOTICE, LIMIT]
    assert all(mark["fired_s"] >= mark["due_s"] - 0.005 for mark in record["limits"])
    limit_s = fired_talk_s(facts, LIMIT) + 0.005
    assert limit_s >= facts.given[NOTICE] + lead.notice_lead_s
    assert limit_s >= facts.given[FINAL_NOTICE] + lead.final_lead_s
    assert len(call.sim.said) == 4, "recording notice, notice, final notice, closing words"
    assert call.sim.said[-1] == closing_words(site.site.books.current())
    assert record["ended_by"] == "limit"


def test_a_limit_without_an_answered_matter_ends_nothing_but_calls_the_supervisor(site: Stage) -> None:
    call = site.dial()
    facts = call.until(lambda facts: facts.has_fired(LIMIT), "the limit")
    assert facts.is_live
    assert facts.flagged == "limit"
    call.tell(EndRequested, by="sora")
    assert call.recorded()["ended_by"] == "supervisor"
    assert call.sim.said[-1] == closing_words(site.site.books.current())
