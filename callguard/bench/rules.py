"""How good the rules are: recall, precision and false alarms on the labelled lines, with their intervals.

`tune` is what packs and classifier were made on, `test` is what nobody looked at: only `test` says how good
they are. Public names of the parts are those of the files in `labelled/`.
"""

from collections.abc import Iterable, Sequence
from importlib.resources import files
from math import sqrt

import msgspec
from msgspec import Struct

from callguard.meaning.opinion import opinion_of
from callguard.policies.content import rulebook
from callguard.policies.switch import all_full
from rules.acts import Act
from rules.book import Rulebook
from rules.check import Line, check
from rules.dialogue import Dialogue, play
from rules.opinion import OpinionOf
from rules.policy import Policy
from rules.speaker import Speaker
from rules.stages import Stage

LANGUAGES, PARTS = ("ja", "en", "ko"), ("tune", "test")
ACT, NEAR_MISS, ORDINARY = "act", "near_miss", "ordinary"
Z = 1.96
"""For intervals of 95 % (Wilson 1927)."""


class LabelledLine(Struct, frozen=True):
    """One line of the set; `also` are acts that are in it beside `act`."""

    id: str
    kind: str
    text: str
    act: Act | None = None
    also: tuple[Act, ...] = ()
    near: Act | None = None
    speaker: Speaker = Speaker.CALLER


class Expected(Struct, frozen=True):
    """What a fair specialist expects of a dialogue."""

    acts: tuple[Act, ...]
    stage: Stage


class LabelledDialogue(Struct, frozen=True):
    """A dialogue's expectation; the dialogue itself is read from the same line."""

    expect: Expected


class Rate(Struct, frozen=True):
    """So many of so many, with the 95 % interval of the share."""

    hits: int
    of: int
    share: float
    low: float
    high: float


class Quality(Struct, frozen=True):
    """What one language and part came to, by packs alone or with the second opinion."""

    language: str
    part: str
    with_opinion: bool
    recall: Rate
    recall_by_act: dict[Act, Rate]
    precision_by_act: dict[Act, Rate]
    right_act: Rate
    near_misses: Rate
    ordinary: Rate
    ordinary_grave: Rate
    dialogue_stage: Rate
    dialogue_acts: Rate


def run() -> list[Quality]:
    """Measure every language and part, by packs alone and, where it is installed, with the second opinion."""
    book, meaning = rulebook(0, all_full(Policy())), opinion_of()
    ways: list[tuple[bool, OpinionOf]] = [(False, lambda _text, _language: None)]
    if meaning("hello", "en") is not None:
        ways.append((True, meaning))
    return [
        _measure(book, language, part, with_opinion=wanted, opinion=opinion)
        for language in LANGUAGES
        for part in PARTS
        for wanted, opinion in ways
    ]


def report(measured: Iterable[Quality]) -> str:
    """Return tables for people, with 95 % intervals: the parts, then each act on the unseen one."""
    measured = list(measured)
    head = ("", "recall", "right act", "near misses", "ordinary, in 1,000", "severity 2+", "stage")
    rows = [head, *(_row(q) for q in measured)]
    unseen = [q for q in measured if q.part == "test"]
    for q in unseen:
        rows += [("",), (f"{_name(q)}, by act", "recall", "precision")]
        rows += [(act, _interval(q.recall_by_act[act]), _interval(q.precision_by_act[act])) for act in Act]
    return "\n".join(_line(row) for row in rows)


def _row(q: Quality) -> tuple[str, ...]:
    return (
        _name(q),
        _interval(q.recall),
        _interval(q.right_act),
        _interval(q.near_misses),
        _interval(q.ordinary, 1000),
        _interval(q.ordinary_grave, 1000),
        f"{q.dialogue_stage.hits}/{q.dialogue_stage.of}",
    )


def _name(q: Quality) -> str:
    return f"{q.language} {q.part} {'with meaning' if q.with_opinion else 'packs alone'}"


