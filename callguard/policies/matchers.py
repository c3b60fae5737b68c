"""The packs, ours with an organisation's own beside them, and their matchers; a language costs memory only
when it is used.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import yaml

from callguard.policies.language_tools import tools_for
from rules.matching.matcher import Matcher, build_matcher
from rules.pack import Pack, merge, parse_own, parse_pack

PACK_LANGUAGES = ("ja", "en", "ko")


def pack_files() -> list[Path]:
    """Return the files of the packs that come with CallGuard."""
    return [Path(str(files("rules") / "packs" / f"{language}.yaml")) for language in PACK_LANGUAGES]


@cache
def pack(language: str, own: Path | None = None) -> Pack:
    """Return the pack of a language, with the entries in the folder `own` beside ours; the version tells."""
    text = (files("rules") / "packs" / f"{language}.yaml").read_text(encoding="utf-8")
    ours = parse_pack(yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))  # noqa: S506 - safe
    file = own / f"{language}.yaml" if own else None
    if file is None or not file.is_file():
        return ours
    text = file.read_text(encoding="utf-8")
    return merge(ours, parse_own(yaml.safe_load(text)), sha256(text.encode()).hexdigest()[:8])


@cache
def matcher(language: str, own: Path | None = None) -> Matcher:
    """Return the matcher of a language, compiled once for the process."""
    return build_matcher(pack(language, own), tools_for(language))


class Matchers(Mapping[str, Matcher]):
    """The matchers by language, each built when it is first asked for."""

    def __init__(self, own: Path | None = None) -> None:
        self._own = own

    def __getitem__(self, language: str) -> Matcher:
        if language not in PACK_LANGUAGES:
            raise KeyError(language)
        return matcher(language, self._own)

    def __iter__(self) -> Iterator[str]:
        return iter(PACK_LANGUAGES)

    def __len__(self) -> int:
        return len(PACK_LANGUAGES)
