"""Rule: one demand said again after its answer, in the same or in other words, in this call or before."""

from rules.acts import Act
from rules.decision import Draft, Evidence
from rules.events import SpeechHeard
from rules.facts import Ask
from rules.matching.spotted import DemandHit
from rules.opinion import similarity
from rules.policy import Speech

_KEPT = 8


def judge_demands(
    draft: Draft, event: SpeechHeard, demands: tuple[DemandHit, ...]
) -> tuple[Draft, dict[str, str]]:
    """Count what is asked for; return the values that a prompt about it needs.

    A demand is counted from its first hearing on, and again only once the matter has its answer.
    """
    sketch = event.opinion.sketch if event.opinion and event.final else ""
    if not demands and not sketch:
        return draft, {}
    hit = demands[0] if demands else None
    known = _same(draft, hit, sketch)
    if known is not None and known.said_s >= event.start_s:
        return draft, {}
    ask = _count(draft, event, hit, sketch, known)
    others = tuple(a for a in draft.facts.asks if a is not known)
    draft = draft.know(asks=(*others, ask)[-_KEPT:])
    severity = _severity(draft.book.policy.speech, ask.count)
    if severity == 0 or (known is not None and ask.count == known.count):
        return draft, {}
    found = draft.find(Act.REPEATED_DEMAND, _evidence(draft, event, hit, severity))
    return found, _values(hit, ask.count)


def _same(draft: Draft, hit: DemandHit | None, sketch: str) -> Ask | None:
    """Return the same demand said before: of one kind for the pack, or near enough in meaning."""
    for ask in draft.facts.asks:
        if hit is not None and ask.demand == hit.id:
            return ask
        comparable = hit is None and sketch and ask.sketch
        if comparable and similarity(sketch, ask.sketch) >= draft.book.policy.speech.same_demand:
            return ask
    return None


def _count(draft: Draft, event: SpeechHeard, hit: DemandHit | None, sketch: str, known: Ask | None) -> Ask:
    demand = hit.id if hit else ""
    if known is None:
        count = 1 + _earlier(draft, demand)
    else:
        count = known.count + 1 if draft.facts.answered_at else known.count
    return Ask(demand, "" if demand else sketch, count, event.end_s)


def _earlier(draft: Draft, demand: str) -> int:
    """Count the answers that this demand had in earlier calls on the matter, once we know which it is."""
    matter = draft.facts.matter
    if matter is None or not draft.facts.matter_chosen or demand not in matter.asked:
        return 0
    return len(matter.answered)


def _severity(policy: Speech, count: int) -> int:
    if count < 2:
        return 0
    return 1 + (count >= policy.repeat_firm) + (count >= policy.repeat_final)


def _evidence(draft: Draft, event: SpeechHeard, hit: DemandHit | None, severity: int) -> Evidence:
    rule = f"demand.{hit.id}" if hit else "demand.meaning"
    confidence = 1.0 if event.confidence is None else event.confidence
    matched = hit.matched if hit else event.text
    matcher = draft.book.matchers[draft.facts.language]
    return Evidence(rule, matched, severity, confidence, matcher.version, event.start_s, event.end_s)


def _values(hit: DemandHit | None, count: int) -> dict[str, str]:
    values = {"count": str(count), "answers": str(count - 1)}
    return {**values, "topic": hit.topic} if hit else values
