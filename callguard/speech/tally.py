"""What hearing costs: the engine's counters and the values it gives of them."""

import threading
from dataclasses import dataclass, field

from callguard.speech.heard import Tier


@dataclass(frozen=True, slots=True)
class TierStats:
    """One tier: audio that came, speech of it that was decoded, thread CPU time spent."""

    audio_s: float = 0.0
    voiced_s: float = 0.0
    cpu_s: float = 0.0


@dataclass(frozen=True, slots=True)
class SpeechStats:
    """All tracks since the engine's start; `lag_s` is the worst of the tracks open now."""

    audio_s: float
    dropped_s: float
    lag_s: float
    tracks: int
    tiers: dict[Tier, TierStats] = field(default_factory=dict)


class Tally:
    """Counts for every track of an engine; thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tiers: dict[Tier, TierStats] = {"listen": TierStats(), "watch": TierStats()}
        self._audio_s = 0.0
        self._dropped_s = 0.0

    def received(self, audio_s: float, dropped_s: float) -> None:
        """Audio came, and older audio may have gone for it."""
        with self._lock:
            self._audio_s += audio_s
            self._dropped_s += dropped_s

    def decoded(self, tier: Tier, spent: TierStats) -> None:
        """A step of decoding was done."""
        with self._lock:
            was = self._tiers[tier]
            self._tiers[tier] = TierStats(
                was.audio_s + spent.audio_s, was.voiced_s + spent.voiced_s, was.cpu_s + spent.cpu_s
            )

    def stats(self, *, lag_s: float, tracks: int) -> SpeechStats:
        """The figures now."""
        with self._lock:
            return SpeechStats(self._audio_s, self._dropped_s, lag_s, tracks, dict(self._tiers))
