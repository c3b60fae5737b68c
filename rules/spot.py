"""Finds a pack's phrases in what was said."""

from dataclasses import dataclass
from functools import lru_cache

from rules.pack import ActPhrases, Demand, Pack
from rules.text import Normal, normalise


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase heard: the pack's entry and the words as they were said."""

    entry: ActPhrases | Demand
    matched: str


def spot(pack: Pack, said: str) -> list[Hit]:
    """Return at most one hit for each entry of the pack, in the pack's order."""
    normal = normalise(said, pack.language)
    found = ((entry, _first(entry, normal, pack.language)) for entry in pack.entries)
    return [Hit(entry, normal.original(*span)) for entry, span in found if span]


def _first(entry: ActPhrases | Demand, normal: Normal, language: str) -> tuple[int, int] | None:
    excepted = [span for word in entry.unless for span in _spans(word, normal, language)]
    for phrase in entry.phrases:
        for start, end in _spans(phrase, normal, language):
            if not any(a <= start and end <= b for a, b in excepted):
                return start, end
    return None


def _spans(phrase: str, normal: Normal, language: str) -> list[tuple[int, int]]:
    wanted = _comparable(phrase, language)
    border = len(wanted) - len(wanted.lstrip())
    spans, place = [], normal.text.find(wanted)
    while place >= 0:
        spans.append((place + border, place + len(wanted) - border))
        place = normal.text.find(wanted, place + 1)
    return spans


@lru_cache(maxsize=4096)
def _comparable(phrase: str, language: str) -> str:
    return normalise(phrase, language).text
