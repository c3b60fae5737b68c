"""Small packs for the tests of the engine."""

from typing import Any

from callguard.policies.language_tools import tools_for
from rules.matching.matcher import Matcher, build_matcher, spot
from rules.matching.spotted import Spotted
from rules.pack import parse_pack
from rules.speaker import Speaker


def ready(language: str, *say: str, entry: dict[str, Any] | None = None, **pack: object) -> Matcher:
    """Return the matcher of a pack with one threat."""
    first = {"id": "a", "act": "threat", "severity": 4, "say": list(say), **(entry or {})}
    document = {"language": language, "version": "1", "entries": [first], **pack}
    return build_matcher(parse_pack(document), tools_for(language))


def found(matcher: Matcher, said: str, speaker: Speaker = Speaker.CALLER) -> list[str]:
    """Return what is found, as it was said."""
    return [hit.matched for hit in spot(matcher, said, speaker).hits]


def guarded(matcher: Matcher, said: str) -> list[str]:
    """Return which guards held."""
    return [g.guard for g in spot(matcher, said).guarded]


def nothing(spotted: Spotted) -> bool:
    """Whether nothing at all was found."""
    return not (spotted.hits or spotted.guarded or spotted.demands or spotted.ticks or spotted.civil)
