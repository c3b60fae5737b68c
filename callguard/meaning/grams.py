"""The letters of an utterance as a few numbers: hashed runs of characters, which misheard words leave half whole."""

import re
import unicodedata
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

BUCKETS = 1 << 14
LONGEST = 4
_KANA_KANJI = r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
_UNSPACED = re.compile(f"(?<={_KANA_KANJI}) | (?={_KANA_KANJI})")
_NO_WORD = re.compile(r"[^\w']+")
_HANGUL_SPACE = re.compile(r"(?<=[\u1100-\u11ff]) | (?=[\u1100-\u11ff])")


def plain(text: str) -> str:
    """Fold width and case, drop marks, and drop the spaces that a recogniser puts into Japanese."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _UNSPACED.sub("", _NO_WORD.sub(" ", folded).strip())


def gram_buckets(text: str) -> NDArray[np.intp]:
    """Return the buckets of all runs of 1 to 4 letters of a plain text, each once; Korean goes by its jamo."""
    letters = _HANGUL_SPACE.sub("", unicodedata.normalize("NFD", text))
    letters = f" {letters} " if letters else ""
    runs = {letters[i : i + n] for n in range(1, LONGEST + 1) for i in range(len(letters) - n + 1)}
    buckets = {crc32(run.encode("utf-8", "surrogatepass")) % BUCKETS for run in runs}
    return np.array(sorted(buckets), dtype=np.intp)
