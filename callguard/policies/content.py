"""Reads the packs, scripts, catalogue and policy profiles that come with CallGuard."""

from functools import cache
from importlib.resources import files
from pathlib import Path

import yaml

from callguard.policies.matchers import Matchers
from rules.book import Rulebook
from rules.catalogue import Catalogue, parse_catalogue
from rules.policy import Policy
from rules.scripts import Scripts, parse_scripts

LANGUAGES = ("ja", "en", "ko")
PROFILES = ("standard-ja", "standard-en", "public-ko")


@cache
def scripts() -> dict[str, Scripts]:
    """Return the scripts of each language."""
    return {language: parse_scripts(_document("scripts", language)) for language in LANGUAGES}


@cache
def catalogue() -> Catalogue:
    """Return the catalogue of acts."""
    return parse_catalogue(yaml.safe_load((files("rules") / "acts.yaml").read_text("utf-8")), LANGUAGES)


def profile_text(name: str) -> str:
    """Return a ready profile as a document."""
    return (files("rules") / "policies" / f"{name}.yaml").read_text(encoding="utf-8")


def rulebook(version: int, policy: Policy, own_packs: Path | None = None) -> Rulebook:
    """Return the rulebook of a policy version; a language's matcher is built when it is first used."""
    return Rulebook(version, policy, Matchers(own_packs), scripts(), catalogue())


def _document(folder: str, language: str) -> object:
    return yaml.safe_load((files("rules") / folder / f"{language}.yaml").read_text(encoding="utf-8"))
