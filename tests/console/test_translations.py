"""Every word of the pages, in every language."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_keywords
from babel.messages.pofile import read_po

import callguard.console
from callguard.console.field_names import CHOICES
from callguard.console.languages import NAMES
from callguard.console.names import ACTS, HOWS, STAGES, ended_by, flag_reason
from rules.acts import Act
from rules.events import EndedBy
from rules.policy import AtLimit, Decider, Mode
from rules.stages import Stage
from rules.ticks import How, Tick
from tests.console.conftest import TRANSLATIONS

CONSOLE = Path(callguard.console.__file__).parent
KEYWORDS = parse_keywords(["gettext", "lazy_gettext", "_"])
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
PLACE = re.compile(r"%\(\w+\)s")


def messages() -> set[str]:
    return {str(entry[2]) for entry in extract_from_dir(CONSOLE, METHODS, keywords=KEYWORDS)}


def catalogue(language: str) -> Catalog:
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


@pytest.mark.parametrize("language", ["ja", "ko"])
def test_every_message_is_translated_and_none_is_left_over(language: str) -> None:
    translated = {str(m.id): str(m.string) for m in catalogue(language) if m.id}
    assert set(translated) == messages()
    assert not [message for message, words in translated.items() if not words.strip()]
    assert not [m.id for m in catalogue(language) if m.id and m.fuzzy]


@pytest.mark.parametrize("language", ["ja", "ko"])
def test_translations_keep_the_places_to_fill(language: str) -> None:
    for message in catalogue(language):
        if message.id:
            assert set(PLACE.findall(str(message.id))) == set(PLACE.findall(str(message.string)))


def test_every_act_stage_choice_and_ending_has_a_name() -> None:
    assert set(ACTS) == set(Act)
    assert set(STAGES) == set(Stage)
    kinds = (AtLimit, Mode, Decider, Stage, Tick)
    assert set(CHOICES) == {"", *(member for kind in kinds for member in kind)}
    assert set(HOWS) == set(How)
    for by in (*EndedBy, None):
        ended_by(by)
    for reason in (*Act, "limit", "long_call", "day_limit", "end_failed"):
        flag_reason(reason)


def test_each_language_of_the_settings_can_be_chosen() -> None:
    assert {path.name for path in TRANSLATIONS.iterdir() if path.is_dir()} | {"en"} == set(NAMES)
