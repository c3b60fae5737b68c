"""Guards: why words that match are no finding."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rules.acts import Act
from rules.matching.compile import Compiled, Compiler
from rules.matching.pattern import PatternError
from rules.matching.scene import Scene, Span
from rules.pack import Guard

HIT = "{hit}"
IDIOM, SPEAKER = "idiom", "speaker"


@dataclass(frozen=True, slots=True)
class Around:
    """What stands before and after a hit at once."""

    left: re.Pattern[str]
    right: re.Pattern[str]

    def holds(self, scene: Scene, hit: Span) -> bool:
        """Whether both sides stand there."""
        text, (start, end) = scene.normal.text, hit
        # A word of the left side must see the space that ends it, which is the hit's first character.
        seen = start + 1 if scene.is_spaced else start
        return bool(self.left.search(text, 0, seen) and self.right.match(text, end))


@dataclass(frozen=True, slots=True)
class CompiledGuard:
    """One guard made ready."""

    id: str
    acts: frozenset[Act]
    window: int
    before: tuple[Compiled, ...]
    after: tuple[Compiled, ...]
    inside: tuple[Compiled, ...]
    around: tuple[Around, ...]

    def speaks_against(self, scene: Scene, hit: Span) -> bool:
        """Whether the hit means nothing where it stands."""
        return (
            self._stands_before(scene, hit[0])
            or self._stands_after(scene, hit[1])
            or any(a < hit[1] and b > hit[0] for guard in self.inside for a, b in scene.spans(guard))
            or any(around.holds(scene, hit) for around in self.around)
        )

    def _stands_before(self, scene: Scene, start: int) -> bool:
        return any(
            end <= start and scene.apart(end, start) <= self.window
            for guard in self.before
            for _, end in scene.spans(guard)
        )

    def _stands_after(self, scene: Scene, end: int) -> bool:
        return any(
            start >= end and scene.apart(end, start) <= self.window
            for guard in self.after
            for start, _ in scene.spans(guard)
        )


def compile_guard(compiler: Compiler, guard: Guard) -> CompiledGuard:
    """Compile a guard; raise PatternError."""
    return CompiledGuard(
        guard.id,
        frozenset(guard.acts),
        guard.window,
        tuple(compiler.compile_loosely(pattern) for pattern in guard.before),
        tuple(compiler.compile_loosely(pattern) for pattern in guard.after),
        tuple(compiler.compile_loosely(pattern) for pattern in guard.inside),
        tuple(_around(compiler, pattern) for pattern in guard.around),
    )


def guard_of(scene: Scene, hit: Span, act: Act, guards: Iterable[CompiledGuard]) -> str | None:
    """Return the first guard that speaks against this hit."""
    for guard in guards:
        if (not guard.acts or act in guard.acts) and guard.speaks_against(scene, hit):
            return guard.id
    return None


def _around(compiler: Compiler, pattern: str) -> Around:
    left, mark, right = pattern.partition(HIT)
    if not mark:
        raise PatternError(f"pattern {pattern!r}: {HIT} is missing")
    before = compiler.regex(left) if left.strip() else ""
    after = compiler.regex(right) if right.strip() else ""
    closing = r"(?=[ ']\Z)" if compiler.is_spaced else r"\Z"
    return Around(re.compile(before + closing), re.compile(after))
