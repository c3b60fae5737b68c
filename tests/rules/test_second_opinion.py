"""What a second opinion makes of the packs' findings, and what it may find alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callguard.policies.content import rulebook
from rules.acts import Act
from rules.check import Line, check
from rules.effects import ShowPrompt
from rules.matching.spotted import Hit
from rules.opinion import Opinion
from rules.policy import Policy, Speech
from rules.second_opinion import confidence_of
from rules.stages import Stage
from tests.full_policy import FULL
from tests.rules.calls import SHORT, Story

THREAT = "i'm going to kill you"
HIT = Hit("threat.harm", Act.THREAT, 4, "kill you", 0, 8, 0.6)
SHARES = st.floats(0, 1)


def harmless(share: float) -> Opinion:
    return Opinion(harmless=share)


def harm(act: Act, share: float) -> Opinion:
    return Opinion(act, share, ("en-1",), harmless=round(1 - share, 3))


def story(**speech: object) -> Story:
    policy = Policy(queues=FULL, talk_time=SHORT, speech=Speech(**speech))  # type: ignore[arg-type]
    return Story(policy, language="en").talk()


def test_words_that_mean_something_harmless_are_held_back() -> None:
    call = story()
    call.hear(3, THREAT, 0, opinion=harmless(0.9))
    assert call.findings == []
    assert call.effects(ShowPrompt) == []


def test_a_doubt_of_nothing_holds_nothing_back() -> None:
    call = story(opinion_doubt=0.0)
    call.hear(3, THREAT, 0, opinion=harmless(0.99))
    assert [f.act for f in call.findings] == [Act.THREAT]


def test_without_an_opinion_the_packs_decide() -> None:
    for opinion in (None, Opinion()):
        call = story()
        call.hear(3, THREAT, 0, opinion=opinion)
        assert [(f.act, f.severity) for f in call.findings] == [(Act.THREAT, 4)]


def test_an_opinion_that_leans_to_harmless_takes_one_severity() -> None:
    call = story(min_confidence=0.8)
    call.hear(3, THREAT, 0, opinion=harmless(0.65))
    assert [(f.act, f.severity) for f in call.findings] == [(Act.THREAT, 3)]


def test_meaning_alone_is_a_note_and_prompts_nothing_by_itself() -> None:
    call = story()
    call.hear(3, "i would be careful on the way home if i were you", 0, opinion=harm(Act.THREAT, 0.97))
    (finding,) = call.findings
    assert (finding.act, finding.severity, finding.rule) == (Act.THREAT, 1, "opinion")
    assert finding.reasons == ("en-1",)
    assert call.reached(Stage.COURTEOUS)


def test_meaning_names_what_the_packs_missed_in_the_same_words() -> None:
    call = story()
    call.hear(3, THREAT, 0, opinion=harm(Act.DISCRIMINATION, 0.95))
    assert [(f.act, f.severity) for f in call.findings] == [(Act.THREAT, 4), (Act.DISCRIMINATION, 1)]


def test_the_same_words_heard_again_are_judged_once() -> None:
    call = story()
    call.hear(3, THREAT, 0, final=False, opinion=harm(Act.THREAT, 0.9))
    call.hear(4, THREAT, 0, start_s=2.0, opinion=harm(Act.VERBAL_ABUSE, 0.9))
    call.hear(5, THREAT, 1, start_s=2.0, end_s=3.0, opinion=harm(Act.VERBAL_ABUSE, 0.9))
    assert [f.act for f in call.findings] == [Act.THREAT, Act.VERBAL_ABUSE]


def test_half_a_sentence_is_no_finding_by_meaning() -> None:
    call = story()
    call.hear(3, "i would be careful on", 0, final=False, opinion=harm(Act.THREAT, 0.97))
    assert call.findings == []


def test_the_check_says_what_was_held_back() -> None:
    checked = check(rulebook(1, Policy()), Line("1", "en", THREAT), harmless(0.9))
    assert checked.findings == ()
    assert (Act.THREAT, "opinion") in {(guard.act, guard.guard) for guard in checked.guarded}


@given(SHARES, SHARES)
def test_the_surer_the_opinion_the_surer_the_finding(one: float, other: float) -> None:
    low, high = sorted((one, other))
    surer, less = (confidence_of(HIT, None, harmless(share)) for share in (low, high))
    assert 0 <= less <= surer <= 1


@given(SHARES)
def test_an_undecided_opinion_changes_nothing(heard: float) -> None:
    assert confidence_of(HIT, heard, harmless(0.5)) == pytest.approx(HIT.confidence * heard)


@given(SHARES)
def test_harmlessness_never_adds_a_finding(share: float) -> None:
    book = rulebook(1, Policy())
    line = Line("1", "en", THREAT)
    alone = {finding.act for finding in check(book, line).findings}
    assert {finding.act for finding in check(book, line, harmless(share)).findings} <= alone
