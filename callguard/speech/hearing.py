"""One pass over a track's audio: gate, recogniser, and the utterances they give."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from callguard.speech.clock import StreamClock
from callguard.speech.gate import Gate, Speech
from callguard.speech.heard import Heard, Speaker, Tier, Word
from callguard.speech.mulaw import RATE_HZ, Pcm, decode
from callguard.speech.recogniser import Recogniser

PARTIAL_EVERY_S = 0.6
# A prompt must not wait for the end of an utterance, and most phrases come at its beginning.
EAGER_FOR_S = 1.0
EAGER_EVERY_S = 0.2


@dataclass(frozen=True, slots=True)
class Voice:
    """Whose words, and of which call."""

    call_sid: str
    speaker: Speaker


class Hearing:
    """Turns mu-law into `Heard` values; not thread-safe."""

    def __init__(
        self, voice: Voice, tier: Tier, recogniser: Recogniser, next_utterance: Callable[[], int]
    ) -> None:
        self.tier = tier
        self.voiced_s = 0.0
        self._voice = voice
        self._recogniser = recogniser
        self._next_utterance = next_utterance
        self._gate = Gate()
        self._clock = StreamClock()
        self._began_s = self._asked_s = 0.0
        self._partial_text = self._settled = ""
        self._number: int | None = None

    def feed(self, mulaw: bytes, timestamp_ms: int) -> Iterator[Heard]:
        """Take audio that lies at `timestamp_ms` of the stream."""
        for cut in self._gate.feed(decode(mulaw), timestamp_ms):
            yield from self._hear(cut.pcm, cut.start_ms) if isinstance(cut, Speech) else self._finish()

    def close(self) -> Iterator[Heard]:
        """Give what is still under way."""
        for cut in self._gate.close():
            if isinstance(cut, Speech):
                yield from self._hear(cut.pcm, cut.start_ms)
        yield from self._finish()

    def _hear(self, pcm: Pcm, start_ms: int) -> Iterator[Heard]:
        length_s = len(pcm) / RATE_HZ
        self._clock.advance(start_ms / 1000, length_s)
        self.voiced_s += length_s
        if self._recogniser.feed(pcm):
            yield from self._finish()
        else:
            yield from self._partial()

    def _partial(self) -> Iterator[Heard]:
        now_s = self._clock.fed_s
        eager = now_s - self._began_s <= EAGER_FOR_S
        if now_s - self._asked_s < (EAGER_EVERY_S if eager else PARTIAL_EVERY_S) - 1e-6:
            return
        self._asked_s = now_s
        text, before = self._recogniser.partial(), (self._partial_text, self._settled)
        self._settled = _agreed(text, self._partial_text)
        self._partial_text = text
        if (text, self._settled) != before:
            yield self._heard(text, self._began_s, now_s)

    def _finish(self) -> Iterator[Heard]:
        if self._clock.fed_s == self._began_s:
            return
        words = self._recogniser.finish()
        if words:
            text = " ".join(word.word for word in words)
            yield self._heard(text, words[0].start_s, words[-1].end_s, words)
        elif self._partial_text:
            yield self._heard("", self._began_s, self._clock.fed_s, words)
        self._begin_utterance()

    def _begin_utterance(self) -> None:
        self._clock.forget()
        self._began_s = self._asked_s = self._clock.fed_s
        self._partial_text = self._settled = ""
        self._number = None

    def _heard(self, text: str, start_s: float, end_s: float, words: tuple[Word, ...] | None = None) -> Heard:
        """Build the value in stream time; `words` is None for a partial."""
        if self._number is None:
            self._number = self._next_utterance()
        placed = tuple(
            word._replace(
                start_s=self._clock.stream_start(word.start_s), end_s=self._clock.stream_end(word.end_s)
            )
            for word in words or ()
        )
        return Heard(
            call_sid=self._voice.call_sid,
            speaker=self._voice.speaker,
            tier=self.tier,
            utterance=self._number,
            text=text,
            settled=self._settled if words is None else text,
            start_s=self._clock.stream_start(start_s),
            end_s=self._clock.stream_end(end_s),
            final=words is not None,
            confidence=sum(word.confidence for word in placed) / len(placed) if placed else None,
            words=placed,
        )


def _agreed(text: str, before: str) -> str:
    """The words with which both looks begin: the last words of a partial are often taken back."""
    pairs = zip(text.split(), before.split(), strict=False)
    return " ".join(one for one, _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))
