"""The index: which patterns may match a text, found by one pass of an automaton over it."""

from collections import Counter
from collections.abc import Iterable, Sequence

from ahocorasick_rs import AhoCorasick

Needs = tuple[frozenset[str], ...]
"""Sets of literals; a pattern matches only where one literal of each is."""
TELLING = 2
"""As many needs of a pattern, the most telling, are held against a text for all patterns at once."""


class Index:
    """Patterns by what they need; its cost hardly grows with patterns about things that are not said.

    Sets of patterns are whole numbers, a bit for each pattern: many are joined or compared in one step.
    """

    def __init__(self, patterns: Sequence[Needs], samples: Iterable[str]) -> None:
        numbers = {one: n for n, one in enumerate(_literals(patterns))}
        self._automaton = AhoCorasick(list(numbers))
        self._met_by = [[0] * len(numbers) for _ in range(TELLING)]
        self._without = [0] * TELLING
        self._also: list[tuple[frozenset[int], ...]] = []
        usual = Counter(literal for text in samples for literal in self._found(text))
        for number, needs in enumerate(patterns):
            # What is seldom said tells most, and only what tells costs time where nothing matches.
            told = sorted(
                (frozenset(numbers[one] for one in need) for need in needs),
                key=lambda need: (sum(usual[literal] for literal in need), len(need)),
            )
            self._add(1 << number, told[:TELLING])
            self._also.append(tuple(told[TELLING:]))

    def may_match(self, text: str) -> list[int]:
        """Return the numbers of the patterns all whose needs are in the text, in order."""
        found, may = self._found(text), -1
        for met_by, without in zip(self._met_by, self._without, strict=True):
            met = without
            for literal in found:
                met |= met_by[literal]
            may &= met
        return [number for number in _bits(may) if not any(map(found.isdisjoint, self._also[number]))]

    def _add(self, pattern: int, told: Sequence[frozenset[int]]) -> None:
        for place in range(TELLING):
            if place >= len(told):
                self._without[place] |= pattern
            for literal in told[place] if place < len(told) else ():
                self._met_by[place][literal] |= pattern

    def _found(self, text: str) -> set[int]:
        return {hit[0] for hit in self._automaton.find_matches_as_indexes(text, overlapping=True)}


def _bits(number: int) -> Iterable[int]:
    while number:
        low = number & -number
        yield low.bit_length() - 1
        number ^= low


def _literals(patterns: Iterable[Needs]) -> dict[str, None]:
    return dict.fromkeys(one for needs in patterns for need in needs for one in sorted(need))
