"""Compiles patterns: a regular expression, and literals of which every match must hold one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from rules.matching.pattern import (
    Border,
    Choice,
    Family,
    Gap,
    Node,
    PatternError,
    Sequence,
    Stem,
    Words,
    parse_pattern,
)
from rules.matching.stems import Forms, japanese_shapes, korean_shapes
from rules.matching.text import SPACED_LANGUAGES, normalise

SHORT_WORDS, LONG_WORDS = 2, 5
SHORT_CHARACTERS, LONG_CHARACTERS = 5, 14
_LETTERS_A_SYLLABLE = 2.6
_SYLLABLE_ENDS = "(?![ᆨ-ᇿ])"
_WORD_ENDS = "(?=[ '])"
MOST_LITERALS = 400
MOST_PHRASES = 64
DEEPEST_FAMILY = 3


@dataclass(frozen=True, slots=True)
class Compiled:
    """A pattern made ready: every match of `regex` holds one literal of each of `needs`, the most telling
    first; `phrases` are the ways to say it that have no gap, as written. A group of `regex` is empty: a place
    where a word must begin or end.
    """

    pattern: str
    regex: re.Pattern[str]
    needs: tuple[frozenset[str], ...]
    phrases: tuple[str, ...]


@lru_cache(maxsize=16384)
def _literal(words: str, language: str) -> str:
    return normalise(words, language).text.strip()


@dataclass(frozen=True, slots=True)
class Compiler:
    """Compiles the patterns of one pack."""

    language: str
    families: Mapping[str, tuple[str, ...]]
    forms: Forms

    def compile(self, pattern: str) -> Compiled:
        """Compile one pattern; raise PatternError where it cannot be read or could match anything."""
        compiled = self.compile_loosely(pattern)
        if not compiled.needs:
            raise PatternError(f"pattern {pattern!r}: a word is needed that every match has")
        return compiled

    def compile_loosely(self, pattern: str) -> Compiled:
        """Compile a pattern that is looked for only where something was found, so that it needs no word."""
        source = self.regex(pattern)
        sequence = parse_pattern(pattern)
        phrases = tuple(dict.fromkeys(self._phrases(sequence, 0)))[:MOST_PHRASES]
        return Compiled(pattern, re.compile(source), self._needs(sequence, 0), phrases)

    def regex(self, pattern: str) -> str:
        """Return the regular expression of a pattern on normalised text; gaps that close it are taken whole,
        since what follows them is nothing that could end them.
        """
        nodes = list(parse_pattern(pattern).nodes)
        closing: list[str] = []
        while nodes and isinstance(nodes[-1], Gap):
            closing.append(self._gap(long=nodes.pop().long).removesuffix("?"))  # type: ignore[union-attr]
        try:
            return self._sequence(Sequence(tuple(nodes)), 0) + "".join(reversed(closing))
        except PatternError as error:
            raise PatternError(f"pattern {pattern!r}: {error}") from None

    @property
    def is_spaced(self) -> bool:
        """Whether words have spaces between them."""
        return self.language in SPACED_LANGUAGES

    def _sequence(self, sequence: Sequence, depth: int) -> str:
        return "".join(self._node(node, depth) for node in sequence.nodes)

    def _node(self, node: Node, depth: int) -> str:
        match node:
            case Words():
                return self._words(node)
            case Stem(word):
                return self._any(self._shape(shape) for shape in self.shapes(word))
            case Family():
                return self._any(self._sequence(item, depth + 1) for item in self._items(node, depth))
            case Choice(options, optional):
                return self._any(self._sequence(o, depth) for o in options) + ("?" if optional else "")
            case Gap(long):
                return self._gap(long=long)
            case Border():
                return "()"

    def _any(self, sources: object) -> str:
        options = list(dict.fromkeys(sources))  # type: ignore[call-overload]
        return "(?:" + "|".join(options) + ")"

    def _words(self, words: Words) -> str:
        text = self._text(words.text)
        if not self.is_spaced:
            return re.escape(text) + (_SYLLABLE_ENDS if self.language == "ko" and not words.ending else "")
        *before, last = text.split()
        source = "".join(self._word(word) + _WORD_ENDS for word in before) + self._word(last)
        return source + ("[^ ]*" if words.ending else _WORD_ENDS)

    def _word(self, word: str) -> str:
        """A word has its space before it; what begins with an apostrophe hangs on the word before."""
        return re.escape(word) if word.startswith("'") else " " + re.escape(word)

    def _shape(self, shape: str) -> str:
        return self._word(shape) + _WORD_ENDS if self.is_spaced else re.escape(shape)

    def _gap(self, *, long: bool) -> str:
        if self.is_spaced:
            return f"(?: [^ ]+){{0,{LONG_WORDS if long else SHORT_WORDS}}}?"
        length = LONG_CHARACTERS if long else SHORT_CHARACTERS
        if self.language == "ko":
            length = round(length * _LETTERS_A_SYLLABLE)
        return f".{{0,{length}}}?"

    def _items(self, family: Family, depth: int) -> list[Sequence]:
        name = family.name
        if name not in self.families:
            raise PatternError(f"column {family.column}: there is no family {name!r}")
        if depth >= DEEPEST_FAMILY:
            raise PatternError(f"family {name!r}: families nest deeper than {DEEPEST_FAMILY}")
        return [parse_pattern(item) for item in self.families[name]]

    def _text(self, words: str) -> str:
        text = _literal(words, self.language)
        if not text:
            raise PatternError(f"{words!r} has no letters")
        return text

    def shapes(self, word: str) -> tuple[str, ...]:
        """Return the normalised shapes of a stem."""
        if self.is_spaced:
            return tuple(dict.fromkeys(self._text(form) for form in self.forms(word)))
        shapes = korean_shapes(word) if self.language == "ko" else japanese_shapes(word)
        return tuple(dict.fromkeys(self._text(shape) for shape in shapes))

    def _needs(self, sequence: Sequence, depth: int) -> tuple[frozenset[str], ...]:
        """Return the sets of literals of which every match holds one each, the most telling first: the one
        whose shortest is longest, then the smaller one.
        """
        found = [literals for node in sequence.nodes if (literals := self._literals(node, depth))]
        return tuple(sorted(found, key=lambda s: (min(map(len, s)), -len(s)), reverse=True))

    def _literals(self, node: Node, depth: int) -> frozenset[str] | None:
        match node:
            case Words(text):
                literals: frozenset[str] | None = frozenset([self._anchor(text)])
            case Stem(word):
                literals = frozenset(self._anchor(shape) for shape in self.shapes(word))
            case Family():
                literals = self._union(self._items(node, depth), depth + 1)
            case Choice(options, optional=False):
                literals = self._union(list(options), depth)
            case _:
                literals = None
        return literals if literals and len(literals) <= MOST_LITERALS else None

    def _union(self, options: list[Sequence], depth: int) -> frozenset[str] | None:
        sets = [self._needs(option, depth) for option in options]
        return frozenset(one for needs in sets for one in needs[0]) if all(sets) else None

    def _anchor(self, words: str) -> str:
        """A word's space belongs to its anchor: it keeps `us` from being looked for in `bus`."""
        text = self._text(words)
        return text if not self.is_spaced or text.startswith("'") else " " + text

    def _phrases(self, sequence: Sequence, depth: int) -> list[str]:
        """Return the ways to say a sequence that has no gap, up to a bound; none for one that has."""
        options = [self._said(node, depth) for node in sequence.nodes]
        if any(not option for option in options):
            return []
        joined = (" ".join(part for part in parts if part) for parts in product(*options))
        return [phrase for _, phrase in zip(range(MOST_PHRASES), joined, strict=False)]

    def _said(self, node: Node, depth: int) -> list[str]:
        match node:
            case Words(text, ending):
                return [] if ending else [text]
            case Stem(word):
                return list(self.forms(word)) if self.is_spaced else []
            case Family():
                return [p for item in self._items(node, depth) for p in self._phrases(item, depth + 1)]
            case Choice(options, optional):
                said = [p for option in options for p in self._phrases(option, depth)]
                return [*said, ""] if optional and said else said
            case Border():
                return [""]
            case _:
                return []
