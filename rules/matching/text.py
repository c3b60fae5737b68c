"""Text made comparable: width, case, kana, jamo, spaces; with the way back to the words that were said."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

SPACED_LANGUAGES = frozenset({"en"})
_JOINED = re.compile("[\uff9e\uff9f\u0300-\u036f\u3099\u309a]")
"""Marks that make one letter with the one before; such text is composed first, and is the `source` then."""
_APOSTROPHES = frozenset("'’ʼ`")
_DRAWN_OUT = frozenset("ー〜~")
_KATAKANA = range(ord("ァ"), ord("ヶ") + 1)
_KANA_SHIFT = ord("ァ") - ord("ぁ")


@dataclass(frozen=True, slots=True)
class Normal:
    """Comparable text; `origins[i]` is the place in `source` of character `i`."""

    source: str
    text: str
    origins: tuple[int, ...]

    def original(self, start: int, end: int) -> str:
        """Return the stretch of `source` that became `text[start:end]`, without spaces around it."""
        first, last = self.place(start, end)
        return self.source[first:last]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where in `source` the words of `text[start:end]` stand."""
        while start < end and self.text[start] == " ":
            start += 1
        while end > start and self.text[end - 1] == " ":
            end -= 1
        if start >= end:
            return (0, 0)
        return self.origins[start], self.origins[end - 1] + 1


def normalise(source: str, language: str) -> Normal:
    """Make text comparable.

    English keeps words, one space between them and at both ends. Japanese and Korean keep no spaces, since
    Vosk splits them at morphemes; katakana becomes hiragana, hangul is taken apart into its letters (NFD).
    """
    if _JOINED.search(source):
        source = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", source))
    pieces, origins = list[str](), list[int]()
    spaced = language in SPACED_LANGUAGES
    if spaced:
        pieces.append(" ")
        origins.append(0)
    for place, character in enumerate(source):
        folded = _fold(character, language)
        if folded == " " and pieces[-1] == " ":
            continue
        if folded:
            pieces.append(folded)
            origins.extend([place] * len(folded))
    if spaced and pieces[-1] != " ":
        pieces.append(" ")
        origins.append(max(0, len(source) - 1))
    return Normal(source, "".join(pieces), tuple(origins))


@lru_cache(maxsize=65536)
def _fold(character: str, language: str) -> str:
    """Return what becomes of one character: nothing for what is no letter, in English a space."""
    if language in SPACED_LANGUAGES:
        if character in _APOSTROPHES:
            return "'"
        kept = "".join(c for c in unicodedata.normalize("NFKC", character).casefold() if c.isalnum())
        return kept or " "
    kept = "".join(
        c
        for c in unicodedata.normalize("NFKC", character).casefold()
        if c not in _DRAWN_OUT and (c.isalnum() or unicodedata.category(c).startswith("M"))
    )
    if language == "ko":
        return unicodedata.normalize("NFD", kept)
    return "".join(chr(ord(c) - _KANA_SHIFT) if ord(c) in _KATAKANA else c for c in kept)
