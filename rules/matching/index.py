"""The index: which patterns may match a text, found by one pass of an automaton over it."""

from collections import Counter
from collections.abc import Iterable, Sequence

from ahocorasick_rs import AhoCorasick

Needs = tuple[frozenset[str], ...]
"""Sets of literals; a pattern matches only where one literal of each is."""


class Index:
    """Patterns by what they need; its cost hardly grows with patterns about things that are not said."""

    def __init__(self, patterns: Sequence[Needs], samples: Iterable[str]) -> None:
        numbers = {one: n for n, one in enumerate(_literals(patterns))}
        self._automaton = AhoCorasick(list(numbers))
        self._told_by: list[list[int]] = [[] for _ in numbers]
        self._also: list[tuple[frozenset[int], ...]] = []
        usual = Counter(literal for text in samples for literal in self._found(text))
        for number, needs in enumerate(patterns):
            # What is seldom said tells most, and only what tells costs time where nothing matches.
            first, *others = sorted(
                (frozenset(numbers[one] for one in need) for need in needs),
                key=lambda need: (sum(usual[literal] for literal in need), len(need)),
            )
            for literal in first:
                self._told_by[literal].append(number)
            self._also.append(tuple(others))

    def may_match(self, text: str) -> list[int]:
        """Return the numbers of the patterns all whose needs are in the text, in order."""
        found, also = self._found(text), self._also
        may = []
        for number in {number for literal in found for number in self._told_by[literal]}:
            for need in also[number]:
                if found.isdisjoint(need):
                    break
            else:
                may.append(number)
        may.sort()
        return may

    def _found(self, text: str) -> set[int]:
        return {hit[0] for hit in self._automaton.find_matches_as_indexes(text, overlapping=True)}


def _literals(patterns: Iterable[Needs]) -> dict[str, None]:
    return dict.fromkeys(one for needs in patterns for need in needs for one in sorted(need))
