"""Audio for these tests: the simulator's lines at chosen moments of a stream."""

import time
from pathlib import Path

from callguard.speech.mulaw import RATE_HZ
from callguard.speech.track import QUEUE_S, Track

AUDIO = Path(__file__).parents[2] / "callguard" / "simulator" / "audio"
SILENCE = b"\xff"
FRAME = 160


def line(name: str) -> bytes:
    """The mu-law of `<voice>/<name>`."""
    wav = (AUDIO / f"{name}.wav").read_bytes()
    start = wav.index(b"data") + 8
    length = int.from_bytes(wav[start - 4 : start], "little")
    return wav[start : start + length]


class Timeline:
    """Lines at moments, silence between."""

    def __init__(self, length_s: float, **starts_s: float) -> None:
        self.mulaw = bytearray(SILENCE * int(length_s * RATE_HZ))
        for name, start_s in starts_s.items():
            self.add(name.replace("__", "/"), start_s)

    def add(self, name: str, start_s: float) -> "Timeline":
        spoken = line(name)
        start = int(start_s * RATE_HZ)
        assert start + len(spoken) <= len(self.mulaw)
        self.mulaw[start : start + len(spoken)] = spoken
        return self

    def frames(self) -> list[tuple[int, bytes]]:
        """As Twilio sends them: 20 ms each, with their time."""
        return [
            (start * 1000 // RATE_HZ, bytes(self.mulaw[start : start + FRAME]))
            for start in range(0, len(self.mulaw), FRAME)
        ]

    def play(self, track: Track, at_ms: int = 0) -> None:
        """Feed as fast as the decoder keeps up, so that nothing is dropped."""
        for timestamp_ms, frame in self.frames():
            while track.lag_s > QUEUE_S / 2:
                time.sleep(0.005)
            track.feed(frame, at_ms + timestamp_ms)
