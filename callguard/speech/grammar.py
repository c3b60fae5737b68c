"""The watch tier's grammar: the phrases watched for, among filler words that catch all other speech."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILLERS = Path(__file__).parent / "fillers"

# A grammar finds shorter phrases in ordinary speech, with full confidence; they are left to `listen`.
SHORTEST_SYLLABLES, SHORTEST_LETTERS = 4, 7

HasWord = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Grammar:
    """What the recogniser may hear, each phrase in words that its model knows."""

    phrases: tuple[str, ...]
    fillers: tuple[str, ...]
    left_out: tuple[str, ...]

    def to_json(self) -> str:
        """As Vosk wants it."""
        return json.dumps([*self.phrases, *self.fillers], ensure_ascii=False)


def build(phrases: Iterable[str], fillers: Iterable[str], has_word: HasWord) -> Grammar:
    """Put phrases written as people write them into the model's words; leave out what it cannot hear, and
    what is too short to be told from ordinary speech.
    """
    spelled = {p: segment(p, has_word) if is_long_enough(p) else None for p in phrases}
    return Grammar(
        phrases=tuple(dict.fromkeys(" ".join(words) for words in spelled.values() if words)),
        fillers=tuple(word for word in fillers if has_word(word)),
        left_out=tuple(phrase for phrase, words in spelled.items() if not words),
    )


def is_long_enough(phrase: str) -> bool:
    """Whether a phrase is long enough to be watched for: syllables of kana, kanji and hangul, or letters."""
    letters = [letter for letter in phrase if letter.isalnum()]
    return len(letters) >= (SHORTEST_LETTERS if phrase.isascii() else SHORTEST_SYLLABLES)


def segment(phrase: str, has_word: HasWord) -> tuple[str, ...] | None:
    """Split a phrase into words of the vocabulary; None when it cannot be."""
    words: list[str] = []
    for token in re.findall(r"[\w']+", unicodedata.normalize("NFC", phrase).lower()):
        pieces = (token,) if has_word(token) else _split(token, has_word)
        if pieces is None:
            return None
        words += pieces
    return tuple(words) or None


@cache
def fillers(language: str) -> tuple[str, ...]:
    """Common words of the language; none for one without a list."""
    path = FILLERS / f"{language}.txt"
    return tuple(dict.fromkeys(path.read_text(encoding="utf-8").split())) if path.is_file() else ()


def _split(token: str, has_word: HasWord) -> tuple[str, ...] | None:
    """The fewest pieces; among equals the longest ending.

    Korean and Japanese models store stem and ending apart. A short last piece such as "yo" would be heard
    everywhere. Words of alphabetic languages are never split: pieces of them sound like nothing.
    """
    if token.isascii():
        return None
    best: dict[int, tuple[str, ...]] = {len(token): ()}
    for start in range(len(token) - 1, -1, -1):
        ways = [
            (token[start:end], *best[end])
            for end in range(start + 1, len(token) + 1)
            if end in best and has_word(token[start:end])
        ]
        if ways:
            best[start] = min(ways, key=_awkwardness)
    return best.get(0)


def _awkwardness(pieces: tuple[str, ...]) -> tuple[int, tuple[int, ...]]:
    return len(pieces), tuple(-len(piece) for piece in reversed(pieces))
