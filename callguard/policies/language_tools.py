"""What a language brings to its matcher from dictionaries: English forms, Japanese word borders."""

import threading
from functools import cache

from rules.matching.matcher import Tools
from rules.matching.scene import Borders
from rules.matching.stems import Forms


def tools_for(language: str) -> Tools:
    """Return a language's tools; its dictionary is loaded here, not before."""
    if language == "en":
        return Tools(forms=_english_forms())
    if language == "ja":
        return Tools(borders=_japanese_borders())
    return Tools()


def _english_forms() -> Forms:
    """Turn simplemma's dictionary round: it knows the lemma of each form."""
    from simplemma.strategies.dictionaries import DefaultDictionaryFactory

    forms: dict[str, list[str]] = {}
    for form, lemma in DefaultDictionaryFactory().get_dictionary("en").items():
        if form.isascii() and form.islower() and form.isalpha():
            forms.setdefault(str(lemma), []).append(form)

    def forms_of(word: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys([word, *sorted(forms.get(word, ()))]))

    return forms_of


@cache
def _japanese_borders() -> Borders:
    """Where Sudachi's words begin and end (its small dictionary: 38 MB, 18 µs a sentence)."""
    from sudachipy import Dictionary, SplitMode

    dictionary, own = Dictionary(dict="small"), threading.local()

    def borders(text: str) -> frozenset[int]:
        # A tokenizer refuses a second thread while one uses it; the dictionary may be shared.
        if not hasattr(own, "tokenizer"):
            own.tokenizer = dictionary.tokenizer(mode=SplitMode.C)
        return frozenset(place for m in own.tokenizer.tokenize(text) for place in (m.begin(), m.end()))

    return borders
