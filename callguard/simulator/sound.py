"""Telephone sound: 8 kHz μ-law bytes, read from WAV files, made as tones, mixed."""

import struct
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from callguard.simulator.errors import ScenarioError

SAMPLE_RATE_HZ = 8000
FRAME_S = 0.02
FRAME_BYTES = 160
SILENCE = b"\xff" * FRAME_BYTES
ULAW_FORMAT = 7
AUDIO_FOLDER = Path(__file__).parent / "audio"

Samples = npt.NDArray[np.int32]


def decode_ulaw(sound: bytes) -> Samples:
    """μ-law bytes to 16-bit samples (G.711)."""
    inverted = ~np.frombuffer(sound, dtype=np.uint8)
    exponent = (inverted.astype(np.int32) >> 4) & 7
    magnitude = ((((inverted.astype(np.int32) & 15) << 3) + 132) << exponent) - 132
    return np.where(inverted & 128, -magnitude, magnitude).astype(np.int32)


def encode_ulaw(samples: Samples) -> bytes:
    """16-bit samples to μ-law bytes (G.711)."""
    biased = np.minimum(np.abs(samples), 32635) + 132
    exponent = np.floor(np.log2(biased)).astype(np.int32) - 7
    mantissa = (biased >> (exponent + 3)) & 15
    sign = np.where(samples < 0, 128, 0)
    return bytes((~(sign | (exponent << 4) | mantissa) & 255).astype(np.uint8).tobytes())


def mix(frames: list[bytes]) -> bytes:
    """What is heard when several speak at once."""
    spoken = [frame for frame in frames if frame != SILENCE]
    if len(spoken) < 2:
        return spoken[0] if spoken else SILENCE
    total = np.sum([decode_ulaw(frame) for frame in spoken], axis=0, dtype=np.int32)
    return encode_ulaw(np.clip(total, -32768, 32767).astype(np.int32))


def tone(*frequencies_hz: int) -> bytes:
    """One second of a soft chord; whole hertz, so that it loops without a click."""
    time_s = np.arange(SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    wave = sum(np.sin(2 * np.pi * hertz * time_s) for hertz in frequencies_hz)
    return encode_ulaw((np.asarray(wave) * 3000 / len(frequencies_hz)).astype(np.int32))


MUSIC = tone(440, 554, 659) + tone(392, 494, 587)
"""What Twilio plays to who waits or is on hold."""
VOICE = tone(250, 1000)
"""Stands for Twilio's synthetic voice: sound, but no speech, so that nobody takes it for the agent's."""


def looped(sound: bytes, at_s: float) -> bytes:
    """One frame of an endlessly repeated sound."""
    start = round(at_s * SAMPLE_RATE_HZ) % len(sound)
    return (sound + sound[:FRAME_BYTES])[start : start + FRAME_BYTES]


def excerpt(sound: bytes, at_s: float) -> bytes:
    """One frame of a sound that plays once: silence before its start and after its end."""
    start = round(at_s * SAMPLE_RATE_HZ)
    if start <= -FRAME_BYTES or start >= len(sound):
        return SILENCE
    lead = SILENCE[: max(0, -start)]
    return (lead + sound[max(0, start) : start + FRAME_BYTES]).ljust(FRAME_BYTES, b"\xff")


@lru_cache(maxsize=256)
def load_sound(name: str) -> bytes:
    """The μ-law bytes of a line: a path, or a file's name anywhere in the audio folder."""
    path = Path(name)
    if not path.is_absolute():
        path = _find(name if path.suffix else f"{name}.wav")
    return parse_ulaw_wav(path.read_bytes(), name)


def parse_ulaw_wav(data: bytes, name: str) -> bytes:
    """The samples of an 8 kHz mono μ-law WAV file (`wave` of the standard library refuses that format)."""
    chunks = dict(_chunks(data))
    if data[:4] != b"RIFF" or b"fmt " not in chunks or b"data" not in chunks:
        raise ScenarioError(f"{name}: not a WAV file")
    kind, channels, rate_hz = struct.unpack_from("<HHI", chunks[b"fmt "])
    if (kind, channels, rate_hz) != (ULAW_FORMAT, 1, SAMPLE_RATE_HZ):
        raise ScenarioError(f"{name}: format {kind}, {channels} channels, {rate_hz} Hz; expected 7, 1, 8000")
    return chunks[b"data"]


def _chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], 12
    while at + 8 <= len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        found.append((data[at : at + 4], data[at + 8 : at + 8 + size]))
        at += 8 + size + size % 2
    return found


def _find(name: str) -> Path:
    direct = AUDIO_FOLDER / name
    found = [direct] if direct.is_file() else sorted(AUDIO_FOLDER.rglob(Path(name).name))
    if len(found) != 1:
        raise ScenarioError(f"{name}: {len(found)} such files in {AUDIO_FOLDER}, expected one")
    return found[0]
