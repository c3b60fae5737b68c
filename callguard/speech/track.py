"""One side of one call: its waiting audio, its recogniser, and what it says to the listener."""

import itertools
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

import structlog

from callguard.speech.backlog import Backlog, Chunk
from callguard.speech.heard import Heard, Tier
from callguard.speech.hearing import Hearing, Voice
from callguard.speech.models import ModelError
from callguard.speech.mulaw import seconds
from callguard.speech.recogniser import Recogniser
from callguard.speech.tally import Tally, TierStats

# Vosk decodes pieces of 0.2 s and more best; after a lag it may take more at a time.
STEP_S = 0.2
LONGEST_STEP_S = 0.4
QUEUE_S = 10.0
MEMORY_S = 30.0

log = structlog.get_logger()

OnHeard = Callable[[Heard], None]


class Turns(Protocol):
    """Where a track asks for its turn on a decoding thread."""

    def ready(self, track: "Track") -> None:
        """`track` has live work."""


class Track:
    """Fed from any thread, worked on by one decoding thread at a time."""

    def __init__(
        self,
        voice: Voice,
        tier: Tier,
        open_recogniser: Callable[[Tier], Recogniser] | None,
        on_heard: OnHeard,
        turns: Turns,
        tally: Tally,
    ) -> None:
        self.voice = voice
        self.tier = tier
        self.audio_s = 0.0
        self._open_recogniser = open_recogniser
        self._on_heard = on_heard
        self._turns = turns
        self._tally = tally
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._waiting = Backlog(QUEUE_S)
        self._memory = Backlog(MEMORY_S)
        self._replay: Backlog | None = None
        self._live_tier = tier  # the decoding thread's own view of `tier`
        self._hearings: dict[str, Hearing] = {}
        self._in_work_s = 0.0
        self._promoting = self._closing = self._flushed = False
        self._finished = threading.Event()

    @property
    def hearing(self) -> bool:
        """Whether this track gives words; without a model it only counts its audio."""
        return self._open_recogniser is not None

    @property
    def lag_s(self) -> float:
        """Seconds of audio accepted and not yet decoded."""
        return self._waiting.waiting_s + self._in_work_s if self.hearing else 0.0

    def feed(self, mulaw: bytes, timestamp_ms: int) -> None:
        """Accept audio; never waits for the decoder."""
        with self._lock:
            if self._closing:
                return
            self.audio_s += seconds(len(mulaw))
            dropped_s = self._waiting.put(mulaw, timestamp_ms) if self.hearing else 0.0
        self._tally.received(seconds(len(mulaw)), dropped_s)
        self._ask()

    def promote(self) -> None:
        """From watch to listen: live audio at once, and the last 30 s again in full behind it."""
        with self._lock:
            if self.tier == "listen" or self._closing:
                return
            self.tier, self._promoting = "listen", True
        self._ask()

    def close(self) -> None:
        """Decode what waits, give the last final, then no more. Does not wait for it: `join` does."""
        with self._lock:
            self._closing = True
            if not self.hearing:
                self._finished.set()
        self._ask()

    def join(self, timeout_s: float | None = None) -> bool:
        """Wait until a closed track has given its last word."""
        return self._finished.wait(timeout_s)

    @property
    def wants_turn(self) -> bool:
        """Whether live work is to be done."""
        if not self.hearing or self._finished.is_set():
            return False
        ending = self._closing and not self._flushed
        return self._promoting or ending or self._waiting.waiting_s >= STEP_S

    @property
    def wants_replay(self) -> bool:
        """Whether audio from before the promotion is still to be heard in full."""
        return self._replay is not None and self.hearing and not self._finished.is_set()

    def step(self) -> None:
        """Do one piece of live work."""
        if self._promoting:
            self._switch()
        with self._lock:
            chunks = self._waiting.take(LONGEST_STEP_S)
            self._in_work_s = _length_s(chunks)
            last = self._closing and not self._waiting.waiting_s
        self._decode("live", self._live_tier, chunks, last=last)
        if self._live_tier == "watch":
            for timestamp_ms, mulaw in chunks:
                self._memory.put(mulaw, timestamp_ms)
        self._in_work_s = 0.0
        self._flushed = self._flushed or last
        self._end_if_done()

    def step_replay(self) -> None:
        """Hear one piece of what led to the promotion."""
        if self._replay is None:
            return
        chunks = self._replay.take(LONGEST_STEP_S)
        last = not self._replay.waiting_s
        self._decode("replay", "listen", chunks, last=last)
        if last:
            self._replay = None
        self._end_if_done()

    def _ask(self) -> None:
        if self.wants_turn:
            self._turns.ready(self)

    def _switch(self) -> None:
        self._promoting = False
        self._decode("live", "watch", [], last=True)
        self._live_tier = "listen"
        self._replay, self._memory = self._memory, Backlog(MEMORY_S)

    def _end_if_done(self) -> None:
        if not self.hearing or (self._flushed and self._replay is None):
            self._finished.set()

    def _decode(self, name: str, tier: Tier, chunks: list[Chunk], *, last: bool) -> None:
        """Run one pass on; a recogniser that throws ends alone, and the pass goes on with a new one."""
        began_s = time.thread_time()
        voiced_s = 0.0
        try:
            if name not in self._hearings and chunks:
                self._hearings[name] = self._begin(tier)
            hearing = self._hearings.get(name)
            if hearing is not None:
                voiced_s = -hearing.voiced_s
                self._tell(_hear(hearing, chunks, last=last))
                voiced_s += hearing.voiced_s
        except ModelError as error:
            log.error("speech model unusable", call_sid=self.voice.call_sid, error=str(error))  # noqa: TRY400
            self._open_recogniser = None
        except Exception:  # whatever native code threw, the other tracks go on
            log.exception("recogniser ended", call_sid=self.voice.call_sid, speaker=self.voice.speaker)
            voiced_s = 0.0
            self._hearings.pop(name, None)
        if last:
            self._hearings.pop(name, None)
        spent_s = time.thread_time() - began_s
        self._tally.decoded(tier, TierStats(_length_s(chunks), voiced_s, spent_s))

    def _begin(self, tier: Tier) -> Hearing:
        if self._open_recogniser is None:
            raise RuntimeError("a track without a model was given a turn")
        return Hearing(self.voice, tier, self._open_recogniser(tier), lambda: next(self._numbers))

    def _tell(self, heard: Iterable[Heard]) -> None:
        for value in heard:
            try:
                self._on_heard(value)
            except Exception:  # a listener's fault is not the recogniser's
                log.exception("listener failed", call_sid=self.voice.call_sid)


def _hear(hearing: Hearing, chunks: list[Chunk], *, last: bool) -> Iterator[Heard]:
    for timestamp_ms, mulaw in chunks:
        yield from hearing.feed(mulaw, timestamp_ms)
    if last:
        yield from hearing.close()


def _length_s(chunks: list[Chunk]) -> float:
    return sum(seconds(len(mulaw)) for _, mulaw in chunks)
