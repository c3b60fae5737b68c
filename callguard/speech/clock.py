"""Where in the stream a moment of the recogniser's own time lies."""

from bisect import bisect_left, bisect_right


class StreamClock:
    """Maps seconds of audio fed to a recogniser back to the stream, whose silences it never got."""

    def __init__(self) -> None:
        self._fed_s = [0.0]
        self._stream_s = [0.0]
        self.fed_s = 0.0

    def advance(self, stream_s: float, length_s: float) -> None:
        """Note that the recogniser gets `length_s` of audio that lies at `stream_s`."""
        if self.fed_s == self._fed_s[-1]:
            self._stream_s[-1] = stream_s
        elif abs(self.stream_start(self.fed_s) - stream_s) > 1e-6:
            self._fed_s.append(self.fed_s)
            self._stream_s.append(stream_s)
        self.fed_s += length_s

    def stream_start(self, fed_s: float) -> float:
        """Where what begins at `fed_s` begins: a cut counts to what follows it."""
        return self._at(bisect_right(self._fed_s, fed_s) - 1, fed_s)

    def stream_end(self, fed_s: float) -> float:
        """Where what ends at `fed_s` ends: a cut counts to what is before it."""
        return self._at(bisect_left(self._fed_s, fed_s) - 1, fed_s)

    def forget(self) -> None:
        """Drop the cuts that lie behind; all words up to now were given."""
        del self._fed_s[:-1], self._stream_s[:-1]

    def _at(self, index: int, fed_s: float) -> float:
        index = max(index, 0)
        return self._stream_s[index] + fed_s - self._fed_s[index]
