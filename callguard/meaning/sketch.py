"""The sign sketch of a vector: on which side of 256 fixed planes it lies."""

from functools import cache
from hashlib import shake_256

import numpy as np
from numpy.typing import NDArray

from callguard.meaning.encoder import DIMENSIONS
from rules.opinion import SKETCH_BITS


def sketch_of(vector: NDArray[np.float32]) -> str:
    """Return the sketch as hexadecimal text; two sketches differ in as many bits as their angle is wide."""
    return bits_of(vector).tobytes().hex()


def bits_of(vectors: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return the sketch of a vector, or of each row of vectors, as bytes."""
    return np.packbits(vectors @ _planes().T > 0, axis=-1)


@cache
def _planes() -> NDArray[np.float32]:
    """Return planes of ±1 drawn from a hash: the same on every machine and with every numpy."""
    drawn = shake_256(b"callguard sketch 1").digest(SKETCH_BITS * DIMENSIONS // 8)
    signs = np.unpackbits(np.frombuffer(drawn, dtype=np.uint8)).astype(np.float32) * 2 - 1
    return signs.reshape(SKETCH_BITS, DIMENSIONS)
