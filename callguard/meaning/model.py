"""The classifier's numbers, a file a language, as `scripts/train_opinion.py` makes them."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from callguard.meaning.grams import BUCKETS, gram_buckets
from callguard.meaning.sketch import bits_of
from rules.acts import Act

LANGUAGES = ("en", "ja", "ko")
MEANING_WEIGHT = 0.8
"""How much the meaning counts beside the letters (its square is its part of a text's likeness to itself)."""


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Linear scores of one language, and the labelled examples.

    Column 0 of the weights speaks for *nothing*, the others for each of `acts`. `meaning` weighs the
    encoder's vector (rows), `letters` times `scales` the buckets of letters, each of which counts as it is
    rare: `rarity` is 0 for one that is not known. `sketches` are the examples' meanings as sign sketches, in
    bytes. `digest` is that of the lines.
    """

    acts: tuple[Act, ...]
    meaning: NDArray[np.float32]
    letters: NDArray[np.int8]
    scales: NDArray[np.float32]
    rarity: NDArray[np.float32]
    bias: NDArray[np.float32]
    example_ids: tuple[str, ...]
    example_acts: NDArray[np.uint8]
    sketches: NDArray[np.uint8]
    digest: str

    def probabilities(self, text: str, vector: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return how probable *nothing* and each act are for a plain text and its meaning."""
        scores = vector @ self.meaning + self.bias
        buckets = gram_buckets(text)
        rarity = self.rarity[buckets]
        length = float(np.sqrt(rarity @ rarity))
        if length:
            scores = scores + (rarity / length) @ self.letters[buckets] * self.scales
        return softmax(scores.astype(np.float64))

    def nearest(self, act: Act, vector: NDArray[np.float32], most: int) -> tuple[str, ...]:
        """Return the ids of the examples of an act that mean nearly the same, the nearest first."""
        places = np.flatnonzero(self.example_acts == self.acts.index(act))
        differing = np.bitwise_count(self.sketches[places] ^ bits_of(vector)).sum(axis=1)
        order = np.argsort(differing, kind="stable")[:most]
        return tuple(self.example_ids[place] for place in places[order])


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return scores as shares of one, along the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


@cache
def stored_model(language: str) -> Model:
    """Return a language's model that the package carries."""
    return read_model((files("callguard.meaning") / file_of(language)).read_bytes())


def file_of(language: str) -> str:
    """Return the name of a language's file."""
    return f"opinion.{language}.npz"


def read_model(content: bytes) -> Model:
    """Unpack a stored model."""
    with np.load(BytesIO(content), allow_pickle=False) as stored:
        return Model(
            acts=tuple(Act(act) for act in stored["acts"]),
            meaning=stored["meaning"].astype(np.float32),
            letters=_whole(stored["letters"], stored["known"]),
            scales=stored["scales"],
            rarity=_whole(stored["rarity"].astype(np.float32), stored["known"]),
            bias=stored["bias"],
            example_ids=tuple(str(example) for example in stored["example_ids"]),
            example_acts=stored["example_acts"],
            sketches=stored["sketches"],
            digest=str(stored["digest"]),
        )


def _whole(known: NDArray[Any], places: NDArray[np.uint32]) -> NDArray[Any]:
    """Return rows for all buckets; those that were not stored are 0."""
    whole = np.zeros((BUCKETS, *known.shape[1:]), dtype=known.dtype)
    whole[places] = known
    return whole
