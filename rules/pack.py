"""A phrase pack: which words point to which act, in one language."""

from typing import Annotated

from msgspec import Meta, Struct, convert

from rules.acts import Act
from rules.text import normalise

Phrases = Annotated[tuple[Annotated[str, Meta(min_length=2)], ...], Meta(min_length=1)]


class PackError(ValueError):
    """A pack contradicts itself; the text says where."""


class ActPhrases(Struct, frozen=True, forbid_unknown_fields=True):
    """Phrases of one act. `unless` are longer words in which a phrase means nothing."""

    id: str
    act: Act
    severity: Annotated[int, Meta(ge=1, le=4)]
    phrases: Phrases
    unless: tuple[str, ...] = ()


class Demand(Struct, frozen=True, forbid_unknown_fields=True):
    """Ways to ask for one thing. A demand is no finding; its repetition after an answer may be."""

    id: str
    topic: str
    phrases: Phrases
    unless: tuple[str, ...] = ()


class Pack(Struct, frozen=True, forbid_unknown_fields=True):
    """All that is listened for in one language."""

    language: str
    acts: tuple[ActPhrases, ...]
    demands: tuple[Demand, ...]

    @property
    def entries(self) -> "tuple[ActPhrases | Demand, ...]":
        """Acts first, then demands."""
        return (*self.acts, *self.demands)

    def phrases(self) -> tuple[str, ...]:
        """Return all phrases as written, for a recogniser that listens for them alone."""
        return tuple(p for entry in self.entries for p in entry.phrases)


def parse_pack(document: object) -> Pack:
    """Turn a parsed YAML document into a pack; raise PackError or msgspec.ValidationError."""
    pack = convert(document, type=Pack)
    ids = [entry.id for entry in pack.entries]
    doubled = sorted({name for name in ids if ids.count(name) > 1})
    if doubled:
        raise PackError(f"pack {pack.language}: ids used twice: {', '.join(doubled)}")
    for phrase in pack.phrases():
        if not normalise(phrase, pack.language).text.strip():
            raise PackError(f"pack {pack.language}: phrase {phrase!r} has no letters")
    return pack
