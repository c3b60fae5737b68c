"""Echoes: places that sound like a phrase of the pack, by the same sounds or with few of them wrong."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick
from rapidfuzz.distance import Levenshtein

from rules.matching.sounds import Sounds

FEWEST_SOUNDS = 8
"""Shorter phrases sound like too much else."""
SOUNDS_AN_EDIT = 12
"""Of so many sounds one may be wrong: with one of 8, ordinary talk echoed 3 phrases in 1,000 turns."""


@dataclass(frozen=True, slots=True)
class Echo:
    """A place in the key that sounds like phrase `phrase`, with so many sounds wrong."""

    phrase: int
    start: int
    end: int
    edits: int


class Echoes:
    """The keys of phrases, cut into pieces of which one must be right wherever a phrase is nearly right.

    With `exactly` no sound may be wrong: a phonetic key has no vowels, and `left` is one sound from `leave`.
    """

    def __init__(self, keys: Iterable[str], *, exactly: bool = False) -> None:
        self._keys = tuple(keys)
        self._edits = tuple(0 if exactly else len(key) // SOUNDS_AN_EDIT for key in self._keys)
        told: dict[str, list[tuple[int, int]]] = {}
        for number, (key, edits) in enumerate(zip(self._keys, self._edits, strict=True)):
            for start, piece in _pieces(key, edits + 1) if len(key) >= FEWEST_SOUNDS else ():
                told.setdefault(piece, []).append((number, start))
        self._automaton = AhoCorasick(list(told))
        self._told_by = list(told.values())

    def find(self, sounds: Sounds) -> list[Echo]:
        """Return the best place for each phrase that is heard."""
        if not self._told_by:
            return []
        tried, best = set[tuple[int, int]](), dict[int, Echo]()
        for piece, at, _ in self._automaton.find_matches_as_indexes(sounds.key, overlapping=True):
            for number, offset in self._told_by[piece]:
                if (number, at - offset) in tried:
                    continue
                tried.add((number, at - offset))
                echo = self._verify(sounds, number, at - offset)
                if echo and (number not in best or echo.edits < best[number].edits):
                    best[number] = echo
        return [best[number] for number in sorted(best)]

    def _verify(self, sounds: Sounds, number: int, about: int) -> Echo | None:
        key, most = self._keys[number], self._edits[number]
        echoes = (
            Echo(number, start, end, edits)
            for start, end in _windows(sounds, about, len(key), most)
            if (edits := Levenshtein.distance(key, sounds.key[start:end], score_cutoff=most)) <= most
        )
        return min(echoes, key=lambda echo: (echo.edits, abs(echo.end - echo.start - len(key))), default=None)


def _windows(sounds: Sounds, about: int, length: int, slack: int) -> Iterator[tuple[int, int]]:
    for start in range(max(0, about - slack), about + slack + 1):
        if start in sounds.opens:
            for end in range(start + length - slack, min(len(sounds.key), start + length + slack) + 1):
                if end in sounds.closes:
                    yield start, end


def _pieces(key: str, number: int) -> Iterator[tuple[int, str]]:
    size, rest = divmod(len(key), number)
    start = 0
    for n in range(number):
        end = start + size + (n < rest)
        yield start, key[start:end]
        start = end
