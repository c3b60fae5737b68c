"""The matcher: one pack compiled; an automaton finds candidates, their expressions and guards decide."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rules.matching.compile import Compiled, Compiler
from rules.matching.echoes import Echoes
from rules.matching.guards import IDIOM, SPEAKER, CompiledGuard, compile_guard, guard_of
from rules.matching.index import Index
from rules.matching.pattern import PatternError
from rules.matching.scene import Borders, Scene, Span
from rules.matching.sounds import SoundsOf
from rules.matching.spotted import DemandHit, Guarded, Hit, How, Spotted
from rules.matching.stems import Forms
from rules.matching.text import SPACED_LANGUAGES, Normal, normalise
from rules.pack import Demand, Entry, Pack, PackError
from rules.speaker import Speaker

SAME_SOUND, NEARLY_SAME_SOUND = 0.75, 0.6
"""How sure a hit by sound is, as a share of the entry's confidence."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What a language brings from outside: English forms, word borders where it has no spaces, and sounds;
    without `sounds` nothing is found by sound.
    """

    forms: Forms = lambda word: (word,)
    borders: Borders | None = None
    sounds: SoundsOf | None = None


@dataclass(frozen=True, slots=True)
class AgentPhrases:
    """Ways in which the agent says what ticks `id` off."""

    id: str


@dataclass(frozen=True, slots=True)
class Civil:
    """Words by which a caller is civil again."""


Owner = Entry | Demand | AgentPhrases | Civil


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
        samples = (normalise(text, pack.language).text for text in _samples(pack))
        self._index = Index([candidate.compiled.needs for candidate in candidates], samples)
        self._guards_of = {entry.id: self._guards_for(entry) for entry in pack.entries}
        self._sounding, self._echoes = _echoing(candidates, pack.language, tools.sounds)

    def guards_of(self, entry: str) -> tuple[str, ...]:
        """Return the guards that an entry's hits are held against."""
        return tuple(guard.id for guard in self._guards_of.get(entry, ()))

    def scene(self, said: str) -> Scene:
        """Return an utterance made ready to be looked at."""
        return Scene(normalise(said, self.language), self.language, self._tools.borders)

    def candidates(self, normal: Normal) -> Iterable[Candidate]:
        """Return the patterns that may match, in the pack's order."""
        return (self._candidates[number] for number in self._index.may_match(normal.text))

    def echoes(self, scene: Scene) -> Iterator[tuple[Candidate, Span, float]]:
        """Yield the entries' patterns that the utterance sounds like, where, and how sure that is."""
        if self._tools.sounds is None or not self._sounding:
            return
        sounds = self._tools.sounds(scene.normal.text)
        for echo in self._echoes.find(sounds):
            span = sounds.starts[echo.start], sounds.ends[echo.end - 1]
            yield self._sounding[echo.phrase], span, NEARLY_SAME_SOUND if echo.edits else SAME_SOUND

    def guards_for(self, entry: Entry) -> tuple[CompiledGuard, ...]:
        """Return the compiled guards of an entry."""
        return self._guards_of[entry.id]

    def _guards_for(self, entry: Entry) -> tuple[CompiledGuard, ...]:
        return tuple(
            guard
            for guard in self._guards
            if guard.id not in entry.despite and (not guard.acts or entry.act in guard.acts)
        )


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
    scene = matcher.scene(said)
    normal = scene.normal
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
                span = _first(scene, candidate)
                if span:
                    demands[owner.id] = DemandHit(owner.id, owner.topic, *_said(normal, span))
            case AgentPhrases(name) if speaker is Speaker.AGENT and name not in ticks:
                if _first(scene, candidate):
                    ticks[name] = None
            case Civil() if speaker is Speaker.CALLER and not civil:
                civil = _first(scene, candidate) is not None
            case _:
                pass
    _by_sound(matcher, scene, speaker, hits, guarded)
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
    for span in scene.spans(candidate.compiled):
        guard = _guard(matcher, scene, candidate, entry, span)
        if guard is None and speaker is not Speaker.CALLER:
            guard = SPEAKER
        words = _said(scene.normal, span)
        if guard is None:
            hits[entry.id] = Hit(entry.id, entry.act, entry.severity, *words, entry.confidence)
            return
        guarded.setdefault(entry.id, Guarded(entry.id, entry.act, guard, *words))


def _by_sound(
    matcher: Matcher, scene: Scene, speaker: Speaker, hits: dict[str, Hit], guarded: dict[str, Guarded]
) -> None:
    """Add the entries that a caller's words only sound like; what was said exactly has been judged."""
    if speaker is not Speaker.CALLER:
        return
    judged = frozenset((*hits, *guarded))
    for candidate, span, share in matcher.echoes(scene):
        entry = candidate.owner
        if not isinstance(entry, Entry) or entry.id in judged or entry.id in hits:
            continue
        guard = _guard(matcher, scene, candidate, entry, span)
        words = _said(scene.normal, span)
        if guard is None:
            sure = entry.confidence * share
            hits[entry.id] = Hit(entry.id, entry.act, entry.severity, *words, sure, How.SOUND)
        else:
            guarded.setdefault(entry.id, Guarded(entry.id, entry.act, guard, *words))


def _guard(matcher: Matcher, scene: Scene, candidate: Candidate, entry: Entry, span: Span) -> str | None:
    if _covered(span, _idioms(scene, candidate)):
        return IDIOM
    return guard_of(scene, span, entry.act, matcher.guards_for(entry))


def _first(scene: Scene, candidate: Candidate) -> Span | None:
    spans = scene.spans(candidate.compiled)
    idioms = _idioms(scene, candidate) if spans else []
    return next((span for span in spans if not _covered(span, idioms)), None)


def _idioms(scene: Scene, candidate: Candidate) -> list[Span]:
    return [span for unless in candidate.unless for span in scene.spans(unless)]


def _covered(span: Span, by: list[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in by)


def _said(normal: Normal, span: Span) -> tuple[str, int, int]:
    start, end = normal.place(*span)
    return normal.source[start:end], start, end


def _echoing(
    candidates: list[Candidate], language: str, sounds: SoundsOf | None
) -> tuple[list[Candidate], Echoes]:
    """Return whole phrases as sounds, with whose they are; sound knows no word borders."""
    found: dict[tuple[str, str], Candidate] = {}
    for candidate in candidates if sounds else ():
        entry, compiled = candidate.owner, candidate.compiled
        if sounds and isinstance(entry, Entry) and entry.sound and not compiled.regex.groups:
            for phrase in compiled.phrases:
                found.setdefault((entry.id, sounds(normalise(phrase, language).text).key), candidate)
    return list(found.values()), Echoes((key for _, key in found), exactly=language in SPACED_LANGUAGES)


def _samples(pack: Pack) -> Iterable[str]:
    """What is said in this language as far as the pack knows: words in it are usual ones."""
    return (text for entry in pack.entries for text in (*entry.examples, *entry.counter))


def _owners(pack: Pack) -> Iterable[tuple[Owner, tuple[str, ...], tuple[str, ...]]]:
    for entry in pack.entries:
        yield entry, entry.say, entry.unless
    for demand in pack.demands:
        yield demand, demand.say, demand.unless
    for name, say in pack.ticks.items():
        yield AgentPhrases(name), say, ()
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
