"""The catalogue of acts: what each is, how grave, and where guideline and ministry place it."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct, convert

from rules.acts import Act

Severity = Annotated[int, Meta(ge=1, le=4)]
Text = Annotated[str, Meta(min_length=2)]


class Group(StrEnum):
    """Acts that the same script answers."""

    WORDS = "words"
    THREAT = "threat"
    SEXUAL = "sexual"
    DEMAND = "demand"
    REPETITION = "repetition"
    TIME = "time"
    FREQUENCY = "frequency"


class Counting(StrEnum):
    """What is counted for acts that no single word shows."""

    CALLS = "calls"
    REPETITIONS = "repetitions"
    TALK_TIME = "talk_time"


class Named(Struct, frozen=True, forbid_unknown_fields=True):
    """Name, one sentence of explanation, and what looks alike but is fair, in one language."""

    name: Text
    explanation: Text
    fair: Text


class ActInfo(Struct, frozen=True, forbid_unknown_fields=True):
    """One act. `severity` is a single act's, `most` what counting or company may raise it to."""

    severity: Severity
    most: Severity
    group: Group
    guideline: Text
    ministry: Text
    names: dict[str, Named]
    counting: Counting | None = None


class CatalogueError(ValueError):
    """The catalogue lacks an act or a language, or contradicts itself."""


Catalogue = dict[Act, ActInfo]


def parse_catalogue(document: object, languages: tuple[str, ...]) -> Catalogue:
    """Turn a parsed YAML document into the catalogue; raise CatalogueError or msgspec.ValidationError."""
    catalogue = convert(document, type=Catalogue)
    lacking = [act for act in Act if act not in catalogue]
    if lacking:
        raise CatalogueError(f"acts without an entry: {', '.join(lacking)}")
    for act, info in catalogue.items():
        unnamed = [language for language in languages if language not in info.names]
        if unnamed:
            raise CatalogueError(f"{act} has no name in: {', '.join(unnamed)}")
        if info.severity > info.most:
            raise CatalogueError(f"{act}: severity {info.severity} is above most {info.most}")
    return catalogue
