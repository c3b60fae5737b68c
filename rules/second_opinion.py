"""Rule: what a second opinion makes of the packs' findings, and what it finds alone."""

from rules.acts import Act
from rules.book import Rulebook
from rules.matching.spotted import Hit
from rules.opinion import Opinion
from rules.policy import Speech

ALONE = "opinion"
"""The rule of what was found by meaning alone."""
DOUBT = "opinion"
"""The guard that holds a pack's hit back where the words mean something harmless."""


def is_doubted(policy: Speech, opinion: Opinion | None) -> bool:
    """Whether the words are so probably harmless that what a pack found in them does not count."""
    if opinion is None or opinion.harmless is None:
        return False
    return 1 - opinion.harmless < policy.opinion_doubt


def confidence_of(hit: Hit, heard: float | None, opinion: Opinion | None) -> float:
    """Return the pack's and the recogniser's confidence, raised or lowered by how harmless the words seem."""
    confidence = hit.confidence * (1.0 if heard is None else heard)
    if opinion is None or opinion.harmless is None:
        return confidence
    leaning = 0.5 - opinion.harmless
    return confidence + leaning * (1 - confidence if leaning > 0 else confidence)


def found_alone(book: Rulebook, opinion: Opinion | None) -> tuple[Act, int] | None:
    """Return the act that meaning alone finds, and its severity: no graver than the policy lets it be."""
    policy = book.policy.speech
    if opinion is None or opinion.act is None or policy.opinion_severity == 0:
        return None
    if opinion.probability < policy.opinion_min:
        return None
    return opinion.act, min(policy.opinion_severity, book.catalogue[opinion.act].severity)
