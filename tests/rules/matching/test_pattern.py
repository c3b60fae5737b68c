"""The pattern language: what is written, what it means, and what a mistake says."""

import pytest

from rules.pack import PackError
from tests.rules.matching.packs import found, ready

MATCHES = [
    ("en", "i will kill you", "well I WILL kill you now", "I WILL kill you"),
    ("en", "(kill|hurt) [all of] you", "hurt all of you", "hurt all of you"),
    ("en", "(kill|hurt) [all of] you", "kill you", "kill you"),
    ("en", "kill .. you", "kill one two you", "kill one two you"),
    ("en", "kill .. you", "kill one two three you", None),
    ("en", "kill ... you", "kill one two three four five you", "kill one two three four five you"),
    ("en", "idiot*", "what idiots", "idiots"),
    ("en", "idiot", "what idiots", None),
    ("en", "use", "the bus", None),
    ("en", "i ~kill you", "i killed you", "i killed you"),
    ("en", "i'll kill you", "i’ll kill you", "i’ll kill you"),
    ("en", "{harm} you", "murder you", "murder you"),
    ("en", "what? kill", "wha kill", None),
    ("ja", "~殺す ぞ", "お前 殺し て やる", None),
    ("ja", "~殺す .. やる", "お前 殺し て やる", "殺し て やる"),
    ("ja", "バカ 野郎", "ばかやろう か ばか野郎", "ばか野郎"),
    ("ja", "殺す..ぞ", "殺す一二三四五六ぞ", None),
    ("ja", "_ばか_", "それ は ばか だ", "ばか"),
    ("ja", "_ばか_", "それ ばかり だ", None),
    ("ko", "~죽이다", "너 죽여 버린다", "죽여"),
    ("ko", "바보", "이 바 보 야", "바 보"),
    ("ko", "바보", "바봉", None),
    ("ko", "_개 새끼", "무지개 새끼", None),
]


@pytest.mark.parametrize(("language", "pattern", "said", "matched"), MATCHES)
def test_a_pattern_means_what_is_written(language: str, pattern: str, said: str, matched: str | None) -> None:
    matcher = ready(language, pattern, families={"harm": ["kill", "murder"]})
    assert found(matcher, said) == ([] if matched is None else [matched])


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("kill (you", "column 10: '(' is not closed"),
        ("kill you)", "column 9: ')' closes nothing"),
        ("kill (|you)", "column 7: an empty alternative"),
        ("kill {harm", "column 6: '{' is not closed"),
        ("kill {nobody}", "column 6: there is no family 'nobody'"),
        ("kill {}", "a family needs a name"),
        ("kill .... you", "a gap is two or three dots"),
        ("kill ~", "a stem needs a word"),
        ("ki*ll", "'*' stands at the end of a word"),
        ("...", "a word is needed"),
        ("[kill]", "a word is needed"),
        ("!!!", "has no letters"),
        ("(" * 40 + "kill" + ")" * 40, "nested too deep"),
        ("{round}", "nest deeper"),
    ],
)
def test_a_mistake_names_entry_pattern_and_place(pattern: str, says: str) -> None:
    with pytest.raises(PackError) as refused:
        ready("en", pattern, families={"round": ["{round}"]})
    assert str(refused.value).startswith("a: pattern ")
    assert says in str(refused.value)


def test_a_gap_that_closes_a_pattern_takes_what_follows() -> None:
    matcher = ready("ja", "うるさい", entry={"unless": ["隣 .. うるさい ..."]})
    assert found(matcher, "隣 の 犬 が うるさい し うるさい") == []
    assert found(matcher, "お前 が うるさい") == ["うるさい"]
