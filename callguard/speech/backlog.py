"""Audio of one track that waits for a decoding thread, or is kept to be heard again."""

from collections import deque

from callguard.speech.gate import GAP_MS
from callguard.speech.mulaw import RATE_HZ, seconds

Chunk = tuple[int, bytes]  # timestamp_ms, mu-law


class Backlog:
    """At most so many seconds; when full the oldest audio goes. Not thread-safe."""

    def __init__(self, limit_s: float) -> None:
        self._limit = int(limit_s * RATE_HZ)
        self._chunks: deque[Chunk] = deque()
        self._bytes = 0

    @property
    def waiting_s(self) -> float:
        """Seconds of audio in here."""
        return seconds(self._bytes)

    def put(self, mulaw: bytes, timestamp_ms: int) -> float:
        """Add; return the seconds that had to go for it."""
        self._chunks.append((timestamp_ms, mulaw))
        self._bytes += len(mulaw)
        dropped = 0
        while self._bytes > self._limit and len(self._chunks) > 1:
            _, oldest = self._chunks.popleft()
            self._bytes -= len(oldest)
            dropped += len(oldest)
        return seconds(dropped)

    def take(self, most_s: float) -> list[Chunk]:
        """Remove the oldest audio, one chunk at least if there is one, neighbours joined."""
        taken: list[Chunk] = []
        room = int(most_s * RATE_HZ)
        while self._chunks and (not taken or room >= len(self._chunks[0][1])):
            timestamp_ms, mulaw = self._chunks.popleft()
            self._bytes -= len(mulaw)
            room -= len(mulaw)
            if taken and _follows(taken[-1], timestamp_ms):
                taken[-1] = (taken[-1][0], taken[-1][1] + mulaw)
            else:
                taken.append((timestamp_ms, mulaw))
        return taken


def _follows(before: Chunk, timestamp_ms: int) -> bool:
    start_ms, mulaw = before
    return timestamp_ms - start_ms - len(mulaw) * 1000 // RATE_HZ <= GAP_MS
