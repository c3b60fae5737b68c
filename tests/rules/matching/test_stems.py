"""Stems: a word in dictionary form stands for its conjugations."""

import unicodedata

import pytest

from rules.matching.stems import english_forms, japanese_shapes, korean_shapes


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("殺す", ["殺さない", "殺します", "殺すぞ", "殺せ", "殺そう"]),
        ("払う", ["払わない", "払います", "払え", "払おう", "払って"]),
        ("見せる", ["見せない", "見せます", "見せろ", "見せて"]),
        ("謝罪する", ["謝罪しろ", "謝罪させる", "謝罪せよ", "謝罪する"]),
        ("くる", ["くる", "きて", "こい"]),
        ("汚い", ["汚い", "汚く", "汚かった", "汚ければ", "汚さ"]),
    ],
)
def test_every_form_of_a_japanese_word_begins_with_one_of_its_shapes(word: str, forms: list[str]) -> None:
    shapes = japanese_shapes(word)
    assert [form for form in forms if not form.startswith(shapes)] == []


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("죽이다", ["죽이고", "죽일", "죽여", "죽입니다", "죽인다"]),
        ("듣다", ["듣고", "들어", "들은"]),
        ("부르다", ["부르고", "불러", "부를"]),
        ("굽다", ["굽고", "구워", "구운"]),
        ("팔다", ["팔고", "팔아", "팝니다", "파는"]),
        ("하다", ["하고", "해", "한다", "하여", "할"]),
        ("보다", ["보고", "봐", "볼"]),
        ("쓰다", ["쓰고", "써", "쓸"]),
        ("낫다", ["낫고", "나아", "나은"]),
    ],
)
def test_every_form_of_a_korean_word_begins_with_one_of_its_shapes(word: str, forms: list[str]) -> None:
    shapes = korean_shapes(word)
    assert [form for form in forms if not unicodedata.normalize("NFD", form).startswith(shapes)] == []


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("drown", {"drown", "drowns", "drowned", "drowning"}),
        ("choke", {"choke", "chokes", "choked", "choking"}),
        ("stab", {"stab", "stabs", "stabbed", "stabbing"}),
        ("bury", {"bury", "buries", "buried", "burying"}),
        ("punch", {"punch", "punches", "punched", "punching"}),
        ("break", {"break", "breaks", "broke", "breaking"}),
    ],
)
def test_an_english_word_has_its_regular_forms_and_those_that_dictionaries_miss(
    word: str, forms: set[str]
) -> None:
    assert forms <= set(english_forms(word))
