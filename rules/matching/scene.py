"""One utterance while it is looked at: where patterns match in it, each looked for once."""

from collections.abc import Callable, Iterator

from rules.matching.compile import Compiled
from rules.matching.text import SPACED_LANGUAGES, Normal

Borders = Callable[[str], frozenset[int]]
"""Returns the places in a text, spaces left out, where a word begins or ends."""
Span = tuple[int, int]


class Scene:
    """An utterance's normalised text; what entries share is matched once for all of them."""

    def __init__(self, normal: Normal, language: str, borders: Borders | None = None) -> None:
        self.normal = normal
        self.is_spaced = language in SPACED_LANGUAGES
        self._korean = language == "ko"
        self._borders_of = borders
        self._borders: frozenset[int] | None = None
        self._spans: dict[str, list[Span]] = {}

    def spans(self, compiled: Compiled) -> list[Span]:
        """Return where a pattern matches, without overlaps; an empty match is none."""
        spans = self._spans.get(compiled.pattern)
        if spans is None:
            spans = self._spans[compiled.pattern] = list(self._find(compiled))
        return spans

    def apart(self, start: int, end: int) -> int:
        """Return how many words, or characters or syllables, stand between two places."""
        between = self.normal.text[start:end]
        if self.is_spaced:
            return len(between.split())
        return sum("ᄀ" <= letter <= "ᅟ" for letter in between) if self._korean else len(between)

    def _find(self, compiled: Compiled) -> Iterator[Span]:
        place, text = 0, self.normal.text
        while match := compiled.regex.search(text, place):
            start, end = match.span()
            whole = end > start and all(self._is_border(place) for place in _marks(match.regs))
            if whole:
                yield start, end
            place = end if whole else start + 1

    def _is_border(self, place: int) -> bool:
        if self._borders is None:
            self._borders = self._all_borders()
        return place in self._borders

    def _all_borders(self) -> frozenset[int]:
        """Where words begin or end: at spaces that were said, and by what the language brings."""
        origins = self.normal.origins
        said = {place for place in range(1, len(origins)) if origins[place] - origins[place - 1] > 1}
        known = self._borders_of(self.normal.text) if self._borders_of else frozenset[int]()
        return known | said | {0, len(self.normal.text)}


def _marks(groups: tuple[Span, ...]) -> Iterator[int]:
    """Yield the places of a match's borders, of those that it passed."""
    return (start for start, _ in groups[1:] if start >= 0)
