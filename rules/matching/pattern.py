"""The pattern language of packs: words, alternatives, optional words, gaps, families, stems, borders."""

from dataclasses import dataclass, field
from functools import lru_cache

SHORT_GAP, LONG_GAP = "..", "..."
_OPEN = {"(": ")", "[": "]"}
_SPECIAL = frozenset("()[]|{}~_. ")
DEEPEST = 12


class PatternError(ValueError):
    """A pattern cannot be read; the text says where in it and why."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words in this order; with `ending` the last may go on."""

    text: str
    ending: bool = False


@dataclass(frozen=True, slots=True)
class Stem:
    """A word in dictionary form that stands for its conjugations."""

    word: str


@dataclass(frozen=True, slots=True)
class Family:
    """One of a family's items; `column` is its place in the pattern, for errors."""

    name: str
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Gap:
    """Anything, as long as the short or the long gap."""

    long: bool


@dataclass(frozen=True, slots=True)
class Border:
    """A word begins or ends here."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of these; with `optional`, or nothing."""

    options: "tuple[Sequence, ...]"
    optional: bool = False


Node = Words | Stem | Family | Gap | Border | Choice


@dataclass(frozen=True, slots=True)
class Sequence:
    """Nodes one after the other."""

    nodes: tuple[Node, ...]


@lru_cache(maxsize=8192)
def parse_pattern(pattern: str) -> Sequence:
    """Return the pattern's parts; raise PatternError."""
    reader = _Reader(pattern)
    sequence = reader.sequence("", 0)
    if reader.place < len(pattern):
        raise reader.error(f"{pattern[reader.place]!r} closes nothing")
    if not sequence.nodes:
        raise reader.error("nothing in it")
    return sequence


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.place = 0

    def error(self, fault: str) -> PatternError:
        return PatternError(f"pattern {self.pattern!r}, column {self.place + 1}: {fault}")

    def sequence(self, stops: str, depth: int) -> Sequence:
        """Read until one of `stops`, which is left unread."""
        if depth > DEEPEST:
            raise self.error("nested too deep")
        nodes: list[Node] = []
        while self.place < len(self.pattern) and self.pattern[self.place] not in (stops or ")]|}"):
            node = self._node(depth)
            if node is not None:
                nodes.append(node)
        return Sequence(tuple(nodes))

    def _node(self, depth: int) -> Node | None:
        character = self.pattern[self.place]
        if character == " ":
            self.place += 1
            return None
        if character in _OPEN:
            return self._choice(character, depth)
        if character == "{":
            return self._family()
        if character == "~":
            self.place += 1
            return Stem(self._word("a stem"))
        if character == "_":
            self.place += 1
            return Border()
        if character == ".":
            return self._gap()
        if character in _SPECIAL:
            raise self.error(f"{character!r} is out of place")
        return self._words()

    def _choice(self, opening: str, depth: int) -> Choice:
        self.place += 1
        closing, options = _OPEN[opening], list[Sequence]()
        while True:
            option = self.sequence(f"|{closing}", depth + 1)
            if not option.nodes:
                raise self.error("an empty alternative")
            options.append(option)
            if self.place >= len(self.pattern):
                raise self.error(f"{opening!r} is not closed")
            self.place += 1
            if self.pattern[self.place - 1] == closing:
                return Choice(tuple(options), optional=opening == "[")

    def _family(self) -> Family:
        end, column = self.pattern.find("}", self.place), self.place + 1
        if end < 0:
            raise self.error("'{' is not closed")
        name = self.pattern[self.place + 1 : end].strip()
        self.place = end + 1
        if not name:
            raise self.error("a family needs a name")
        return Family(name, column)

    def _gap(self) -> Gap:
        start = self.place
        while self.place < len(self.pattern) and self.pattern[self.place] == ".":
            self.place += 1
        dots = self.pattern[start : self.place]
        if dots not in (SHORT_GAP, LONG_GAP):
            raise self.error("a gap is two or three dots")
        return Gap(long=dots == LONG_GAP)

    def _word(self, what: str) -> str:
        start = self.place
        while self.place < len(self.pattern) and self.pattern[self.place] not in _SPECIAL:
            self.place += 1
        word = self.pattern[start : self.place]
        if not word:
            raise self.error(f"{what} needs a word")
        return word

    def _words(self) -> Words:
        """Read words up to the next special character; an ending's star closes them."""
        words = [self._word("a pattern")]
        while not words[-1].endswith("*") and self.pattern[self.place : self.place + 1] == " ":
            following = self.pattern[self.place :].lstrip(" ")
            if not following or following[0] in _SPECIAL:
                break
            self.place = len(self.pattern) - len(following)
            words.append(self._word("a pattern"))
        text = " ".join(words)
        if "*" in text[:-1]:
            raise self.error("'*' stands at the end of a word")
        return Words(text.removesuffix("*"), ending=text.endswith("*"))
