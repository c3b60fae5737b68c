"""What the matcher found in an utterance, as values."""

from enum import StrEnum

from msgspec import Struct

from rules.acts import Act


class How(StrEnum):
    """How near the words are to the entry: the same, or of the same sound."""

    EXACT = "exact"
    SOUND = "sound"


class Hit(Struct, frozen=True, omit_defaults=True):
    """An entry that matched: the words as they were said, and their place (characters of the utterance)."""

    entry: str
    act: Act
    severity: int
    matched: str
    start: int
    end: int
    confidence: float
    how: How = How.EXACT


class Guarded(Struct, frozen=True):
    """An entry that would have matched, and the guard that says why it means nothing."""

    entry: str
    act: Act
    guard: str
    matched: str
    start: int
    end: int


class DemandHit(Struct, frozen=True):
    """Something that is asked for."""

    id: str
    topic: str
    matched: str
    start: int
    end: int


class Spotted(Struct, frozen=True, omit_defaults=True):
    """All that was found; `pack` is the version of the pack that found it."""

    pack: str
    hits: tuple[Hit, ...] = ()
    guarded: tuple[Guarded, ...] = ()
    demands: tuple[DemandHit, ...] = ()
    ticks: tuple[str, ...] = ()
    civil: bool = False
