"""The speech engine: decoding threads as many as cores, shared fairly by all tracks of all calls."""

import os
import sys
import threading
import time
from collections.abc import Sequence
from functools import partial

import structlog

from callguard.speech.heard import Speaker, Tier
from callguard.speech.hearing import Voice
from callguard.speech.models import Models
from callguard.speech.recogniser import OpenRecogniser, VoskRecognisers
from callguard.speech.tally import SpeechStats, Tally
from callguard.speech.track import OnHeard, Track
from callguard.speech.turns import Rota

# Decoding yields to the event loop of the same process: at nice 10 its round trip stays that of an idle one.
NICE = 10

log = structlog.get_logger()


class SpeechEngine:
    """Opens tracks and decodes them until it is closed."""

    def __init__(
        self,
        models: Models,
        threads: int = os.cpu_count() or 1,
        *,
        open_recogniser: OpenRecogniser | None = None,
    ) -> None:
        self._models = models
        self._open_recogniser = open_recogniser or VoskRecognisers(models)
        self._rota = Rota()
        self._tally = Tally()
        self._tracks: list[Track] = []
        self._lock = threading.Lock()
        self._threads = [
            threading.Thread(target=self._decode, name=f"speech-{number}", daemon=True)
            for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def open_track(
        self,
        call_sid: str,
        speaker: Speaker,
        language: str,
        tier: Tier,
        phrases: Sequence[str],
        on_heard: OnHeard,
    ) -> Track:
        """Begin to hear one side of a call; `on_heard` is called on a decoding thread."""
        has_model = self._models.path(language) is not None
        if not has_model:
            log.warning("no speech model, the call is not heard", language=language, call_sid=call_sid)
        track = Track(
            Voice(call_sid, speaker),
            tier,
            partial(self._open_recogniser, language, phrases=tuple(phrases)) if has_model else None,
            on_heard,
            self._rota,
            self._tally,
        )
        with self._lock:
            self._tracks = [*filter(_is_open, self._tracks), track]
        return track

    def stats(self) -> SpeechStats:
        """What was heard, what it cost, what was dropped."""
        with self._lock:
            self._tracks = tracks = list(filter(_is_open, self._tracks))
        lag_s = max((track.lag_s for track in tracks), default=0.0)
        return self._tally.stats(lag_s=lag_s, tracks=len(tracks))

    def close(self, wait_s: float = 5.0) -> None:
        """Close every track, wait so long for their last words, and end the threads."""
        with self._lock:
            tracks = list(self._tracks)
        for track in tracks:
            track.close()
        until_s = time.monotonic() + wait_s
        for track in tracks:
            track.join(max(0.0, until_s - time.monotonic()))
        self._rota.stop()
        for thread in self._threads:
            thread.join(max(0.1, until_s - time.monotonic()))

    def _decode(self) -> None:
        if sys.platform == "linux":  # elsewhere the nice value is the whole process's
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
        while turn := self._rota.take():
            try:
                turn.work()
            except Exception:  # the thread serves all calls
                log.exception("speech step failed", call_sid=turn.track.voice.call_sid)
            self._rota.done(turn)


def _is_open(track: Track) -> bool:
    return not track.join(0)
