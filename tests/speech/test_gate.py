from itertools import pairwise

import numpy as np
import webrtcvad
from hypothesis import given, settings
from hypothesis import strategies as st

from callguard.speech.gate import AFTER_MS, BEFORE_MS, FRAME, FRAME_MS, Gate, Pause, Speech
from callguard.speech.mulaw import RATE_HZ, Pcm, decode
from tests.speech.audio import Timeline, line

SPOKEN = decode(line("angry/refund"))


def stretches(pcm: Pcm, sizes: list[int]) -> list[Speech | Pause]:
    gate = Gate()
    cuts: list[Speech | Pause] = []
    start = 0
    while start < len(pcm):
        size = sizes[start % len(sizes)]
        cuts += gate.feed(pcm[start : start + size], start * 1000 // RATE_HZ)
        start += size
    return [*cuts, *gate.close()]


def voiced_frames(pcm: Pcm) -> list[int]:
    vad = webrtcvad.Vad(2)
    whole = len(pcm) // FRAME
    return [
        number
        for number in range(whole)
        if vad.is_speech(pcm[number * FRAME : (number + 1) * FRAME].tobytes(), RATE_HZ)
    ]


@st.composite
def recordings(draw: st.DrawFn) -> Pcm:
    """Silence, line noise and speech in any order."""
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    parts: list[Pcm] = []
    for kind in draw(st.lists(st.sampled_from(["silence", "noise", "speech"]), min_size=1, max_size=6)):
        length = draw(st.integers(1, RATE_HZ))
        if kind == "speech":
            parts.append(SPOKEN[:length])
        else:
            parts.append(rng.normal(0, 2 if kind == "silence" else 600, length).astype(np.int16))
    return np.concatenate(parts)


@settings(max_examples=60, deadline=None)
@given(recordings(), st.lists(st.integers(1, 1600), min_size=1, max_size=5))
def test_no_sample_near_a_voiced_frame_is_lost_and_none_is_moved(pcm: Pcm, sizes: list[int]) -> None:
    speech = [cut for cut in stretches(pcm, sizes) if isinstance(cut, Speech)]
    kept = np.zeros(len(pcm), bool)
    for cut in speech:
        start = cut.start_ms * RATE_HZ // 1000
        assert np.array_equal(cut.pcm, pcm[start : start + len(cut.pcm)])
        assert not kept[start : start + len(cut.pcm)].any()
        kept[start : start + len(cut.pcm)] = True
    assert all(before.start_ms < after.start_ms for before, after in pairwise(speech))
    end = len(pcm) // FRAME * FRAME
    for number in voiced_frames(pcm):
        first = max(0, number - BEFORE_MS // FRAME_MS) * FRAME
        last = min(end, (number + 1 + AFTER_MS // FRAME_MS) * FRAME)
        assert kept[first:last].all()


def test_silence_gives_nothing() -> None:
    assert stretches(np.zeros(5 * RATE_HZ, np.int16), [160]) == []


def test_each_stretch_ends_with_a_pause() -> None:
    timeline = Timeline(8).add("angry/refund", 1).add("angry/name", 5)
    cuts = stretches(decode(bytes(timeline.mulaw)), [160])
    pauses = [cut.at_ms for cut in cuts if isinstance(cut, Pause)]
    assert len(pauses) == 2
    assert 2500 < pauses[0] < 3500
    assert 6000 < pauses[1] < 7000


def test_audio_that_never_came_ends_the_stretch_and_shifts_no_time() -> None:
    gate = Gate()
    before = list(gate.feed(SPOKEN, 0))
    after = list(gate.feed(SPOKEN, 60_000))
    assert isinstance(before[0], Speech)
    assert any(isinstance(cut, Pause) for cut in [*before, *after])
    starts = [cut.start_ms for cut in after if isinstance(cut, Speech)]
    assert starts[-1] >= 60_000
