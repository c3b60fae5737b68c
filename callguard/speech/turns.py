"""Whose turn it is on the decoding threads: live audio in a circle, replays behind it one at a time."""

import threading
from collections import deque
from dataclasses import dataclass

from callguard.speech.track import Track


@dataclass(frozen=True, slots=True)
class Turn:
    """One piece of work on one track."""

    track: Track
    replay: bool

    def work(self) -> None:
        """Do it."""
        if self.replay:
            self.track.step_replay()
        else:
            self.track.step()


class Rota:
    """Hands each track to one thread at a time, in the order in which they asked."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._live: deque[Track] = deque()
        self._replays: list[Track] = []
        self._placed: set[Track] = set()  # in `_live`, or on a thread
        self._replaying = False
        self._stopped = False

    def ready(self, track: Track) -> None:
        """`track` has live work; one that is on a thread is asked again when its step is done."""
        with self._changed:
            if track not in self._placed:
                if track in self._replays:
                    self._replays.remove(track)
                self._place(track)

    def take(self) -> Turn | None:
        """Wait for the next turn; None when the rota has stopped."""
        with self._changed:
            while not self._stopped:
                if self._live:
                    return Turn(self._live.popleft(), replay=False)
                if self._replays and not self._replaying:
                    return self._take_replay()
                self._changed.wait()
        return None

    def done(self, turn: Turn) -> None:
        """A step ended: the track goes to the end of the circle if it has more."""
        with self._changed:
            self._placed.discard(turn.track)
            self._replaying = self._replaying and not turn.replay
            if turn.track.wants_turn:
                self._place(turn.track)
            elif turn.track.wants_replay:
                self._replays.append(turn.track)
            self._changed.notify_all()

    def stop(self) -> None:
        """Let all threads go."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def _place(self, track: Track) -> None:
        self._placed.add(track)
        self._live.append(track)
        self._changed.notify()

    def _take_replay(self) -> Turn:
        track = min(self._replays, key=lambda waiting: waiting.voice.speaker != "caller")
        self._replays.remove(track)
        self._placed.add(track)
        self._replaying = True
        return Turn(track, replay=True)
