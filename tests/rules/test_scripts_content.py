"""The sentences that come with CallGuard: all there, sayable in each call, and true to their ticks."""

from itertools import product

import pytest

from callguard.policies.content import LANGUAGES, scripts
from callguard.policies.matchers import matcher
from rules.acts import Act
from rules.catalogue import Group
from rules.matching.matcher import spot
from rules.speaker import Speaker
from rules.stages import Stage
from rules.ticks import Tick

KNOWN = {"count": "3", "answers": "2", "dates": "2026-11-20", "time_left": "5", "number": "5"}
ONE_WAY = ("announce.", "time.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_stage_and_group_has_three_ways_to_say_it(language: str) -> None:
    own = scripts()[language]
    for stage in Stage:
        for group in Group:
            assert len(set(own.sentences[f"{stage}.{group}"].say)) >= 3
    assert own.hints.keys() == set(Group)
    assert own.sentences.keys() == scripts()["en"].sentences.keys()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("known", [{}, KNOWN], ids=["as little as a mark knows", "all"])
def test_every_sentence_is_whole_whatever_the_call_knows(language: str, known: dict[str, str]) -> None:
    own = scripts()[language]
    for key, sentence in own.sentences.items():
        needed = {"time_left": "5"} if "time" in key or "notice" in key else {}
        needed |= {"number": "5"} if key.startswith("time.") else {}
        needed |= {"dates": "2026-11-20", "count": "2"} if key == "firm.answered" else {}
        for variant in range(len(sentence.say)):
            text = own.render(key, {"act": "threat", **needed, **known}, variant)
            assert "{" not in text
            assert "  " not in text
            assert "(을" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_ticks_grow_with_the_stage(language: str) -> None:
    own = scripts()[language]
    for group in set(Group) - {Group.TIME}:
        assert Tick.CONSEQUENCE in own.ticks(f"final_warning.{group}")
        assert Tick.CHANNEL in own.ticks(f"end_call.{group}")
        assert own.ticks(f"courteous.{group}") == ()
    assert own.ticks("no.such") == ()


def test_a_way_that_needs_what_nobody_knows_is_passed_over() -> None:
    text = scripts()["en"].render("firm.repetition", {"act": str(Act.REPEATED_DEMAND)}, 0)
    assert "times" not in text
    assert "3 times" in scripts()["en"].render("firm.repetition", {"act": "repeated_demand", "count": "3"}, 0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_of_our_own_sentences_is_heard_as_what_it_ticks(language: str) -> None:
    own, ready = scripts()[language], matcher(language)
    known = {**KNOWN, "time_left": "5", "topic": "refund"}
    for key, sentence in own.sentences.items():
        if key.startswith(ONE_WAY):
            continue
        for variant, act in product(range(len(sentence.say)), Act):
            text = own.render(key, {**known, "act": act}, variant)
            assert {*sentence.ticks} <= {*spot(ready, text, Speaker.AGENT).ticks}, (key, text)
