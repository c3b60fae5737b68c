"""Make the simulator's audio: 8 kHz mono mu-law WAV files, spoken by espeak-ng.

Run it as `.venv/bin/python scripts/make_audio.py`. It reads `callguard/simulator/audio/lines.yaml` and writes
`<voice>/<name>.wav` beside it, the same bytes each time.
"""

import argparse
import ctypes
import struct
from collections.abc import Iterator
from pathlib import Path

import espeakng_loader
import numpy as np
import numpy.typing as npt
import yaml

AUDIO = Path(__file__).resolve().parents[1] / "callguard" / "simulator" / "audio"
RATE_HZ = 8000
MARGIN_S = 0.1
PEAK = 0.7

AUDIO_OUTPUT_SYNCHRONOUS = 2
ESPEAK_RATE = 1
ESPEAK_PITCH = 3
POS_CHARACTER = 1
CHARS_UTF8 = 1
FORMAT_MULAW = 7

Pcm = npt.NDArray[np.int16]
_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class Espeak:
    """The espeak-ng library that `espeakng_loader` carries, speaking into memory."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = espeakng_loader.get_data_path().encode()
        self._rate_hz = self._library.espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, data, 0)
        if self._rate_hz <= 0:
            raise SystemExit(f"espeak-ng did not start with its data in {data.decode()}")
        self._spoken: list[Pcm] = []
        self._callback = _Callback(self._keep)
        self._library.espeak_SetSynthCallback(self._callback)

    def say(self, text: str, *, voice: str, rate: int, pitch: int = 50) -> Pcm:
        """Speak `text`: 16-bit samples at 8 kHz."""
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise SystemExit(f"espeak-ng has no voice {voice!r}")
        self._library.espeak_SetParameter(ESPEAK_RATE, rate, 0)
        self._library.espeak_SetParameter(ESPEAK_PITCH, pitch, 0)
        self._spoken.clear()
        spoken = text.encode() + b"\0"
        self._library.espeak_Synth(spoken, len(spoken), 0, POS_CHARACTER, 0, CHARS_UTF8, None, None)
        return to_8khz(np.concatenate(self._spoken), self._rate_hz)

    def _keep(self, samples: "ctypes._Pointer[ctypes.c_short]", count: int, _events: int | None) -> int:
        if samples and count:
            self._spoken.append(np.ctypeslib.as_array(samples, (count,)).copy())
        return 0


def to_8khz(pcm: Pcm, rate_hz: int) -> Pcm:
    """Resample by cutting the spectrum at 4 kHz, and bring the loudest sample to a fixed level."""
    margin = np.zeros(int(MARGIN_S * rate_hz))
    wave = np.concatenate([margin, pcm, margin])
    count = round(len(wave) * RATE_HZ / rate_hz)
    cut = np.fft.irfft(np.fft.rfft(wave)[: count // 2 + 1], count)
    return np.asarray(cut / np.abs(cut).max() * PEAK * 32767, dtype=np.int16)


def to_mulaw(pcm: Pcm) -> bytes:
    """G.711 mu-law, 8 bits a sample."""
    magnitude = np.minimum(np.abs(pcm.astype(np.int32)), 32635) + 0x84
    exponent = np.floor(np.log2(magnitude)).astype(np.int32) - 7
    mantissa = (magnitude >> (exponent + 3)) & 0x0F
    sign = np.where(pcm < 0, 0x80, 0)
    return bytes((~(sign | exponent << 4 | mantissa) & 0xFF).astype(np.uint8))


def wav(mulaw: bytes) -> bytes:
    """A WAV file with format code 7, which the standard library's `wave` cannot write."""
    form = struct.pack("<HHIIHHH", FORMAT_MULAW, 1, RATE_HZ, RATE_HZ, 1, 8, 0)
    body = b"fmt " + struct.pack("<I", len(form)) + form
    body += b"fact" + struct.pack("<II", 4, len(mulaw))
    body += b"data" + struct.pack("<I", len(mulaw)) + mulaw + b"\0" * (len(mulaw) % 2)
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body


def make(lines: Path) -> Iterator[tuple[Path, bytes]]:
    """Each line's file and what belongs in it."""
    plan = yaml.safe_load(lines.read_text(encoding="utf-8"))
    espeak = Espeak()
    for line in plan["lines"]:
        how = plan["voices"][line["voice"]] | line
        spoken = line.get("spoken", line["text"])
        pcm = espeak.say(spoken, voice=how["espeak"], rate=how["rate"], pitch=how["pitch"])
        yield lines.parent / line["voice"] / f"{line['name']}.wav", wav(to_mulaw(pcm))


def main() -> None:
    """Write every file of the list."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=Path, default=AUDIO / "lines.yaml")
    for path, content in make(parser.parse_args().lines):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        print(f"{path.relative_to(AUDIO.parents[2])}  {len(content) / RATE_HZ:.1f} s")


if __name__ == "__main__":
    main()
