"""What was heard: the values that leave the speech engine."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

Speaker = Literal["caller", "agent"]
Tier = Literal["listen", "watch"]


class Word(NamedTuple):
    """One recognised word, in seconds since the media stream's start."""

    word: str
    start_s: float
    end_s: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Heard:
    """Words of one utterance of one speaker; times are seconds since the media stream's start.

    `settled` are the words of a partial that two looks in a row agree on; of a final, all. A partial has
    neither confidence nor words. A final with empty text takes back the partials before it:
    Vosk found no words after all.
    """

    call_sid: str
    speaker: Speaker
    tier: Tier
    utterance: int
    text: str
    settled: str
    start_s: float
    end_s: float
    final: bool
    confidence: float | None = None
    words: tuple[Word, ...] = ()
