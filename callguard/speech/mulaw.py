"""G.711 mu-law, as the telephone network and Twilio send it, to 16-bit samples."""

import numpy as np
import numpy.typing as npt

RATE_HZ = 8000

Pcm = npt.NDArray[np.int16]


def _expand() -> Pcm:
    code = ~np.arange(256, dtype=np.uint8)
    exponent = (code >> 4 & 7).astype(np.int32)
    mantissa = (code & 15).astype(np.int32)
    magnitude = ((mantissa << 3) + 0x84 << exponent) - 0x84
    return np.where(code & 0x80, -magnitude, magnitude).astype(np.int16)


_TABLE = _expand()


def decode(mulaw: bytes) -> Pcm:
    """One sample for each byte."""
    return _TABLE[np.frombuffer(mulaw, dtype=np.uint8)]


def seconds(mulaw_bytes: int) -> float:
    """How long so many bytes of mu-law sound."""
    return mulaw_bytes / RATE_HZ
