"""The classifier's numbers, as `scripts/train_opinion.py` makes and the package stores them."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from callguard.meaning.encoder import DIMENSIONS
from callguard.meaning.grams import gram_buckets
from rules.acts import Act

FILE = "opinion.npz"
EMBEDDING_WEIGHT = 0.7
"""How much the meaning counts beside the letters (its square is the share of the likeness)."""


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Linear scores, what they are worth, and the labelled examples.

    Column 0 of `weights` speaks for *some act*, the others for each of `acts`. `slope` and `shift` make the
    first score a probability, `sharpness` makes shares of the others. `digest` is that of the lines.
    """

    acts: tuple[Act, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    slope: float
    shift: float
    sharpness: float
    example_ids: tuple[str, ...]
    example_acts: NDArray[np.uint8]
    examples: NDArray[np.int8]
    digest: str

    def scores(self, text: str, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the score of *some act* and of each act for a plain text and its meaning."""
        total = vector @ self.weights[:DIMENSIONS] * EMBEDDING_WEIGHT + self.bias
        buckets = gram_buckets(text)
        if buckets.size:
            total += self.weights[DIMENSIONS + buckets].sum(axis=0) / np.sqrt(buckets.size)
        return np.asarray(total, dtype=np.float32)

    def probabilities(self, scores: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return how probable each act is."""
        some = 1 / (1 + np.exp(-(self.slope * float(scores[0]) + self.shift)))
        shares = np.exp(self.sharpness * (scores[1:] - scores[1:].max()).astype(np.float64))
        return np.asarray(some * shares / shares.sum(), dtype=np.float64)

    def nearest(self, act: Act, vector: NDArray[np.float32], most: int) -> tuple[str, ...]:
        """Return the ids of the examples of an act that mean nearly the same, the nearest first."""
        places = np.flatnonzero(self.example_acts == self.acts.index(act))
        likeness = self.examples[places].astype(np.float32) @ vector
        order = np.argsort(-likeness, kind="stable")[:most]
        return tuple(self.example_ids[place] for place in places[order])


@cache
def stored_model() -> Model:
    """Return the model that the package carries."""
    return read_model((files("callguard.meaning") / FILE).read_bytes())


def read_model(content: bytes) -> Model:
    """Unpack a stored model."""
    with np.load(BytesIO(content), allow_pickle=False) as stored:
        return Model(
            acts=tuple(Act(act) for act in stored["acts"]),
            weights=stored["weights"].astype(np.float32) * stored["scales"],
            bias=stored["bias"],
            slope=float(stored["calibration"][0]),
            shift=float(stored["calibration"][1]),
            sharpness=float(stored["calibration"][2]),
            example_ids=tuple(str(example) for example in stored["example_ids"]),
            example_acts=stored["example_acts"],
            examples=stored["examples"],
            digest=str(stored["digest"]),
        )
