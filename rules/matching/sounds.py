"""Sounds: what a text sounds like, in signs that a recogniser's usual mistakes leave alone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

Readings = Callable[[str], Iterable[tuple[int, int, str]]]
"""Returns the words of a Japanese text: where each begins and ends, and its reading in hiragana."""


@dataclass(frozen=True, slots=True)
class Sounds:
    """The sounds of a text: sound `i` stands at `text[starts[i]:ends[i]]`; `opens` and `closes` are places in
    `key`, where a phrase may begin and end.
    """

    key: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    opens: frozenset[int]
    closes: frozenset[int]


SoundsOf = Callable[[str], Sounds]
"""Returns the sounds of a normalised text."""

_KOREAN = {
    **dict(zip("ᄀᄁᄏᄂᄃᄄᄐᄅᄆᄇᄈᄑᄉᄊᄌᄍᄎᄒ", "kkkntttrmpppsscccH", strict=True)),
    **dict(zip("ᅡᅢᅦᅣᅤᅨᅥᅧᅩᅭᅮᅲᅳᅵᅪᅫᅬᅰᅯᅱᅴ", "aeeAEEoOuUyYwiVWWWXZI", strict=True)),
    **dict(zip("ᆨᆩᆿᆫᆮᇀᆯᆷᆸᇁᆺᆻᆼᆽᆾᆭᆶ", "kkknttrmppssgccnr", strict=True)),
    **dict(zip("ᆪᆬᆰᆱᆲᆳᆴᆵᆹ", ("ks", "nc", "rk", "rm", "rp", "rs", "rt", "rp", "ps"), strict=True)),
    **dict.fromkeys("ᄋᇂ", ""),
}
_INITIALS = range(ord("ᄀ"), ord("ᅠ"))
_FINALS = range(ord("ᆨ"), ord("ᆨ") + 88)

_ROWS = {
    "a": "あかさたなはまやらわがざだばぱゃぁ",
    "i": "いきしちにひみりぎじぢびぴぃゐ",
    "u": "うくすつぬふむゆるぐずづぶぷゅぅゔ",
    "e": "えけせてねへめれげぜでべぺぇゑ",
    "o": "おこそとのほもよろをごぞどぼぽょぉ",
}
_VOWEL = {kana: vowel for vowel, row in _ROWS.items() for kana in row}
_VOWELS = dict(zip("あいうえおぁぃぅぇぉを", "aiueoaiueoo", strict=True))
_LONGER = {"ou", "ei", "aa", "ii", "uu", "ee", "oo"}
_VOICELESS = str.maketrans(
    "がぎぐげござじずぜぞだぢづでどばびぶべぼぱぴぷぺぽをぁぃぅぇぉゔ",
    "かきくけこさしすせそたしすてとはひふへほはひふへほおあいうえおう",
)


def korean_sounds(text: str) -> Sounds:
    """Return the sounds of a Korean text that is taken apart into its letters."""
    key, starts, ends, opens = list[str](), list[int](), list[int](), set[int]()
    begins = 0
    for place, letter in enumerate(text):
        if ord(letter) in _INITIALS:
            opens.add(len(key))
            begins = place
        for sound in _KOREAN.get(letter, letter):
            key.append(sound)
            starts.append(begins if len(key) - 1 in opens else place)
            ends.append(place + 1)
    return Sounds("".join(key), tuple(starts), tuple(ends), frozenset(opens), _syllable_ends(text, ends))


def japanese_sounds(readings: Readings) -> SoundsOf:
    """Return what makes the sounds of a Japanese text: morae, voiced or not, vowels long or short as one."""

    def sounds_of(text: str) -> Sounds:
        key, starts, ends = list[str](), list[int](), list[int]()
        for begin, end, reading in readings(text):
            as_written = len(reading) == end - begin
            for place, kana in _morae(reading):
                key.append(kana)
                starts.append(begin + place if as_written else begin)
                ends.append(begin + place + 1 if as_written else end)
        return Sounds("".join(key), tuple(starts), tuple(ends), _everywhere(key), _everywhere(key))

    return sounds_of


@lru_cache(maxsize=16384)
def _morae(reading: str) -> tuple[tuple[int, str], ...]:
    """Return a word's morae with their places in its reading."""
    morae, before = [], ""
    for place, kana in enumerate(reading):
        if kana != "っ" and before + _VOWELS.get(kana, "?") not in _LONGER:
            morae.append((place, kana.translate(_VOICELESS)))
            before = _VOWEL.get(kana, "")
    return tuple(morae)


def spelled_sounds(key_of: Callable[[str], str]) -> SoundsOf:
    """Return what makes the sounds of a text with spaces, by the phonetic key of each word, which has the
    space before it.
    """

    def sounds_of(text: str) -> Sounds:
        key, starts, ends = "", list[int](), list[int]()
        opens, closes = set[int](), set[int]()
        place = 0
        for word in text.split():
            place = text.index(word, place)
            sounds = key_of(word.replace("'", ""))
            opens.add(len(key))
            key += sounds
            closes.add(len(key))
            starts += [max(0, place - 1)] * len(sounds)
            place += len(word)
            ends += [place] * len(sounds)
        return Sounds(key, tuple(starts), tuple(ends), frozenset(opens), frozenset(closes))

    return sounds_of


def _syllable_ends(text: str, ends: list[int]) -> frozenset[int]:
    finals = (n + 1 for n, end in enumerate(ends) if end == len(text) or ord(text[end]) not in _FINALS)
    return frozenset(finals)


def _everywhere(key: list[str]) -> frozenset[int]:
    return frozenset(range(len(key) + 1))
