"""A phrase pack: which words point to which act, in one language."""

from typing import Annotated

from msgspec import Meta, Struct, convert
from msgspec.structs import replace

from rules.acts import Act

Id = Annotated[str, Meta(pattern=r"^[a-z0-9_.]+$", max_length=64)]
Pattern = Annotated[str, Meta(min_length=1, max_length=2000)]
Patterns = tuple[Pattern, ...]
Some = Annotated[Patterns, Meta(min_length=1)]


class PackError(ValueError):
    """A pack contradicts itself, or a pattern in it cannot be read; the text says where."""


class Entry(Struct, frozen=True, forbid_unknown_fields=True):
    """One way in which an act is committed: patterns (`say`), and where they mean nothing (`unless`).

    `despite` names guards that do not apply. `examples` must be found, `counter` must raise nothing.
    """

    id: Id
    act: Act
    severity: Annotated[int, Meta(ge=1, le=4)]
    say: Some
    unless: Patterns = ()
    despite: tuple[str, ...] = ()
    confidence: Annotated[float, Meta(gt=0, le=1)] = 0.9
    sound: bool = True
    examples: tuple[str, ...] = ()
    counter: tuple[str, ...] = ()


class Demand(Struct, frozen=True, forbid_unknown_fields=True):
    """Ways to ask for one thing. A demand is no finding; its repetition after an answer may be."""

    id: Id
    topic: str
    say: Some
    unless: Patterns = ()


class Guard(Struct, frozen=True, forbid_unknown_fields=True):
    """Why words that match are no finding: what stands near before or after them, around them, or in them.

    `window` counts words in English, characters or syllables otherwise; no `acts` means all.
    """

    id: Id
    before: Patterns = ()
    after: Patterns = ()
    around: Patterns = ()
    inside: Patterns = ()
    acts: tuple[Act, ...] = ()
    window: Annotated[int, Meta(ge=0, le=40)] = 3


class Pack(Struct, frozen=True, forbid_unknown_fields=True):
    """All that is listened for in one language: the caller's acts and demands, the agent's key phrases.

    `watch` are phrases, word for word, for the tier that knows a grammar alone; the rest must find each.
    """

    language: str
    version: str
    entries: tuple[Entry, ...]
    families: dict[str, Some] = {}
    demands: tuple[Demand, ...] = ()
    guards: tuple[Guard, ...] = ()
    ticks: dict[str, Some] = {}
    civil: Patterns = ()
    watch: tuple[str, ...] = ()


class OwnEntries(Struct, frozen=True, forbid_unknown_fields=True):
    """What an organisation adds beside ours, and which of ours it switches off."""

    language: str
    entries: tuple[Entry, ...] = ()
    families: dict[str, Some] = {}
    demands: tuple[Demand, ...] = ()
    switched_off: tuple[str, ...] = ()


def parse_pack(document: object) -> Pack:
    """Turn a parsed YAML document into a pack; raise PackError or msgspec.ValidationError."""
    return _checked(convert(document, type=Pack))


def parse_own(document: object) -> OwnEntries:
    """Turn a parsed YAML document into an organisation's entries; raise msgspec.ValidationError."""
    return convert(document, type=OwnEntries)


def merge(pack: Pack, own: OwnEntries, own_version: str = "own") -> Pack:
    """Return the pack with an organisation's entries beside ours; raise PackError."""
    if own.language != pack.language:
        raise PackError(f"entries in {own.language!r} for a pack in {pack.language!r}")
    known = {e.id for e in pack.entries} | {d.id for d in pack.demands}
    unknown = [name for name in own.switched_off if name not in known]
    if unknown:
        raise PackError(f"switched_off: no entry named {', '.join(unknown)}")
    return _checked(
        replace(
            pack,
            version=f"{pack.version}+{own_version}",
            entries=(*(e for e in pack.entries if e.id not in own.switched_off), *own.entries),
            demands=(*(d for d in pack.demands if d.id not in own.switched_off), *own.demands),
            families={**pack.families, **own.families},
        )
    )


def _checked(pack: Pack) -> Pack:
    ids = [entry.id for entry in pack.entries] + [demand.id for demand in pack.demands]
    doubled = sorted({name for name in ids if ids.count(name) > 1})
    if doubled:
        raise PackError(f"pack {pack.language}: ids used twice: {', '.join(doubled)}")
    guards = {guard.id for guard in pack.guards}
    for entry in pack.entries:
        unknown = [name for name in entry.despite if name not in guards]
        if unknown:
            raise PackError(f"{entry.id}: despite names no guard: {', '.join(unknown)}")
    return pack
