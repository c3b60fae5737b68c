from itertools import pairwise

import pytest

from callguard.speech.heard import Heard
from tests.speech.audio import Timeline, line
from tests.speech.conftest import PHRASES, Bench, Listener

SPOKEN = {
    "angry/refund": "환불해 주세요",
    "angry/refund_told": "환불해 달라고요",
    "angry/name": "너 이름이 뭐야",
    "angry/threat": "죽여 버리겠다",
}
ORDINARY = (
    *("polite/hello", "polite/order", "polite/number", "polite/understood", "polite/moment"),
    *("polite/one_more", "polite/price", "polite/thanks", "polite/bye"),
    *("agent/greeting", "agent/check", "agent/sorry", "agent/no_refund", "agent/rules", "agent/bye"),
)


def joined(heard: Heard) -> str:
    return heard.text.replace(" ", "")


def test_watch_hears_each_phrase_when_it_was_said(bench: Bench) -> None:
    timeline = Timeline(6 * len(SPOKEN))
    for number, name in enumerate(SPOKEN):
        timeline.add(name, 6 * number + 2)
    finals = bench.hear(timeline).finals
    for number, (name, phrase) in enumerate(SPOKEN.items()):
        said_s = 6 * number + 2
        heard = next(heard for heard in finals if phrase.replace(" ", "") in joined(heard))
        assert said_s <= heard.start_s < heard.end_s <= said_s + len(line(name)) / 8000 + 0.1
        assert heard.confidence is not None
        assert 0.5 < heard.confidence <= 1
        assert heard.words[0].start_s == heard.start_s
        assert " ".join(word.word for word in heard.words) == heard.text


def test_ordinary_sentences_fall_into_the_fillers(bench: Bench) -> None:
    timeline = Timeline(5 * len(ORDINARY))
    for number, name in enumerate(ORDINARY):
        timeline.add(name, 5 * number + 1)
    finals = bench.hear(timeline).finals
    assert len(finals) >= len(ORDINARY)
    for heard in finals:
        assert not [phrase for phrase in PHRASES if phrase.replace(" ", "") in joined(heard)]


def test_a_partial_comes_before_the_final_and_only_when_something_changed(bench: Bench) -> None:
    heard = bench.hear(Timeline(5).add("angry/name", 1)).heard
    assert [value.final for value in heard][-1]
    assert not heard[0].final
    assert heard[0].confidence is None
    assert {value.utterance for value in heard} == {1}
    partials = [(value.text, value.settled) for value in heard[:-1]]
    assert all(before != after for before, after in pairwise(partials))


def test_words_settle_when_two_looks_agree_and_never_beyond_the_text(bench: Bench) -> None:
    heard = bench.hear(Timeline(6).add("angry/threat", 1)).heard
    assert heard[0].settled == ""
    assert any(value.settled for value in heard[:-1])
    assert all(value.text.startswith(value.settled) for value in heard)
    assert heard[-1].settled == heard[-1].text


@pytest.mark.parametrize("tier", ["listen", "watch"])
def test_both_tiers_number_their_utterances_in_rising_order(bench: Bench, tier: str) -> None:
    timeline = Timeline(9).add("angry/refund", 1).add("angry/name", 5)
    finals = bench.hear(timeline, "listen" if tier == "listen" else "watch").finals
    assert len(finals) >= 2
    numbers = [heard.utterance for heard in finals]
    assert numbers == sorted(set(numbers))
    assert {heard.tier for heard in finals} == {tier}


def test_silence_is_never_decoded(bench: Bench) -> None:
    listener = bench.hear(Timeline(120), "listen")
    stats = bench.engine.stats()
    assert listener.heard == []
    assert stats.audio_s == pytest.approx(120)
    assert stats.tiers["listen"].audio_s == pytest.approx(120)
    assert stats.tiers["listen"].voiced_s == 0


def test_only_the_voiced_part_is_decoded_and_it_costs_something(bench: Bench) -> None:
    bench.hear(Timeline(60).add("angry/threat", 30))
    spent = bench.engine.stats().tiers["watch"]
    assert 1 < spent.voiced_s < 3
    assert spent.cpu_s > 0


def test_closing_flushes_a_sentence_that_has_not_ended(bench: Bench) -> None:
    listener = Listener()
    track = bench.open(listener)
    spoken = line("angry/name")
    track.feed(spoken[: len(spoken) - 800], 0)
    track.close()
    assert track.join(60)
    assert [joined(heard) for heard in listener.finals] == ["너이름이뭐야"]


def test_after_the_close_nothing_is_heard(bench: Bench) -> None:
    listener = Listener()
    track = bench.open(listener)
    track.close()
    assert track.join(60)
    Timeline(4).add("angry/name", 1).play(track)
    bench.engine.close()
    assert listener.heard == []
    assert track.audio_s == 0
