"""The voice gate: silence never reaches the recogniser, and no word loses its beginning."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import webrtcvad

from callguard.speech.mulaw import RATE_HZ, Pcm

FRAME_MS = 20
FRAME = RATE_HZ * FRAME_MS // 1000
BEFORE_MS = 240
AFTER_MS = 460
# Twilio's timestamps wobble by a frame or two; more than this is audio that never came.
GAP_MS = 60


@dataclass(frozen=True, slots=True)
class Speech:
    """A piece of a stretch of speech, its margins included."""

    start_ms: int
    pcm: Pcm


@dataclass(frozen=True, slots=True)
class Pause:
    """The stretch is over."""

    at_ms: int


class Gate:
    """Cuts one track into stretches of speech."""

    def __init__(
        self, *, before_ms: int = BEFORE_MS, after_ms: int = AFTER_MS, aggressiveness: int = 2
    ) -> None:
        self._vad = webrtcvad.Vad(aggressiveness)
        self._before: deque[Pcm] = deque(maxlen=before_ms // FRAME_MS)
        self._after_frames = after_ms // FRAME_MS
        self._quiet_frames = 0
        self._open = False
        self._rest: Pcm = np.empty(0, np.int16)
        self._now_ms: int | None = None  # where the first sample of `_rest` lies

    def feed(self, pcm: Pcm, timestamp_ms: int) -> Iterator[Speech | Pause]:
        """Take a chunk of any size that begins at `timestamp_ms` of the stream."""
        now_ms = timestamp_ms if self._now_ms is None else self._now_ms
        if timestamp_ms - now_ms - len(self._rest) * 1000 // RATE_HZ > GAP_MS:
            yield from self.close()
            now_ms = timestamp_ms
        waiting = np.concatenate([self._rest, pcm])
        whole = len(waiting) // FRAME * FRAME
        self._rest = waiting[whole:]
        self._now_ms = now_ms + whole * 1000 // RATE_HZ
        yield from self._cut(waiting[:whole], now_ms)

    def close(self) -> Iterator[Speech | Pause]:
        """End the stretch that is open; what comes later starts anew."""
        if self._open and self._now_ms is not None:
            if len(self._rest):
                yield Speech(self._now_ms, self._rest)
            yield Pause(self._now_ms + len(self._rest) * 1000 // RATE_HZ)
        self._before.clear()
        self._rest, self._open, self._now_ms = self._rest[:0], False, None

    def _cut(self, pcm: Pcm, now_ms: int) -> Iterator[Speech | Pause]:
        passed: list[Pcm] = []
        start_ms = now_ms
        for frame in pcm.reshape(-1, FRAME):
            if not self._open and not self._is_voiced(frame):
                self._before.append(frame)
            elif not self._open:
                start_ms = now_ms - len(self._before) * FRAME_MS
                passed = [*self._before, frame]
                self._before.clear()
                self._open, self._quiet_frames = True, 0
            else:
                passed.append(frame)
                self._quiet_frames = 0 if self._is_voiced(frame) else self._quiet_frames + 1
            now_ms += FRAME_MS
            if self._open and self._quiet_frames >= self._after_frames:
                yield Speech(start_ms, np.concatenate(passed))
                yield Pause(now_ms)
                passed, self._open = [], False
        if passed:
            yield Speech(start_ms, np.concatenate(passed))

    def _is_voiced(self, frame: Pcm) -> bool:
        return bool(self._vad.is_speech(frame.tobytes(), RATE_HZ))
