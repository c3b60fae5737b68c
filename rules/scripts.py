"""What the agent, or a voice, says at each stage: sentences with places to fill, in each language."""

import re
from collections import defaultdict
from functools import lru_cache
from string import Formatter
from typing import Annotated, Any

from msgspec import Meta, Struct, convert

from rules.acts import Act
from rules.catalogue import Group
from rules.ticks import Tick

_PARTICLE = re.compile(r"(\S)(을\(를\)|이\(가\)|은\(는\)|과\(와\)|\(으\)로)")
_FORMS = {
    "을(를)": ("을", "를"),
    "이(가)": ("이", "가"),
    "은(는)": ("은", "는"),
    "과(와)": ("과", "와"),
    "(으)로": ("으로", "로"),
}
_RIEUL = 8
_FINALS = 28
Lines = Annotated[tuple[Annotated[str, Meta(min_length=2)], ...], Meta(min_length=1)]


class Sentence(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing to say, in several ways; said aloud, it gives these ticks."""

    say: Lines
    ticks: tuple[Tick, ...] = ()


class Hints(Struct, frozen=True, forbid_unknown_fields=True):
    """Hints for rational dialogue: what to ask, what to offer, what not to promise or say."""

    ask: Lines
    offer: Lines
    avoid: Lines


class Scripts(Struct, frozen=True, forbid_unknown_fields=True):
    """All sentences of one language.

    `sentences` are keyed by stage and cause (`firm.repetition`), announcements by `announce.` and a name.
    `acts` are noun phrases for `{act}`; `names` fill other places unless a call knows better.
    """

    language: str
    sentences: dict[str, Sentence]
    acts: dict[Act, str]
    names: dict[str, str]
    hints: dict[Group, Hints]

    def render(self, key: str, values: dict[str, str], variant: int = 0) -> str:
        """Return the sentence with its places filled; raise KeyError for an unknown key.

        Of its ways the first from `variant` on is taken whose places are all known: not every call knows
        how often something was answered.
        """
        known: dict[str, Any] = {**self.names, **values}
        if "act" in values:
            known["act"] = self.acts[Act(values["act"])]
        say = self.sentences[key].say
        ways = [say[(variant + step) % len(say)] for step in range(len(say))]
        text = next((way for way in ways if _places(way) <= known.keys()), ways[0])
        return with_particles(text.format_map(defaultdict(str, known)))

    def ticks(self, key: str) -> tuple[Tick, ...]:
        """Return what is ticked off when this sentence was said; nothing for an unknown key."""
        sentence = self.sentences.get(key)
        return sentence.ticks if sentence else ()


def parse_scripts(document: object) -> Scripts:
    """Turn a parsed YAML document into scripts; raise msgspec.ValidationError."""
    return convert(document, type=Scripts)


def with_particles(text: str) -> str:
    """Choose the Korean particle that the final consonant before it asks for: 폭언을(를) → 폭언을."""
    return _PARTICLE.sub(_particle, text)


@lru_cache(maxsize=4096)
def _places(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


def _particle(match: re.Match[str]) -> str:
    before, particle = match.groups()
    final = (ord(before) - ord("가")) % _FINALS if "가" <= before <= "힣" else 0
    closed = final != 0 and not (particle == "(으)로" and final == _RIEUL)
    return before + _FORMS[particle][0 if closed else 1]
