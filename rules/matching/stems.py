"""Stems: the shapes that a word of the dictionary takes before its endings.

They are worked out here, on purpose too many rather than too few where a word may be regular or not; a
dictionary that is handed in adds English forms. An analyser at run time was measured and left out
(docs/rules.md): Kiwi costs 2.5 s and 514 MB at the start and 192 µs a sentence.
"""

import unicodedata
from collections.abc import Callable

Forms = Callable[[str], tuple[str, ...]]
"""Returns the forms of an English word in dictionary form, itself among them."""

_GODAN = {
    "う": "わいうえおっ",
    "く": "かきくけこい",
    "ぐ": "がぎぐげごい",
    "す": "さしすせそ",
    "つ": "たちつてとっ",
    "ぬ": "なにぬねのん",
    "ぶ": "ばびぶべぼん",
    "む": "まみむめもん",
    "る": "らりるれろっ",
}
_BEFORE_ICHIDAN = frozenset("いきしちにひみりぎじびぴえけせてねへめれげぜでべぺ")
_ICHIDAN_KANJI = frozenset("見着寝出煮似得居経")
_ICHIDAN_ENDINGS = "るてたなまよれらろずん"
_SUFFIX_VERBS = {"する": ("する", "し", "さ", "せ"), "来る": ("来",), "くる": ("くる", "き", "こ")}


_VOWELS = frozenset("aeiou")
_IRREGULAR = {
    "become": ("became",), "begin": ("began",), "bite": ("bit",), "break": ("broke",), "choose": ("chose",),
    "come": ("came",), "do": ("did", "done"), "drink": ("drank",), "fall": ("fell",), "find": ("found",),
    "fly": ("flew",), "get": ("got", "gotten"), "go": ("gone", "went"), "grind": ("ground",),
    "have": ("has", "had"), "lie": ("lying",), "lose": ("lost",), "make": ("made",), "ring": ("rang", "rung"),
    "rise": ("rose",), "run": ("ran",), "say": ("said",), "see": ("saw",), "shoot": ("shot",),
    "shut": ("shut",), "sing": ("sang",), "sit": ("sat",), "speak": ("spoke",), "spit": ("spat",),
    "steal": ("stole",), "stick": ("stuck",), "strike": ("struck",), "swear": ("swore",), "take": ("took",),
    "tear": ("tore", "torn"), "wind": ("wound",), "write": ("wrote",),
}  # fmt: skip
"""Forms that are words of their own too, so that a dictionary does not name them under the verb."""


def english_forms(word: str) -> tuple[str, ...]:
    """Return the regular forms of an English word and those that dictionaries miss: drown → drowning."""
    stem = word[:-1] if word.endswith("e") else word
    forms = [word, word + "s", stem + "ed", stem + "ing"]
    if word.endswith(("s", "sh", "ch", "x", "z", "o")):
        forms.append(word + "es")
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        forms += [word[:-1] + "ies", word[:-1] + "ied"]
    if len(word) > 2 and word[-1] not in _VOWELS | set("wxyh") and word[-2] in _VOWELS:
        forms += [word + word[-1] + "ed", word + word[-1] + "ing"]
    return tuple(dict.fromkeys([*forms, *_IRREGULAR.get(word, ())]))


def japanese_shapes(word: str) -> tuple[str, ...]:
    """Return what begins each conjugated form of a Japanese word: 殺す → 殺さ 殺し 殺す 殺せ 殺そ."""
    for suffix, shapes in _SUFFIX_VERBS.items():
        if word.endswith(suffix):
            return tuple(word.removesuffix(suffix) + shape for shape in shapes)
    stem, ending = word[:-1], word[-1:]
    if ending == "い" and stem:
        return tuple(stem + shape for shape in "いくかけさ")
    if ending == "る" and stem[-1:] in _BEFORE_ICHIDAN:
        return (stem,)
    if ending == "る" and stem[-1:] in _ICHIDAN_KANJI:
        return tuple(stem + shape for shape in _ICHIDAN_ENDINGS)
    if ending in _GODAN and stem:
        return tuple(stem + shape for shape in _GODAN[ending])
    return (word,)


def korean_shapes(word: str) -> tuple[str, ...]:
    """Return what begins each form of a Korean word, in letters (NFD): 죽이다 → 죽이 죽여."""
    stem = unicodedata.normalize("NFC", word).removesuffix("다") or word
    last = unicodedata.normalize("NFD", stem[-1])
    if len(last) < 2:
        return (unicodedata.normalize("NFD", stem),)
    before, opening, vowel, final = stem[:-1], last[0], last[1], last[2:]
    changed = _closed(before, opening, vowel, final) if final else _open(before, opening, vowel)
    shapes = (stem, *changed)
    return tuple(dict.fromkeys(unicodedata.normalize("NFD", shape) for shape in shapes))


def _open(before: str, opening: str, vowel: str) -> list[str]:
    """Contractions of a stem that ends in a vowel with 아 and 어."""
    joined = {"ᅩ": "ᅪ", "ᅮ": "ᅯ", "ᅵ": "ᅧ", "ᅬ": "ᅫ"}
    if opening == "ᄒ" and vowel == "ᅡ":
        return [before + "해", before + "하여"]
    if vowel in joined:
        return [before + _syllable(opening, joined[vowel])]
    if vowel != "ᅳ":
        return []
    shapes = [before + _syllable(opening, "ᅡ"), before + _syllable(opening, "ᅥ")]
    if opening == "ᄅ" and before:
        doubled = _with_final(before, "ᆯ")
        shapes += [doubled + "라", doubled + "러"]
    return shapes


def _closed(before: str, opening: str, vowel: str, final: str) -> list[str]:
    """Changes of a stem that ends in ㅂ, ㄷ, ㅅ, ㅎ or ㄹ, should it be one of those that change."""
    bare = before + _syllable(opening, vowel)
    changes = {
        "ᆸ": [bare + "우", bare + "워", bare + "와"],
        "ᆮ": [before + _syllable(opening, vowel) + "ᆯ"],
        "ᆺ": [bare + "으", bare + "어", bare + "아"],
        "ᇂ": [bare, before + _syllable(opening, "ᅢ")],
        "ᆯ": [bare],
    }
    return changes.get(final, [])


def _syllable(opening: str, vowel: str) -> str:
    return unicodedata.normalize("NFC", opening + vowel)


def _with_final(text: str, final: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text) + final)
