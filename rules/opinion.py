"""A second opinion by meaning: what a sentence encoder takes an utterance for, as a value."""

from collections.abc import Callable
from math import cos, pi

from msgspec import Struct

from rules.acts import Act

SKETCH_BITS = 256


class Opinion(Struct, frozen=True, omit_defaults=True):
    """The likeliest act (None: nothing), how probable it is that there is one, and the nearest labelled
    examples' ids.

    `harmless` is how probable it is that nothing is to be found, None where that was not judged. `sketch` is
    the sign sketch of what is asked for, as hexadecimal text; empty when nothing is asked.
    """

    act: Act | None = None
    probability: float = 0.0
    nearest: tuple[str, ...] = ()
    sketch: str = ""
    harmless: float | None = None


OpinionOf = Callable[[str, str], Opinion | None]
"""Judges an utterance in a language; None where it has no opinion."""


def similarity(one: str, other: str) -> float:
    """Return the estimated cosine of two sketches (Charikar 2002: bits differ as the angle's share of π).

    What asks for nothing is like nothing.
    """
    if not one or not other:
        return 0.0
    differing = (int(one, 16) ^ int(other, 16)).bit_count()
    return cos(pi * differing / SKETCH_BITS)
