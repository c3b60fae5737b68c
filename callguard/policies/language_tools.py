"""What a language brings to its matcher from dictionaries: English forms, Japanese word borders."""

from functools import cache

from rules.matching.matcher import Borders, Tools
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

    tokenizer = Dictionary(dict="small").tokenizer(mode=SplitMode.C)

    def borders(text: str) -> frozenset[int]:
        return frozenset(place for m in tokenizer.tokenize(text) for place in (m.begin(), m.end()))

    return borders
