"""The packs and scripts that come with CallGuard, and what a broken one says."""

import string

import msgspec
import pytest

from callguard.policies.content import LANGUAGES, packs, scripts
from rules.acts import Act
from rules.pack import PackError, parse_pack
from rules.policy import Policy, PolicyError
from rules.scripts import with_particles
from rules.spot import spot


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_of_a_pack_is_found_by_itself(language: str) -> None:
    pack = packs()[language]
    for entry in pack.entries:
        for phrase in entry.phrases:
            assert entry.id in [hit.entry.id for hit in spot(pack, phrase)]


def test_the_three_languages_have_the_same_sentences_places_and_acts() -> None:
    def places(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text)} - {None}

    english = scripts()["en"]
    for language in LANGUAGES:
        own = scripts()[language]
        assert own.sentences.keys() == english.sentences.keys()
        assert own.acts.keys() == set(Act)
        assert own.names.keys() == english.names.keys()
        for key, text in own.sentences.items():
            assert places(text) <= places(english.sentences[key]) | {"channel", "emergency", "answers"}


def test_korean_particles_follow_the_sound_before_them() -> None:
    assert with_particles("폭언을(를) 창구(으)로 메일(으)로 홈(으)로") == "폭언을 창구로 메일로 홈으로"
    assert with_particles("요구을(를), 말이(가)") == "요구를, 말이"


@pytest.mark.parametrize(
    ("broken", "error"),
    [
        ({"language": "ko"}, msgspec.ValidationError),
        ("text", msgspec.ValidationError),
        ({"language": "ko", "acts": [], "demands": [], "extra": 1}, msgspec.ValidationError),
        ({"language": "ko", "acts": [], "demands": [
            {"id": "a", "topic": "t", "phrases": ["가나"]}, {"id": "a", "topic": "t", "phrases": ["가나"]},
        ]}, PackError),
        ({"language": "ko", "acts": [], "demands": [
            {"id": "a", "topic": "t", "phrases": ["!!"]},
        ]}, PackError),
    ],
)  # fmt: skip
def test_a_broken_pack_is_refused(broken: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        parse_pack(broken)


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ('{"talk_time": {"limit_s": 0}}', "limit_s"),
        ('{"talk_time": {"limit_s": 100}}', "limit_s"),
        ('{"talk_time": {"at_limit": "hang_up"}}', "at_limit"),
        ('{"frequency": {"day": {"note": 5, "warn": 3, "alert": 9}}}', "note"),
        ('{"speech": {"repeat_firm": 5}}', "repeat_firm"),
        ('{"typo": {}}', "typo"),
    ],
)
def test_a_policy_out_of_bounds_is_refused_by_the_name_of_its_field(body: str, named: str) -> None:
    with pytest.raises((msgspec.ValidationError, PolicyError), match=named):
        msgspec.json.decode(body, type=Policy)
