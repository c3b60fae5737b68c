"""Text made comparable: width, case, spaces; with the way back to the words that were said."""

import unicodedata
from dataclasses import dataclass

SPACED_LANGUAGES = frozenset({"en"})


@dataclass(frozen=True, slots=True)
class Normal:
    """Comparable text; `origins[i]` is the place in `source` of character `i`."""

    source: str
    text: str
    origins: tuple[int, ...]

    def original(self, start: int, end: int) -> str:
        """Return the stretch of `source` that became `text[start:end]`."""
        return self.source[self.origins[start] : self.origins[end - 1] + 1]


def normalise(source: str, language: str) -> Normal:
    """Fold width and case (NFKC, casefold) and drop what is no letter or digit.

    Vosk splits Korean and Japanese at morphemes, so spaces are dropped there; in a spaced language each run
    of other characters becomes one space, and one stands at either end, so that ` word ` has its borders.
    """
    source = unicodedata.normalize("NFKC", source)
    spaced = language in SPACED_LANGUAGES
    characters: list[str] = [" "] if spaced else []
    origins: list[int] = [0] if spaced else []
    for place, character in enumerate(source):
        for folded in character.casefold():
            if folded.isalnum() or unicodedata.category(folded).startswith("M"):
                characters.append(folded)
                origins.append(place)
            elif spaced and folded != "'" and characters[-1] != " ":
                characters.append(" ")
                origins.append(place)
    if spaced and characters[-1] != " ":
        characters.append(" ")
        origins.append(max(0, len(source) - 1))
    return Normal(source, "".join(characters), tuple(origins))
