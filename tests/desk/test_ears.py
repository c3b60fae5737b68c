"""What a media stream becomes: words of people alone, in the tier that the cores have room for."""

import time
from collections.abc import Callable, Iterator, Sequence

import pytest

from callguard.config import SpeechTier
from callguard.desk.ear import Ear
from callguard.desk.ears import Ears
from callguard.desk.mailbox import Mailbox
from callguard.live.feed import Feed
from callguard.live.tokens import StreamTokens
from callguard.policies.store import Rulebooks
from callguard.simulator.sound import load_sound
from callguard.speech.engine import SpeechEngine
from callguard.speech.heard import Tier, Word
from callguard.speech.models import Models
from callguard.speech.mulaw import Pcm
from callguard.speech.recogniser import Recogniser
from rules import events as on
from rules.speaker import Speaker
from tests.desk.front import SID, Front, now
from webhooks.frames import Media, Start, Track

DEADLINE_S = 20
FRAME = 160


class Parrot:
    """A recogniser that takes every utterance for the same words."""

    def __init__(self) -> None:
        self._fed_s = self._began_s = 0.0

    def feed(self, pcm: Pcm) -> bool:
        self._fed_s += len(pcm) / 8000
        return False

    def partial(self) -> str:
        return "죽여 버리겠다"

    def finish(self) -> tuple[Word, ...]:
        began_s, self._began_s = self._began_s, self._fed_s
        return (
            Word("죽여", began_s, began_s + 0.2, 1.0),
            Word("버리겠다", began_s + 0.2, self._fed_s, 1.0),
        )


class Stage:
    """A call, its ears, and audio for it."""

    def __init__(self, front: Front, tier: SpeechTier = SpeechTier.AUTO, threads: int = 2) -> None:
        self.front = front
        self.opened: list[Tier] = []
        self.engine = SpeechEngine(Models(), 1, open_recogniser=self._open)
        self.mailbox = Mailbox(front.desk)
        self.mailbox.start()
        redis = front.redis
        self.ears = Ears(
            tier, self.engine, self.mailbox, front.calls, Feed(redis), StreamTokens(redis),
            Rulebooks(redis), lambda _text, _language: None, threads,
        )  # fmt: skip
        self.ears.start()
        self._sent = 0

    def open_stream(self, call_sid: str = SID) -> Ear:
        """Let Twilio begin the stream, and wait until the call knows."""
        start = Start("MZ" + "0" * 32, call_sid, ("inbound", "outbound"), {})
        ear = self.ears.opened(call_sid, start)
        wait_for(lambda: self.front.facts.hearing)
        return ear

    def play(self, ear: Ear, track: Track) -> None:
        """Speak a sentence on a track, and a second of silence after it."""
        audio = load_sound("angry/threat") + b"\xff" * 8000
        for place in range(0, len(audio) - FRAME, FRAME):
            ear.media(Media(track, self._sent, self._sent // 20, audio[place : place + FRAME]))
            self._sent += 20

    def words(self) -> list[tuple[Speaker, bool]]:
        """Who was heard, and whether it was final."""
        log = self.front.calls.log(SID)
        return [(e.event.speaker, e.event.final) for e in log if isinstance(e.event, on.SpeechHeard)]

    def close(self) -> None:
        self.ears.stop()
        self.engine.close()
        self.mailbox.stop()

    def _open(self, language: str, tier: Tier, phrases: Sequence[str]) -> Recogniser:
        self.opened.append(tier)
        return Parrot()


def wait_for(condition: Callable[[], object]) -> None:
    until = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.fixture
def make(front: Front) -> Iterator[Callable[..., Stage]]:
    made: list[Stage] = []

    def build(**options: object) -> Stage:
        made.append(Stage(front, **options))  # type: ignore[arg-type]
        return made[-1]

    yield build
    for stage in made:
        stage.close()


def test_a_partial_with_a_phrase_prompts_before_the_final(front: Front, make: Callable[..., Stage]) -> None:
    stage = make()
    front.arrive()
    front.join()
    ear = stage.open_stream()
    stage.play(ear, "inbound")
    ear.closed("stopped")
    wait_for(lambda: (Speaker.CALLER, True) in stage.words())
    assert stage.words() == [(Speaker.CALLER, False), (Speaker.CALLER, True)]
    assert sum(len(entry.findings) for entry in front.calls.log(SID)) == 1
    wait_for(lambda: not front.facts.hearing)


def test_a_caller_who_waits_is_not_decoded(front: Front, make: Callable[..., Stage]) -> None:
    stage = make()
    front.arrive()
    ear = stage.open_stream()
    stage.play(ear, "inbound")
    stage.play(ear, "outbound")
    front.join()
    ear.follow(front.facts)
    stage.play(ear, "inbound")
    ear.closed("stopped")
    wait_for(lambda: (Speaker.CALLER, True) in stage.words())
    assert {speaker for speaker, _ in stage.words()} == {Speaker.CALLER}
    assert sum(final for _, final in stage.words()) == 1


def test_neither_hold_nor_our_own_voice_is_decoded(front: Front, make: Callable[..., Stage]) -> None:
    stage = make()
    front.arrive(ago_s=40)
    front.join(ago_s=22)
    ear = stage.open_stream()
    front.apply(on.LimitDue("due", now(), "notice"))
    assert front.facts.announcing == "notice"
    ear.follow(front.facts)
    stage.play(ear, "outbound")
    front.apply(on.AnnouncementPlayed("played", now(), "notice"))
    front.apply(on.HoldStarted("hold", now()))
    ear.follow(front.facts)
    stage.play(ear, "inbound")
    stage.play(ear, "outbound")
    front.apply(on.HoldEnded("back", now()))
    ear.follow(front.facts)
    stage.play(ear, "outbound")
    ear.closed("stopped")
    wait_for(stage.words)
    assert stage.words() == [(Speaker.AGENT, True)]


def test_a_call_is_watched_when_the_cores_are_taken_and_listened_to_once_flagged(
    front: Front, make: Callable[..., Stage]
) -> None:
    stage = make(threads=0)
    front.arrive()
    front.join()
    ear = stage.open_stream()
    stage.play(ear, "inbound")
    wait_for(lambda: front.facts.flagged)
    assert stage.opened[0] == "watch"
    wait_for(lambda: "listen" in stage.opened)


def test_a_call_is_listened_to_while_there_is_room(front: Front, make: Callable[..., Stage]) -> None:
    stage = make(threads=2)
    front.arrive()
    front.join()
    stage.play(stage.open_stream(), "inbound")
    wait_for(lambda: stage.opened)
    assert stage.opened[0] == "listen"


def test_a_chosen_tier_is_kept_even_when_the_call_is_flagged(
    front: Front, make: Callable[..., Stage]
) -> None:
    stage = make(tier=SpeechTier.WATCH)
    front.arrive()
    front.join()
    ear = stage.open_stream()
    stage.play(ear, "inbound")
    wait_for(lambda: front.facts.flagged)
    stage.play(ear, "inbound")
    wait_for(lambda: len(stage.words()) >= 4)
    assert set(stage.opened) == {"watch"}


def test_a_stream_that_is_dropped_turns_hearing_off_and_a_new_one_on(
    front: Front, make: Callable[..., Stage]
) -> None:
    stage = make()
    front.arrive()
    front.join()
    stage.open_stream().closed("dropped")
    wait_for(lambda: not front.facts.hearing)
    start = Start("MZ" + "1" * 32, SID, ("inbound", "outbound"), {})
    stage.ears.opened(SID, start)
    wait_for(lambda: front.facts.hearing)