def _line(cells: Sequence[str]) -> str:
    return f"{cells[0]:<28}" + "".join(f"{cell:>20}" for cell in cells[1:])


def _interval(measured: Rate, of: int = 1) -> str:
    digits = 2 if of == 1 else 1
    low, share, high = (
        f"{of * figure:.{digits}f}" for figure in (measured.low, measured.share, measured.high)
    )
    return f"{share} [{low}-{high}]"


def labelled(language: str, part: str) -> list[LabelledLine]:
    """Return the lines of one part of the set."""
    return [msgspec.json.decode(line, type=LabelledLine) for line in _lines(f"{language}.{part}.jsonl")]


def rate(hits: int, of: int) -> Rate:
    """Return a share with Wilson's interval."""
    if of == 0:
        return Rate(0, 0, 0.0, 0.0, 1.0)
    share, spread = hits / of, Z * Z / of
    middle, half = (share + spread / 2) / (1 + spread), 0.0
    half = Z * sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return Rate(
        hits, of, round(share, 4), round(max(0.0, middle - half), 4), round(min(1.0, middle + half), 4)
    )


def _measure(book: Rulebook, language: str, part: str, *, with_opinion: bool, opinion: OpinionOf) -> Quality:
    found = [(line, _found(book, language, line, opinion)) for line in labelled(language, part)]
    acts = [(line, f) for line, f in found if line.kind == ACT]
    caught = [(line, f) for line, f in acts if f]
    right = [line for line, f in caught if {line.act, *line.also} & f.keys()]
    stages, named = _dialogues(book, language, part, opinion)
    return Quality(
        language,
        part,
        with_opinion,
        rate(len(caught), len(acts)),
        {act: _recall(acts, act) for act in Act},
        {act: _precision(found, act) for act in Act},
        rate(len(right), len(caught)),
        _alarms(found, NEAR_MISS, 1),
        _alarms(found, ORDINARY, 1),
        _alarms(found, ORDINARY, 2),
        stages,
        named,
    )


def _found(book: Rulebook, language: str, line: LabelledLine, opinion: OpinionOf) -> dict[Act, int]:
    asked = opinion(line.text, language) if line.speaker is Speaker.CALLER else None
    checked = check(book, Line(line.id, language, line.text, line.speaker), asked)
    return {finding.act: finding.severity for finding in checked.findings}


def _recall(acts: list[tuple[LabelledLine, dict[Act, int]]], act: Act) -> Rate:
    own = [found for line, found in acts if line.act is act]
    return rate(sum(bool(found) for found in own), len(own))


def _precision(found: list[tuple[LabelledLine, dict[Act, int]]], act: Act) -> Rate:
    named = [line for line, acts in found if act in acts]
    return rate(sum(line.act is act or act in line.also for line in named), len(named))


def _alarms(found: list[tuple[LabelledLine, dict[Act, int]]], kind: str, severity: int) -> Rate:
    fair = [acts for line, acts in found if line.kind == kind]
    return rate(sum(any(s >= severity for s in acts.values()) for acts in fair), len(fair))


def _dialogues(book: Rulebook, language: str, part: str, opinion: OpinionOf) -> tuple[Rate, Rate]:
    """Return how many dialogues reach the expected stage, and name just the expected acts or more."""
    stages = acts = 0
    lines = _lines(f"{language}.dialogues.{part}.jsonl")
    for line in lines:
        expected = msgspec.json.decode(line, type=LabelledDialogue).expect
        outcome = play(book, msgspec.json.decode(line, type=Dialogue), opinion)
        stages += outcome.stage is expected.stage
        acts += set(expected.acts) <= set(outcome.acts) if expected.acts else not outcome.acts
    return rate(stages, len(lines)), rate(acts, len(lines))


def _lines(name: str) -> list[bytes]:
    text = (files("callguard.bench") / "labelled" / name).read_bytes()
    return [line for line in text.splitlines() if line.strip()]
