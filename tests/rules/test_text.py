"""Normalising keeps the way back to what was said."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from rules.matching.text import normalise


@given(st.text(), st.sampled_from(["ko", "ja", "en"]))
def test_every_character_knows_where_it_came_from(said: str, language: str) -> None:
    normal = normalise(said, language)
    assert len(normal.text) == len(normal.origins)
    assert list(normal.origins) == sorted(normal.origins)
    assert all(0 <= place < max(1, len(normal.source)) for place in normal.origins)


SPOKEN = st.text(alphabet=" ,.!?'abcXYZ019가힣환불あんバカガ殺ＡＢﾊカÄß")


@given(SPOKEN, st.sampled_from(["ko", "ja", "en"]))
def test_normalising_twice_changes_nothing(said: str, language: str) -> None:
    once = normalise(said, language).text
    assert normalise(once, language).text == once


def test_width_case_spaces_and_decomposed_letters_do_not_matter() -> None:
    letters = unicodedata.normalize("NFD", "환불해주세요")
    assert normalise("환불 해  주세요!", "ko").text == letters
    assert normalise(letters, "ko").text == letters
    assert normalise("ＡＢＣ、ﾊﾞｶ", "ja").text == normalise("abc バカ", "ja").text
    assert normalise("Don't  STOP!", "en").text == " don't stop "
