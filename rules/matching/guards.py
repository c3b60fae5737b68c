"""Guards: why words that match are no finding."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rules.acts import Act
from rules.matching.compile import Compiler
from rules.matching.pattern import PatternError
from rules.matching.text import SPACED_LANGUAGES, Normal
from rules.pack import Guard

HIT = "{hit}"
IDIOM, SPEAKER = "idiom", "speaker"
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class CompiledGuard:
    """One guard made ready; `around` holds what stands before and after the hit."""

    id: str
    acts: frozenset[Act]
    window: int
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    inside: re.Pattern[str] | None
    around: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]


def compile_guard(compiler: Compiler, guard: Guard) -> CompiledGuard:
    """Compile a guard; raise PatternError."""
    return CompiledGuard(
        guard.id,
        frozenset(guard.acts),
        guard.window,
        _any(compiler, guard.before),
        _any(compiler, guard.after),
        _any(compiler, guard.inside),
        tuple(_around(compiler, pattern) for pattern in guard.around),
    )


class Scene:
    """One utterance as guards look at it: their places are looked for once, and only when there is a hit."""

    def __init__(self, normal: Normal, language: str) -> None:
        self.normal = normal
        self._spaced = language in SPACED_LANGUAGES
        self._korean = language == "ko"
        self._spans: dict[int, list[Span]] = {}

    def guard_of(self, hit: Span, act: Act, guards: Iterable[CompiledGuard]) -> str | None:
        """Return the first guard that speaks against this hit."""
        for guard in guards:
            if (not guard.acts or act in guard.acts) and self._speaks(guard, hit):
                return guard.id
        return None

    def _speaks(self, guard: CompiledGuard, hit: Span) -> bool:
        start, end = hit
        if guard.before and any(
            b <= start and self._apart(b, start) <= guard.window for _, b in self._find(guard.before)
        ):
            return True
        if guard.after and any(
            a >= end and self._apart(end, a) <= guard.window for a, _ in self._find(guard.after)
        ):
            return True
        if guard.inside and any(a < end and b > start for a, b in self._find(guard.inside)):
            return True
        text = self.normal.text
        return any(left.search(text, 0, start) and right.match(text, end) for left, right in guard.around)

    def _find(self, regex: re.Pattern[str]) -> list[Span]:
        spans = self._spans.get(id(regex))
        if spans is None:
            spans = self._spans[id(regex)] = [m.span() for m in regex.finditer(self.normal.text)]
        return spans

    def _apart(self, start: int, end: int) -> int:
        """Return how many words, or characters or syllables, stand between."""
        between = self.normal.text[start:end]
        if self._spaced:
            return len(between.split())
        return sum("ᄀ" <= letter <= "ᅟ" for letter in between) if self._korean else len(between)


def _any(compiler: Compiler, patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    if not patterns:
        return None
    return re.compile("|".join(compiler.regex(pattern) for pattern in patterns))


def _around(compiler: Compiler, pattern: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    left, mark, right = pattern.partition(HIT)
    if not mark:
        raise PatternError(f"pattern {pattern!r}: {HIT} is missing")
    before = compiler.regex(left) if left.strip() else ""
    after = compiler.regex(right) if right.strip() else ""
    return re.compile(before + r"\Z"), re.compile(after)
