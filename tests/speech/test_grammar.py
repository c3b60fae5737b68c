import json

import pytest
from structlog.testing import capture_logs

from callguard.speech import grammar
from callguard.speech.models import Models
from callguard.speech.recogniser import VoskRecognisers

WORDS = {"환불", "해", "주세요", "환불해", "바", "바보", "보야", "야", "the", "re", "fund"}


def known(word: str) -> bool:
    return word in WORDS


def test_a_phrase_is_split_into_the_fewest_words_that_the_model_knows() -> None:
    assert grammar.segment("환불해주세요", known) == ("환불해", "주세요")


def test_among_equal_splits_the_longest_ending_wins() -> None:
    assert grammar.segment("바보야", known) == ("바", "보야")


def test_an_alphabetic_word_is_never_cut() -> None:
    assert grammar.segment("the refund", known) is None


def test_punctuation_and_case_do_not_count() -> None:
    assert grammar.segment("The, 환불해!", known) == ("the", "환불해")


def test_a_phrase_that_the_model_cannot_hear_is_left_out() -> None:
    built = grammar.build(["환불해 주세요", "책임자 바꿔"], ["해", "그런데"], known)
    assert built.phrases == ("환불해 주세요",)
    assert built.left_out == ("책임자 바꿔",)
    assert json.loads(built.to_json()) == ["환불해 주세요", "해"]


def test_what_is_left_out_is_reported_once(models: Models) -> None:
    recognisers = VoskRecognisers(models)
    with capture_logs() as logs:
        for _ in range(3):
            recognisers("ko", "watch", ("환불해 주세요", "qwxz"))
    assert [entry["phrases"] for entry in logs] == [("qwxz",)]


@pytest.mark.parametrize("language", ["ko", "en", "ja"])
def test_each_language_has_fillers(language: str) -> None:
    assert len(grammar.fillers(language)) > 90


def test_the_korean_model_knows_all_korean_fillers(models: Models) -> None:
    unknown = [word for word in grammar.fillers("ko") if not models.has_word("ko", word)]
    assert unknown == []
