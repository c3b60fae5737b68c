"""One utterance on its own: what would be found, and which guards held."""

from msgspec import Struct

from rules.acts import Act
from rules.book import Rulebook
from rules.matching.matcher import spot
from rules.opinion import Opinion
from rules.speaker import Speaker

OPINION = "opinion"


class Line(Struct, frozen=True):
    """An utterance on its own, in `ja`, `en` or `ko`."""

    id: str | int
    lang: str
    text: str
    speaker: Speaker = Speaker.CALLER


class CheckedFinding(Struct, frozen=True):
    """A finding; `severity` is the catalogue's, uncapped, `start` and `end` are places in the text."""

    act: Act
    rule: str
    matched: str
    severity: int
    confidence: float
    start: int
    end: int


class CheckedGuard(Struct, frozen=True):
    """A guard that held."""

    act: Act
    guard: str
    matched: str


class Checked(Struct, frozen=True):
    """What came of one line."""

    id: str | int
    findings: tuple[CheckedFinding, ...]
    guarded: tuple[CheckedGuard, ...]


def check(book: Rulebook, line: Line, opinion: Opinion | None = None) -> Checked:
    """Return what the packs find in a line, and, where they find nothing, what a second opinion does.

    Raises KeyError for a language without a pack.
    """
    spotted = spot(book.matchers[line.lang], line.text, line.speaker)
    findings = [
        CheckedFinding(
            hit.act,
            f"phrase.{hit.entry}",
            hit.matched,
            hit.severity,
            round(hit.confidence, 3),
            hit.start,
            hit.end,
        )
        for hit in spotted.hits
    ]
    if not findings and line.speaker is Speaker.CALLER and opinion is not None:
        findings = _opinion(book, line, opinion)
    guarded = tuple(CheckedGuard(g.act, g.guard, g.matched) for g in spotted.guarded)
    return Checked(line.id, tuple(findings), guarded)


def _opinion(book: Rulebook, line: Line, opinion: Opinion) -> list[CheckedFinding]:
    policy = book.policy.speech
    if opinion.act is None or policy.opinion_severity == 0 or opinion.probability < policy.opinion_min:
        return []
    severity = min(policy.opinion_severity, book.catalogue[opinion.act].severity)
    confidence = round(opinion.probability, 3)
    return [CheckedFinding(opinion.act, OPINION, line.text, severity, confidence, 0, len(line.text))]
