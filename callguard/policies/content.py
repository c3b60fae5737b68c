"""Reads the packs and scripts that come with CallGuard."""

from functools import cache
from importlib.resources import files

import yaml

from rules.book import Rulebook
from rules.pack import Pack, parse_pack
from rules.policy import Policy
from rules.scripts import Scripts, parse_scripts

LANGUAGES = ("ja", "en", "ko")


@cache
def packs() -> dict[str, Pack]:
    """Return the phrase pack of each language."""
    return {language: parse_pack(_document("packs", language)) for language in LANGUAGES}


@cache
def scripts() -> dict[str, Scripts]:
    """Return the scripts of each language."""
    return {language: parse_scripts(_document("scripts", language)) for language in LANGUAGES}


def rulebook(version: int, policy: Policy) -> Rulebook:
    """Return the rulebook of a policy version."""
    return Rulebook(version, policy, packs(), scripts())


def _document(folder: str, language: str) -> object:
    return yaml.safe_load((files("rules") / folder / f"{language}.yaml").read_text(encoding="utf-8"))
