import threading
from collections.abc import Callable, Iterator, Sequence

import pytest

from callguard.speech.engine import SpeechEngine
from callguard.speech.heard import Heard, Speaker, Tier
from callguard.speech.models import Models
from callguard.speech.track import Track
from tests.speech.audio import Timeline

PHRASES = (
    "환불해 주세요",
    "환불해 달라고요",
    "돈 돌려 주세요",
    "죽여 버리겠다",
    "죽여 버릴 거야",
    "너 이름이 뭐야",
    "책임자 바꿔",
    "무릎 꿇어",
)


class Listener:
    """Keeps what a track said; can be waited for."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self._changed = threading.Condition()

    def __call__(self, heard: Heard) -> None:
        with self._changed:
            self.heard.append(heard)
            self._changed.notify_all()

    def wait_for(self, claim: Callable[[list[Heard]], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: claim(self.heard), timeout=60), self.heard

    @property
    def finals(self) -> list[Heard]:
        return [heard for heard in self.heard if heard.final]


class Bench:
    """An engine and the tracks that one test opened on it."""

    def __init__(self, engine: SpeechEngine) -> None:
        self.engine = engine

    def open(
        self,
        listener: Callable[[Heard], None],
        tier: Tier = "watch",
        *,
        call_sid: str = "CA1",
        speaker: Speaker = "caller",
        phrases: Sequence[str] = PHRASES,
        language: str = "ko",
    ) -> Track:
        return self.engine.open_track(call_sid, speaker, language, tier, phrases, listener)

    def hear(self, timeline: Timeline, tier: Tier = "watch") -> Listener:
        listener = Listener()
        track = self.open(listener, tier)
        timeline.play(track)
        track.close()
        assert track.join(60)
        return listener


@pytest.fixture(scope="session")
def models() -> Models:
    models = Models()
    assert models.get("ko") is not None
    return models


@pytest.fixture
def bench(models: Models) -> Iterator[Bench]:
    engine = SpeechEngine(models, threads=2)
    yield Bench(engine)
    engine.close()
