"""One utterance on its own: what would be found, and which guards held."""

from msgspec import Struct

from rules.acts import Act
from rules.book import Rulebook
from rules.matching.matcher import spot
from rules.matching.spotted import Hit
from rules.opinion import Opinion
from rules.second_opinion import ALONE, DOUBT, confidence_of, found_alone, is_doubted
from rules.speaker import Speaker


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
    """Return what the packs find in a line as a second opinion leaves it, and what that finds beside.

    Raises KeyError for a language without a pack.
    """
    spotted = spot(book.matchers[line.lang], line.text, line.speaker)
    guarded = [CheckedGuard(g.act, g.guard, g.matched) for g in spotted.guarded]
    if is_doubted(book.policy.speech, opinion):
        guarded += [CheckedGuard(hit.act, DOUBT, hit.matched) for hit in spotted.hits]
        return Checked(line.id, (), tuple(guarded))
    findings = [_found(hit, opinion) for hit in spotted.hits]
    if opinion and line.speaker is Speaker.CALLER:
        known = {finding.act for finding in findings}
        findings += [found for found in _alone(book, line, opinion) if found.act not in known]
    return Checked(line.id, tuple(findings), tuple(guarded))


def _found(hit: Hit, opinion: Opinion | None) -> CheckedFinding:
    confidence = round(confidence_of(hit, None, opinion), 3)
    rule = f"phrase.{hit.entry}"
    return CheckedFinding(hit.act, rule, hit.matched, hit.severity, confidence, hit.start, hit.end)


def _alone(book: Rulebook, line: Line, opinion: Opinion) -> list[CheckedFinding]:
    alone = found_alone(book, opinion)
    if alone is None:
        return []
    act, severity = alone
    return [CheckedFinding(act, ALONE, line.text, severity, opinion.probability, 0, len(line.text))]
