import threading
import time
from collections.abc import Sequence
from itertools import pairwise

import pytest

from callguard.speech.engine import SpeechEngine
from callguard.speech.heard import Heard, Tier, Word
from callguard.speech.models import Models
from callguard.speech.mulaw import Pcm
from callguard.speech.recogniser import Recogniser, VoskRecognisers
from callguard.speech.track import MEMORY_S, QUEUE_S
from tests.speech.audio import Timeline, line
from tests.speech.conftest import Bench, Listener


class Throwing:
    """A recogniser whose native part gives up after so many pieces."""

    def __init__(self, inner: Recogniser, after: int) -> None:
        self._inner = inner
        self._left = after

    def feed(self, pcm: Pcm) -> bool:
        self._left -= 1
        if self._left < 0:
            raise RuntimeError("Failed to process waveform")
        return self._inner.feed(pcm)

    def partial(self) -> str:
        return self._inner.partial()

    def finish(self) -> tuple[Word, ...]:
        return self._inner.finish()


class ThrowsOnce:
    """Opens a throwing recogniser first, good ones after it."""

    def __init__(self, models: Models) -> None:
        self._good = VoskRecognisers(models)
        self.opened = 0

    def __call__(self, language: str, tier: Tier, phrases: Sequence[str]) -> Recogniser:
        self.opened += 1
        good = self._good(language, tier, phrases)
        return Throwing(good, after=1) if self.opened == 1 else good


class Held:
    """A recogniser that waits until it is let go, so that audio piles up behind it."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.begun = threading.Event()
        self.samples = 0

    def feed(self, pcm: Pcm) -> bool:
        self.begun.set()
        assert self.go.wait(60)
        self.samples += len(pcm)
        return False

    def partial(self) -> str:
        return ""

    def finish(self) -> tuple[Word, ...]:
        return (Word("held", 0.0, 1.0, 1.0),)


def test_promotion_hears_again_in_full_what_led_to_it(bench: Bench) -> None:
    listener = Listener()
    track = bench.open(listener)
    before = Timeline(12).add("angry/refund", 1).add("angry/name", 6)
    before.play(track)
    listener.wait_for(lambda heard: sum(value.final for value in heard) >= 2)
    track.promote()
    Timeline(4).add("angry/threat", 1).play(track, 12_000)
    track.close()
    assert track.join(60)
    full = [heard for heard in listener.finals if heard.tier == "listen"]
    assert any(heard.start_s < 4 for heard in full)
    assert any(6 <= heard.start_s < 8 for heard in full)
    assert any(13 <= heard.start_s < 15 for heard in full)
    assert len({heard.utterance for heard in listener.finals}) == len(listener.finals)
    assert track.tier == "listen"


def test_only_the_last_half_minute_is_heard_again(bench: Bench) -> None:
    listener = Listener()
    track = bench.open(listener)
    Timeline(8).add("angry/refund", 1).play(track)
    listener.wait_for(lambda heard: any(value.final for value in heard))
    Timeline(32).play(track, 8_000)
    while track.lag_s >= 0.2:
        time.sleep(0.005)
    track.promote()
    track.close()
    assert track.join(60)
    assert not [heard for heard in listener.finals if heard.tier == "listen"]
    assert bench.engine.stats().tiers["listen"].audio_s <= MEMORY_S


def test_a_throwing_recogniser_ends_alone_and_its_track_goes_on(models: Models) -> None:
    broken = ThrowsOnce(models)
    engine = SpeechEngine(models, threads=1, open_recogniser=broken)
    bench = Bench(engine)
    hurt, spared = Listener(), Listener()
    one = bench.open(hurt, call_sid="CA1")
    Timeline(6).add("angry/refund", 1).play(one)
    other = bench.open(spared, call_sid="CA2")
    Timeline(6).add("angry/refund", 2).play(other)
    Timeline(6).add("angry/name", 2).play(one, 6_000)
    for track in (one, other):
        track.close()
        assert track.join(60)
    engine.close()
    assert broken.opened == 3
    assert "너 이름이 뭐야" in [heard.text for heard in hurt.finals]
    assert any("환불해 주세요" in heard.text for heard in spared.finals)


def test_a_listener_that_throws_does_not_cost_the_recogniser(models: Models) -> None:
    recognisers = ThrowsOnce(models)
    recognisers.opened = 1
    engine = SpeechEngine(models, threads=1, open_recogniser=recognisers)
    finals: list[str] = []

    def listen(heard: Heard) -> None:
        if not heard.final:
            raise ValueError("the listener's own fault")
        finals.append(heard.text)

    track = Bench(engine).open(listen)
    Timeline(5).add("angry/name", 1).play(track)
    track.close()
    assert track.join(60)
    engine.close()
    assert finals == ["너 이름이 뭐야"]
    assert recognisers.opened == 2


def test_when_the_queue_is_full_the_oldest_audio_goes_and_is_counted(models: Models) -> None:
    held = Held()
    engine = SpeechEngine(models, threads=1, open_recogniser=lambda *_, **__: held)
    listener = Listener()
    track = Bench(engine).open(listener)
    spoken = line("angry/name")
    track.feed(spoken, 0)
    assert held.begun.wait(60)
    for timestamp_ms, frame in Timeline(QUEUE_S + 5).frames():
        track.feed(frame, 2000 + timestamp_ms)
    stats = engine.stats()
    assert stats.dropped_s == pytest.approx(5)
    assert stats.lag_s == track.lag_s == pytest.approx(QUEUE_S + len(spoken) / 8000)
    held.go.set()
    track.close()
    assert track.join(60)
    assert track.lag_s == 0
    engine.close()


def test_a_track_is_on_one_thread_at_a_time_and_keeps_its_order(bench: Bench) -> None:
    busy = threading.Lock()
    finals: list[Heard] = []

    def listen(heard: Heard) -> None:
        assert busy.acquire(blocking=False)
        finals.extend([heard] if heard.final else [])
        busy.release()

    track = bench.open(listen)
    timeline = Timeline(18)
    for start_s in (1, 5, 9, 13):
        timeline.add("angry/name", start_s)
    timeline.play(track)
    track.close()
    assert track.join(60)
    assert len(finals) == 4
    assert all(before.end_s < after.start_s for before, after in pairwise(finals))


def test_a_language_without_a_model_only_counts(bench: Bench) -> None:
    listener = Listener()
    track = bench.open(listener, language="ja")
    assert track.hearing is False
    Timeline(3).add("angry/name", 1).play(track)
    track.promote()
    track.close()
    assert track.join(60)
    assert listener.heard == []
    assert track.audio_s == pytest.approx(3)
    assert track.lag_s == 0
    assert bench.engine.stats().audio_s == pytest.approx(3)


def test_closing_the_engine_gives_every_track_its_last_word(models: Models) -> None:
    engine = SpeechEngine(models, threads=2)
    listeners = [Listener() for _ in range(3)]
    for number, listener in enumerate(listeners):
        track = Bench(engine).open(listener, call_sid=f"CA{number}")
        track.feed(line("angry/name"), 0)
    engine.close(wait_s=60)
    assert [[heard.text for heard in listener.finals] for listener in listeners] == [["너 이름이 뭐야"]] * 3
    assert engine.stats().tracks == 0
