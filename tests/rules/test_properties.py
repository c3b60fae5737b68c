"""What holds for every call, in whatever order its events arrive."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callguard.policies.content import rulebook
from rules import events as on
from rules.acts import Act
from rules.book import Rulebook
from rules.decide import decide
from rules.effects import EndCall
from rules.events import EndedBy, Event
from rules.facts import CallFacts, Phase
from rules.marks import MARKS, due_talk_s
from rules.policy import AtLimit, Decider, Policy
from rules.replay import replay
from rules.speaker import Speaker
from rules.stages import Stage
from tests.full_policy import FULL
from tests.rules.calls import SHORT, START, ladder

ENDS = Policy(queues=FULL, talk_time=SHORT.model_copy(update={"at_limit": AtLimit.END}))
BOOK = rulebook(1, ENDS)
PEOPLE = {"firm": Decider.AGENT, "final_warning": Decider.SUPERVISOR, "end_call": Decider.AGENT}
DECIDED = rulebook(1, ENDS.model_copy(update={"ladder": ladder(**PEOPLE)}))
SAID = st.sampled_from(["환불해 주세요", "죽여 버리겠다", "바보야", "안녕하세요", "", "\x00 é 가"])
KINDS: list[tuple[type[Event], dict[str, st.SearchStrategy[object]]]] = [
    (on.CallArrived, {"language": st.sampled_from(["ko", "ja", "en", "xx"]), "caller": st.none()}),
    (on.CallerJoined, {}),
    (on.AgentJoined, {"agent": st.just("aiko"), "leg": st.sampled_from(["L1", "L2"])}),
    (on.RingFailed, {"agent": st.just("aiko")}),
    (on.AgentLeft, {"leg": st.sampled_from(["L1", "L2"])}),
    (on.HoldStarted, {}),
    (on.HoldEnded, {}),
    (on.SpeechHeard, {
        "speaker": st.sampled_from(Speaker), "utterance": st.integers(0, 9), "text": SAID,
        "start_s": st.floats(0, 90), "end_s": st.floats(0, 90), "final": st.booleans(),
        "confidence": st.none() | st.floats(0, 1),
    }),
    (on.HearingChanged, {"hearing": st.booleans()}),
    (on.LimitDue, {"limit": st.sampled_from([*MARKS, "announcement", "ring", "other"])}),
    (on.AnnouncementPlayed, {"announcement": st.sampled_from(["notice", "final_notice", "x"])}),
    (on.AnnouncementFailed, {"announcement": st.sampled_from(["notice", "final_notice", "x"])}),
    (on.PromptSaid, {"prompt": st.integers(0, 9)}),
    (on.MatterAnswered, {}),
    (on.ActMarked, {"act": st.sampled_from(Act), "by": st.just("aiko")}),
    (on.FindingConfirmed, {"finding": st.integers(0, 9), "by": st.just("aiko")}),
    (on.FindingDismissed, {"finding": st.integers(0, 9), "by": st.just("aiko")}),
    (on.StageAllowed, {"stage": st.sampled_from(Stage), "by": st.just("sora")}),
    (on.LineMarked, {"shared": st.booleans(), "by": st.just("sora")}),
    (on.Reviewed, {"by": st.just("sora")}),
    (on.EndRequested, {"by": st.just("sora")}),
    (on.EndFailed, {}),
    (on.CallEnded, {"by": st.none() | st.sampled_from(EndedBy)}),
]  # fmt: skip


@st.composite
def an_event(draw: st.DrawFn) -> Event:
    kind, fields = draw(st.sampled_from(KINDS))
    at = START + timedelta(seconds=draw(st.floats(-5, 90)))
    values = {name: draw(strategy) for name, strategy in fields.items()}
    return kind(id=f"e{draw(st.integers(0, 40))}", at=at, **values)  # type: ignore[arg-type]


stories = st.lists(an_event(), max_size=40)


@pytest.mark.parametrize("book", [BOOK, DECIDED], ids=["machine", "people"])
@given(stories)
@settings(max_examples=300, deadline=None)
def test_any_event_in_any_state_gives_a_decision_and_the_stage_never_falls(
    book: Rulebook, events: list[Event]
) -> None:
    facts = CallFacts("CA1")
    for event in events:
        after = decide(book, facts, event).facts
        assert after.stage.rank >= facts.stage.rank
        assert after.severity >= facts.severity
        assert after.now >= facts.now
        assert set(facts.acts) <= set(after.acts)
        assert not (facts.phase is Phase.ENDED and after.phase is not Phase.ENDED)
        facts = after


@given(stories)
@settings(max_examples=200, deadline=None)
def test_repeated_ids_change_nothing(events: list[Event]) -> None:
    once = replay(BOOK, "CA1", events)
    twice = replay(BOOK, "CA1", [*events, *events])
    assert twice == once


@given(stories)
@settings(max_examples=300, deadline=None)
def test_no_limit_fires_before_both_notices_and_their_lead_times(events: list[Event]) -> None:
    policy = BOOK.policy.talk_time
    facts = CallFacts("CA1")
    for event in events:
        before, decision = facts, decide(BOOK, facts, event)
        facts = decision.facts
        if facts.has_fired("limit") and not before.has_fired("limit"):
            talked = facts.clock.read(facts.now)
            assert talked >= before.given["notice"] + policy.notice_lead_s
            assert talked >= before.given["final_notice"] + policy.final_lead_s
        ends = [e for e in decision.effects if isinstance(e, EndCall)]
        assert not [e for e in ends if e.by is EndedBy.LIMIT] or facts.has_fired("final_notice")


@given(stories)
@settings(max_examples=200, deadline=None)
def test_timers_are_always_what_facts_and_policy_say(events: list[Event]) -> None:
    for decision in replay(BOOK, "CA1", events):
        facts = decision.facts
        for mark in MARKS:
            talk_s = due_talk_s(BOOK.policy, facts, mark)
            runs = talk_s is not None and facts.clock.running_since is not None
            assert (mark in facts.due) == runs
