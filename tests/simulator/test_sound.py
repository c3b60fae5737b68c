"""Telephone sound."""

from pathlib import Path

import numpy as np
import pytest

from callguard.simulator import ScenarioError
from callguard.simulator.sound import (
    FRAME_BYTES,
    MUSIC,
    SILENCE,
    decode_ulaw,
    encode_ulaw,
    excerpt,
    load_sound,
    looped,
    mix,
    parse_ulaw_wav,
)


def test_every_mulaw_byte_survives_decoding_and_encoding() -> None:
    every = bytes(range(256))
    assert encode_ulaw(decode_ulaw(every)).replace(b"\xff", b"\x7f") == every.replace(b"\xff", b"\x7f")


def test_mixing_adds_voices_and_leaves_a_single_one_alone() -> None:
    one, other = b"\xa0" * FRAME_BYTES, b"\xb0" * FRAME_BYTES
    assert mix([one, SILENCE]) == one
    assert mix([]) == SILENCE
    total = decode_ulaw(one) + decode_ulaw(other)
    assert np.all(np.abs(decode_ulaw(mix([one, other])) - total) <= total * 0.04)


def test_a_line_is_silence_before_its_start_and_after_its_end() -> None:
    line = b"\x81" * 200
    assert excerpt(line, -0.02) == SILENCE
    assert excerpt(line, -0.01) == SILENCE[:80] + line[:80]
    assert excerpt(line, 0.02) == line[160:] + SILENCE[:120]
    assert excerpt(line, 0.025) == SILENCE


def test_music_loops_in_whole_frames() -> None:
    assert {len(looped(MUSIC, n * 0.02)) for n in range(200)} == {FRAME_BYTES}


@pytest.mark.parametrize("data", [b"", b"RIFF0000WAVE", b"no sound at all"])
def test_what_is_no_mulaw_file_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(ScenarioError, match="mori"):
        parse_ulaw_wav(data, "mori")


def test_a_missing_line_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="nobody-said-this"):
        load_sound("nobody-said-this")
