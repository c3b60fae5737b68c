"""The letters of an utterance, hashed: short runs of them survive where the recogniser misheard a word."""

import re
import unicodedata
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

BUCKETS = 1 << 17
LONGEST = 4
PAIRED = 4
_KANA_KANJI = r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
_UNSPACED = re.compile(f"(?<={_KANA_KANJI}) | (?={_KANA_KANJI})")
_NO_WORD = re.compile(r"[^\w']+")
_HANGUL_SPACE = re.compile(r"(?<=[\u1100-\u11ff]) | (?=[\u1100-\u11ff])")


def plain(text: str) -> str:
    """Fold width and case, drop marks, and drop the spaces that a recogniser puts into Japanese."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _UNSPACED.sub("", _NO_WORD.sub(" ", folded).strip())


def gram_buckets(text: str) -> NDArray[np.intp]:
    """Return a plain text's buckets: runs of 1 to 4 letters (Korean by its jamo), words, pairs of words."""
    letters = _HANGUL_SPACE.sub("", unicodedata.normalize("NFD", text))
    letters = f" {letters} " if letters else ""
    runs = {letters[i : i + n] for n in range(1, LONGEST + 1) for i in range(len(letters) - n + 1)}
    buckets = {crc32(run.encode("utf-8", "surrogatepass")) % BUCKETS for run in runs | _words(text)}
    return np.array(sorted(buckets), dtype=np.intp)


def _words(text: str) -> set[str]:
    """Words, and words with one of the four after them; unspaced Japanese has none."""
    words = text.split()
    if len(words) < 2 and not text.isascii():
        return set()
    pairs = {f"#{one}>{two}" for i, one in enumerate(words) for two in words[i + 1 : i + 1 + PAIRED]}
    return pairs | {f"#{word}" for word in words}
