"""The index: patterns that cannot match cost no look at the text."""

from hypothesis import given
from hypothesis import strategies as st

from rules.matching.index import Index, Needs

WORDS = st.sampled_from(["a", "ab", "b", "bc", "kill", "you", "くる"])
NEEDS = st.lists(st.frozensets(WORDS, min_size=1, max_size=3), min_size=1, max_size=3).map(tuple)


@given(st.lists(NEEDS, min_size=1, max_size=8), st.lists(WORDS, max_size=4).map("".join), st.lists(WORDS))
def test_exactly_the_patterns_whose_needs_are_all_there_may_match(
    patterns: list[Needs], text: str, samples: list[str]
) -> None:
    wanted = [
        number
        for number, needs in enumerate(patterns)
        if all(any(literal in text for literal in need) for need in needs)
    ]
    assert Index(patterns, samples).may_match(text) == wanted
