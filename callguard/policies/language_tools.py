"""What a language brings to its matcher from dictionaries: English forms, Japanese word borders, sounds."""

import threading
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any

from rules.matching.matcher import Tools
from rules.matching.sounds import SoundsOf, japanese_sounds, korean_sounds, spelled_sounds
from rules.matching.stems import Forms, english_forms
from rules.matching.text import normalise

_own = threading.local()


@cache
def tools_for(language: str) -> Tools:
    """Return a language's tools; its dictionary is loaded here, not before."""
    if language == "en":
        return Tools(forms=_english_forms(), sounds=_english_sounds())
    if language == "ja":
        return Tools(borders=_borders, sounds=japanese_sounds(_readings))
    return Tools(sounds=korean_sounds)


def _english_forms() -> Forms:
    """Turn simplemma's dictionary round: it knows the lemma of each form."""
    from simplemma.strategies.dictionaries import DefaultDictionaryFactory

    forms: dict[str, list[str]] = {}
    for form, lemma in DefaultDictionaryFactory().get_dictionary("en").items():
        if form.isascii() and form.islower() and form.isalpha():
            forms.setdefault(str(lemma), []).append(form)

    def forms_of(word: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*english_forms(word), *sorted(forms.get(word, ()))]))

    return forms_of


def _english_sounds() -> SoundsOf:
    from jellyfish import metaphone

    return spelled_sounds(lru_cache(maxsize=65536)(metaphone))


def _borders(text: str) -> frozenset[int]:
    """Where Sudachi's words begin and end."""
    return frozenset(place for m in _morphemes(text) for place in (m.begin(), m.end()))


def _readings(text: str) -> Iterator[tuple[int, int, str]]:
    for m in _morphemes(text):
        yield m.begin(), m.end(), _hiragana(m.reading_form() or m.surface())


@lru_cache(maxsize=65536)
def _hiragana(reading: str) -> str:
    return normalise(reading, "ja").text


def _morphemes(text: str) -> Iterable[Any]:
    # A tokenizer refuses a second thread while one uses it; the dictionary may be shared.
    if not hasattr(_own, "tokenizer"):
        _own.tokenizer = _sudachi().tokenizer(mode="C", fields={"reading_form"})
    morphemes: Iterable[Any] = _own.tokenizer.tokenize(text)
    return morphemes


@cache
def _sudachi() -> Any:  # noqa: ANN401 - without types
    """Load Sudachi's small dictionary: 38 MB, 18 µs a sentence."""
    from sudachipy import Dictionary

    return Dictionary(dict="small")
