"""What only sounds like a phrase: the recogniser's usual mistakes."""

import pytest

from callguard.policies.language_tools import tools_for
from rules.matching.matcher import spot
from rules.matching.spotted import How
from rules.matching.text import normalise
from rules.speaker import Speaker
from tests.rules.matching.packs import found, guarded, ready


def key(language: str, said: str) -> str:
    sounds = tools_for(language).sounds
    assert sounds is not None
    return sounds(normalise(said, language).text).key


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("ko", "죽여 버릴까", "주겨 버릴 까"),
        ("ko", "개새끼", "게세끼"),
        ("ja", "慰謝料 払え", "医者 料 払え"),
        ("ja", "ばかやろう", "バカ ヤロー"),
        ("en", "i know where you live", "i no wear you live"),
    ],
)
def test_what_sounds_alike_has_one_key(language: str, one: str, other: str) -> None:
    assert key(language, one) == key(language, other)


def test_a_phrase_of_the_same_sound_is_found_with_less_confidence() -> None:
    (hit,) = spot(ready("ja", "慰謝料 を 払え"), "だから 医者 料 を 払え").hits
    assert (hit.how, hit.matched, round(hit.confidence, 3)) == (How.SOUND, "医者 料 を 払え", 0.675)


def test_one_wrong_sound_in_a_long_phrase_is_forgiven_except_in_english() -> None:
    (hit,) = spot(ready("ko", "누구 마음대로 끊어"), "누구 맘대로 끊어").hits
    assert (hit.how, round(hit.confidence, 3)) == (How.SOUND, 0.54)
    leave = ready("en", "leave in an ambulance with your family")
    assert found(leave, "left in an ambulance with your family") == []


def test_short_phrases_are_not_looked_for_by_sound() -> None:
    assert found(ready("ko", "죽여"), "주겨") == []


def test_an_entry_may_ask_for_its_exact_words() -> None:
    assert found(ready("ja", "慰謝料 を 払え", entry={"sound": False}), "医者 料 を 払え") == []


def test_guards_idioms_and_the_speaker_hold_for_sounds_too() -> None:
    guard = {"id": "report", "after": ["と 言わ れ た"], "window": 0}
    matcher = ready("ja", "慰謝料 を 払え", entry={"unless": ["隣 .. 払え"]}, guards=[guard])
    assert guarded(matcher, "医者 料 を 払え と 言わ れ た") == ["report"]
    assert guarded(matcher, "隣 に 医者 料 を 払え") == ["idiom"]
    assert spot(matcher, "医者 料 を 払え", Speaker.AGENT).hits == ()


def test_what_was_said_exactly_is_not_judged_again_by_its_sound() -> None:
    guard = {"id": "negation", "before": ["not"], "window": 3}
    matcher = ready("en", "i know where you live", guards=[guard])
    assert found(matcher, "not i know where you live") == []
    (hit,) = spot(matcher, "i know where you live").hits
    assert hit.how is How.EXACT
