"""The matcher: one pack compiled; an automaton finds candidates, their expressions and guards decide."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from rules.matching.compile import Compiled, Compiler
from rules.matching.guards import IDIOM, SPEAKER, CompiledGuard, Scene, Span, compile_guard
from rules.matching.pattern import PatternError
from rules.matching.spotted import DemandHit, Guarded, Hit, Spotted
from rules.matching.stems import Forms
from rules.matching.text import Normal, normalise
from rules.pack import Demand, Entry, Pack, PackError
from rules.speaker import Speaker

Borders = Callable[[str], frozenset[int]]
"""Returns the places in a text, spaces left out, where a word begins or ends."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What a language brings from outside: English forms, and word borders where it has no spaces."""

    forms: Forms = lambda word: (word,)
    borders: Borders | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    """Key phrases of the agent."""

    id: str


@dataclass(frozen=True, slots=True)
class Civil:
    """Words by which a caller is civil again."""


Owner = Entry | Demand | Tick | Civil


@dataclass(frozen=True, slots=True)
class Candidate:
    """A compiled pattern, whose it is, and where it means nothing."""

    owner: Owner
    compiled: Compiled
    unless: tuple[Compiled, ...]


class Matcher:
    """A pack ready to be matched; safe to share between threads, since nothing in it changes."""

    def __init__(
        self, pack: Pack, candidates: list[Candidate], guards: list[CompiledGuard], tools: Tools
    ) -> None:
        self.language, self.version, self.pack = pack.language, pack.version, pack
        self._candidates, self._guards, self._tools = candidates, guards, tools
        literals = {one: n for n, one in enumerate(_literals(candidates))}
        self._automaton = AhoCorasick(list(literals))
        self._told_by: list[list[int]] = [[] for _ in literals]
        self._also: list[tuple[frozenset[int], ...]] = []
        shared = Counter(need for candidate in candidates for need in candidate.compiled.needs)
        for number, candidate in enumerate(candidates):
            # A need that few patterns share tells them apart best; among those the first is the most telling.
            first, *others = sorted(candidate.compiled.needs, key=lambda need: shared[need])
            for one in first:
                self._told_by[literals[one]].append(number)
            self._also.append(tuple(frozenset(literals[one] for one in need) for need in others))
        self._guards_of = {e.id: self._guards_for(e) for e in pack.entries}

    def guards_of(self, entry: str) -> tuple[str, ...]:
        """Return the guards that an entry's hits are held against."""
        return tuple(guard.id for guard in self._guards_of.get(entry, ()))

    def candidates(self, normal: Normal) -> Iterable[Candidate]:
        """Return the patterns that may match, in the pack's order."""
        found = {hit[0] for hit in self._automaton.find_matches_as_indexes(normal.text, overlapping=True)}
        told, also = {number for literal in found for number in self._told_by[literal]}, self._also
        return (self._candidates[number] for number in sorted(told) if _met(also[number], found))

    def spans(self, compiled: Compiled, normal: Normal) -> list[Span]:
        """Return where a pattern matches."""
        matches = compiled.regex.finditer(normal.text)
        if not compiled.bordered:
            return [m.span() for m in matches if m.end() > m.start()]
        borders = self._borders(normal)
        return [
            m.span()
            for m in matches
            if all(m.start(n) in borders for n in range(1, (m.lastindex or 0) + 1) if m.start(n) >= 0)
        ]

    def guards_for(self, entry: Entry) -> tuple[CompiledGuard, ...]:
        """Return the compiled guards of an entry."""
        return self._guards_of[entry.id]

    def _guards_for(self, entry: Entry) -> tuple[CompiledGuard, ...]:
        return tuple(
            guard
            for guard in self._guards
            if guard.id not in entry.despite and (not guard.acts or entry.act in guard.acts)
        )

    def _borders(self, normal: Normal) -> frozenset[int]:
        """Where words begin or end in the normalised text: at spaces that were said, and by the tools."""
        places = {0, len(normal.text)}
        for place in range(1, len(normal.origins)):
            if normal.origins[place] - normal.origins[place - 1] > 1:
                places.add(place)
        if self._tools.borders is not None:
            places |= self._tools.borders(normal.text)
        return frozenset(places)


