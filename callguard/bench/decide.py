"""What deciding costs: a decision, a matched utterance, a replayed call; how it grows with the packs."""

import re
import statistics
import time
from collections.abc import Callable, Iterable
from datetime import timedelta

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from callguard.bench.rules import labelled
from callguard.policies.content import rulebook
from callguard.policies.language_tools import tools_for
from callguard.policies.matchers import PACK_LANGUAGES, matcher, pack
from callguard.policies.switch import all_full
from rules import events as on
from rules.decide import decide
from rules.dialogue import BEGIN
from rules.events import Event
from rules.facts import CallFacts
from rules.matching.matcher import Matcher, build_matcher, spot
from rules.pack import Pack
from rules.policy import Policy
from rules.replay import replay
from rules.speaker import Speaker

SID = "CA" + "0" * 32
UTTERANCES = 30
TIMES = 10
ROUNDS = 3
_WORD = re.compile(r"(?<![{~\w])[\w']{2,}(?![}\w*])")
"""A word of a pattern that is neither a family's name nor a stem."""


class Cost(Struct, frozen=True):
    """One figure; `of_baseline` compares it with the first of its kind in the same run."""

    what: str
    figure: float
    unit: str
    of_baseline: float | None = None


def run() -> list[Cost]:
    """Measure everything once, each language on its own labelled lines."""
    costs = list(_deciding())
    for language in PACK_LANGUAGES:
        costs += _matching(language)
    return [*costs, *_replaying()]


def report(costs: Iterable[Cost]) -> str:
    """Return a table for people."""
    lines = [f"{'what':<58} {'figure':>10} {'unit':<14} {'of baseline':>11}"]
    for cost in costs:
        ratio = "" if cost.of_baseline is None else f"{cost.of_baseline:.2f}"
        lines.append(f"{cost.what:<58} {cost.figure:>10.1f} {cost.unit:<14} {ratio:>11}")
    return "\n".join(lines)


def _deciding() -> Iterable[Cost]:
    book, facts = rulebook(1, all_full(Policy())), _talking()
    ready = matcher("en")
    quiet, threat = "good morning i have a question about my bill", "i'll kill you when i see you"
    baseline = 0.0
    for what, text in (("an ordinary utterance", quiet), ("a threat", threat)):
        event = replace(_heard(1, text), spotted=spot(ready, text))
        cost_us = _p50(lambda heard=event: decide(book, facts, heard), 2000)  # type: ignore[misc]
        baseline = baseline or cost_us
        yield Cost(f"decide, {what}, matched before (p50)", cost_us, "µs", cost_us / baseline)
    size = len(msgspec.json.encode(_long_call(book)))
    yield Cost("facts of a call of 400 utterances with findings", size, "bytes", size / 4096)


def _matching(language: str) -> Iterable[Cost]:
    said = [line.text for line in labelled(language, "tune")]
    ready = matcher(language)
    once_us = _each_p50(said, lambda text: spot(ready, text))
    larger = build_matcher(_times(pack(language), TIMES), tools_for(language))
    grown_us = _each_p50(said, lambda text: spot(larger, text))
    entries = sum(len(entry.say) for entry in ready.pack.entries)
    yield Cost(f"{language}: an utterance matched, {entries} patterns (p50)", once_us, "µs", 1.0)
    yield Cost(f"{language}: the same, {TIMES} times the patterns (p50)", grown_us, "µs", grown_us / once_us)


def _replaying() -> Iterable[Cost]:
    book, events = rulebook(1, all_full(Policy())), _recorded(matcher("en"))
    began, calls = time.process_time(), 300
    for _ in range(calls):
        replay(book, SID, events)
    spent_s = time.process_time() - began
    yield Cost(f"recorded calls of {UTTERANCES} utterances replayed", calls / spent_s, "calls/s, core")


def _talking() -> CallFacts:
    book, facts = rulebook(1, all_full(Policy())), CallFacts(SID)
    for event in _beginning():
        facts = decide(book, facts, event).facts
    return facts


def _beginning() -> list[Event]:
    return [
        on.CallArrived("arrived", BEGIN, language="en", caller="mori"),
        on.CallerJoined("in", BEGIN),
        on.AgentJoined("agent", BEGIN, agent="aiko", leg="CA" + "1" * 32),
    ]


def _heard(number: int, text: str, speaker: Speaker = Speaker.CALLER) -> on.SpeechHeard:
    start_s = 4.0 * number
    return on.SpeechHeard(
        f"said:{number}",
        BEGIN + timedelta(seconds=start_s + 3),
        speaker,
        number,
        text,
        start_s,
        start_s + 3,
        final=True,
    )


def _recorded(ready: Matcher) -> list[Event]:
    """A call as the log holds it: ordinary turns, two findings, matched when they were heard."""
    said = [line.text for line in labelled("en", "tune") if line.kind == "ordinary"][: UTTERANCES - 2]
    turns: list[Event] = list(_beginning())
    for number, text in enumerate([*said, "you people are useless", "i'll kill you"]):
        speaker = Speaker.AGENT if number % 2 else Speaker.CALLER
        turns.append(replace(_heard(number, text, speaker), spotted=spot(ready, text, speaker)))
    return [*turns, on.CallEnded("ended", BEGIN + timedelta(seconds=4 * UTTERANCES + 5))]


def _long_call(book: object) -> CallFacts:
    facts, texts = _talking(), ("i'll kill you", "you people are useless", "i want a refund", "good morning")
    for number in range(400):
        facts = decide(book, facts, _heard(number, texts[number % 4])).facts  # type: ignore[arg-type]
    return facts


def _times(small: Pack, times: int) -> Pack:
    """Return a pack with so many times the entries: the grammar of ours about words that nobody says here.

    Words of the ordinary lines stay as they are, so the added patterns have them in common with what is said.
    """
    usual = " ".join(line.text for line in labelled(small.language, "tune") if line.kind == "ordinary")
    entries = [
        replace(entry, id=f"{entry.id}.{n}", say=tuple(_about_else(say, usual, n) for say in entry.say))
        for n in range(times)
        for entry in small.entries
    ]
    return replace(small, entries=tuple(entries))


def _about_else(pattern: str, usual: str, number: int) -> str:
    """Put the words that are not usual backwards, with the copy's number, or all words where none is rare;
    the first copy is the original.
    """
    rare = {word for word in _WORD.findall(pattern) if word not in usual} or {*_WORD.findall(pattern)}

    def other(word: re.Match[str]) -> str:
        return f"{word[0][::-1]}{number}" if word[0] in rare else word[0]

    return _WORD.sub(other, pattern) if number else pattern


def _p50(work: Callable[[], object], times: int) -> float:
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        spent.append(time.perf_counter() - began)
    return statistics.median(spent) * 1e6


def _each_p50(texts: list[str], work: Callable[[str], object]) -> float:
    for text in texts[:50]:
        work(text)
    return min(statistics.median(_spent(text, work) for text in texts) for _ in range(ROUNDS)) * 1e6


def _spent(text: str, work: Callable[[str], object]) -> float:
    began = time.perf_counter()
    work(text)
    return time.perf_counter() - began
