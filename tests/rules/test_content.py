"""The packs and scripts that come with CallGuard, and what a broken one says."""

import msgspec
import pytest

from callguard.policies.content import LANGUAGES, catalogue
from callguard.policies.documents import PolicyDocumentError, read_policy
from callguard.policies.matchers import matcher
from rules.acts import Act
from rules.matching.matcher import spot
from rules.pack import PackError, parse_pack
from rules.scripts import with_particles


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_finds_its_examples_and_leaves_its_counters_alone(language: str) -> None:
    ready = matcher(language)
    for entry in ready.pack.entries:
        for example in entry.examples:
            assert entry.act in [hit.act for hit in spot(ready, example).hits], (entry.id, example)
        for counter in entry.counter:
            assert spot(ready, counter).hits == (), (entry.id, counter)


def test_the_catalogue_names_and_explains_all_acts_in_three_languages() -> None:
    assert set(catalogue()) == set(Act)
    for info in catalogue().values():
        assert set(info.names) == set(LANGUAGES)


def test_korean_particles_follow_the_sound_before_them() -> None:
    assert with_particles("폭언을(를) 창구(으)로 메일(으)로 홈(으)로") == "폭언을 창구로 메일로 홈으로"
    assert with_particles("요구을(를), 말이(가)") == "요구를, 말이"


@pytest.mark.parametrize(
    ("broken", "error"),
    [
        ({"language": "ko"}, msgspec.ValidationError),
        ("text", msgspec.ValidationError),
        ({"language": "ko", "version": "1", "entries": [], "extra": 1}, msgspec.ValidationError),
        ({"language": "ko", "version": "1", "entries": [], "demands": [
            {"id": "a", "topic": "t", "say": ["가나"]}, {"id": "a", "topic": "t", "say": ["가나"]},
        ]}, PackError),
        ({"language": "ko", "version": "1", "entries": [
            {"id": "a", "act": "threat", "severity": 4, "say": ["가나"], "despite": ["nobody"]},
        ]}, PackError),
    ],
)  # fmt: skip
def test_a_broken_pack_is_refused(broken: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        parse_pack(broken)


@pytest.mark.parametrize(
    ("body", "line", "named"),
    [
        ("talk_time: {limit_s: 0}", 1, "talk_time.limit_s"),
        ("talk_time:\n  limit_s: 100", 1, "final_notice_s (1740) must be less than limit_s (100)"),
        ("talk_time:\n  hint_s: 5\n  at_limit: hang_up", 3, "talk_time.at_limit"),
        ("frequency:\n  week: {note: 1}\n  day: {note: 5, warn: 3, alert: 9}", 3, "note ≤ warn ≤ alert"),
        ("speech: {repeat_firm: 5}", 1, "repeat_firm"),
        ("typo: {}", 1, "typo"),
        ("queues: {main: {mode: full}, b: {numbers: [x]}}", 1, "queues.b.numbers.0"),
        ("queues: {b: {}}", 1, "one named 'main'"),
        (
            "queues:\n  main: {numbers: ['+81312345678']}\n  b: {numbers: ['+81312345678']}",
            1,
            "is in main and in b",
        ),
        ("ladder:\n  end_call: {severity: 2, score: 9}", 1, "only after a warning was said"),
        ("ladder: {final_warning: {severity: 3, score: 1}}", 1, "nobody can reach firm"),
        ("[1, 2]", 1, "a mapping of fields expected"),
        ("a: [1", 1, ""),
    ],
)
def test_a_policy_that_cannot_be_is_refused_by_line_and_field(body: str, line: int, named: str) -> None:
    with pytest.raises(PolicyDocumentError) as refused:
        read_policy(body, "draft.yaml")
    assert str(refused.value).startswith(f"draft.yaml:{line}: ")
    assert named in str(refused.value)
