"""The matchers of the packs that come with CallGuard; a language costs memory only when it is used."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

import yaml

from callguard.policies.language_tools import tools_for
from rules.matching.matcher import Matcher, build_matcher
from rules.pack import Pack, parse_pack

PACK_LANGUAGES = ("ja", "en", "ko")


def pack_files() -> list[Path]:
    """Return the files of the packs that come with CallGuard."""
    return [Path(str(files("rules") / "packs" / f"{language}.yaml")) for language in PACK_LANGUAGES]


@cache
def pack(language: str) -> Pack:
    """Return the pack of a language."""
    text = (files("rules") / "packs" / f"{language}.yaml").read_text(encoding="utf-8")
    return parse_pack(yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))  # noqa: S506 - safe


@cache
def matcher(language: str) -> Matcher:
    """Return the matcher of a language, compiled once for the process."""
    return build_matcher(pack(language), tools_for(language))


class Matchers(Mapping[str, Matcher]):
    """The matchers by language, each built when it is first asked for."""

    def __getitem__(self, language: str) -> Matcher:
        if language not in PACK_LANGUAGES:
            raise KeyError(language)
        return matcher(language)

    def __iter__(self) -> Iterator[str]:
        return iter(PACK_LANGUAGES)

    def __len__(self) -> int:
        return len(PACK_LANGUAGES)