def build_matcher(pack: Pack, tools: Tools) -> Matcher:
    """Compile a pack; raise PackError naming the entry and the pattern that cannot be read."""
    compiler = Compiler(pack.language, pack.families, tools.forms)
    candidates = [c for owner, say, unless in _owners(pack) for c in _compile(compiler, owner, say, unless)]
    if not candidates:
        raise PackError(f"pack {pack.language}: nothing in it")
    guards = []
    for guard in pack.guards:
        try:
            guards.append(compile_guard(compiler, guard))
        except PatternError as error:
            raise PackError(f"guard {guard.id}: {error}") from None
    return Matcher(pack, candidates, guards, tools)


def spot(matcher: Matcher, said: str, speaker: Speaker = Speaker.CALLER) -> Spotted:
    """Return what the pack finds in an utterance; each entry, demand and tick once.

    What the agent says is no act: it is reported as guarded by who speaks.
    """
    normal = normalise(said, matcher.language)
    scene = Scene(normal, matcher.language)
    hits: dict[str, Hit] = {}
    guarded: dict[str, Guarded] = {}
    demands: dict[str, DemandHit] = {}
    ticks: dict[str, None] = {}
    civil = False
    for candidate in matcher.candidates(normal):
        owner = candidate.owner
        match owner:
            case Entry() if owner.id not in hits:
                _act(matcher, scene, candidate, owner, speaker, hits, guarded)
            case Demand() if speaker is Speaker.CALLER and owner.id not in demands:
                span = _first(matcher, normal, candidate)
                if span:
                    demands[owner.id] = DemandHit(owner.id, owner.topic, *_said(normal, span))
            case Tick(name) if speaker is Speaker.AGENT and name not in ticks:
                if _first(matcher, normal, candidate):
                    ticks[name] = None
            case Civil() if speaker is Speaker.CALLER and not civil:
                civil = _first(matcher, normal, candidate) is not None
            case _:
                pass
    found = tuple(g for name, g in guarded.items() if name not in hits)
    return Spotted(matcher.version, tuple(hits.values()), found, tuple(demands.values()), tuple(ticks), civil)


def _act(
    matcher: Matcher,
    scene: Scene,
    candidate: Candidate,
    entry: Entry,
    speaker: Speaker,
    hits: dict[str, Hit],
    guarded: dict[str, Guarded],
) -> None:
    """Look at each place where the entry matches; the first that no guard speaks against is its hit."""
    normal = scene.normal
    idioms = [span for unless in candidate.unless for span in matcher.spans(unless, normal)]
    for span in matcher.spans(candidate.compiled, normal):
        guard = (
            IDIOM if _covered(span, idioms) else scene.guard_of(span, entry.act, matcher.guards_for(entry))
        )
        if guard is None and speaker is not Speaker.CALLER:
            guard = SPEAKER
        words = _said(normal, span)
        if guard is None:
            hits[entry.id] = Hit(entry.id, entry.act, entry.severity, *words, entry.confidence)
            return
        guarded.setdefault(entry.id, Guarded(entry.id, entry.act, guard, *words))


def _first(matcher: Matcher, normal: Normal, candidate: Candidate) -> Span | None:
    idioms = [span for unless in candidate.unless for span in matcher.spans(unless, normal)]
    return next((s for s in matcher.spans(candidate.compiled, normal) if not _covered(s, idioms)), None)


def _covered(span: Span, by: list[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in by)


def _said(normal: Normal, span: Span) -> tuple[str, int, int]:
    start, end = normal.place(*span)
    return normal.source[start:end], start, end


def _met(needs: tuple[frozenset[int], ...], found: set[int]) -> bool:
    for need in needs:  # noqa: SIM110 - twice as fast as all(): it runs for each candidate of each utterance
        if found.isdisjoint(need):
            return False
    return True


def _literals(candidates: Iterable[Candidate]) -> dict[str, None]:
    return dict.fromkeys(one for c in candidates for need in c.compiled.needs for one in sorted(need))


def _owners(pack: Pack) -> Iterable[tuple[Owner, tuple[str, ...], tuple[str, ...]]]:
    for entry in pack.entries:
        yield entry, entry.say, entry.unless
    for demand in pack.demands:
        yield demand, demand.say, demand.unless
    for name, say in pack.ticks.items():
        yield Tick(name), say, ()
    if pack.civil:
        yield Civil(), pack.civil, ()


def _compile(
    compiler: Compiler, owner: Owner, say: tuple[str, ...], unless: tuple[str, ...]
) -> Iterable[Candidate]:
    name = getattr(owner, "id", "civil")
    try:
        exceptions = tuple(compiler.compile(pattern) for pattern in unless)
        for pattern in say:
            yield Candidate(owner, compiler.compile(pattern), exceptions)
    except PatternError as error:
        raise PackError(f"{name}: {error}") from None
