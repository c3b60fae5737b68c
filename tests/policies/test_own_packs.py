"""An organisation's own entries beside ours, from the folder that the settings name."""

from pathlib import Path

import pytest

from callguard.policies.content import rulebook
from callguard.policies.pack_check import own_faults
from rules.matching.matcher import spot
from rules.policy import Policy

OWN = """
language: en
entries:
  - id: own.depot
    act: threat
    severity: 3
    say: ["(visit|pop into) your depot"]
    examples: ["i will visit your depot tonight"]
switched_off: [threat.harm]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "en.yaml").write_text(OWN, encoding="utf-8")
    return tmp_path


def test_own_entries_are_found_and_named_in_the_version(folder: Path) -> None:
    ours, both = rulebook(1, Policy()).matchers["en"], rulebook(1, Policy(), folder).matchers["en"]
    assert [hit.entry for hit in spot(both, "tomorrow i pop into your depot").hits] == ["own.depot"]
    assert not spot(ours, "tomorrow i pop into your depot").hits
    assert both.version.startswith(f"{ours.version}+")


def test_an_entry_of_ours_is_switched_off(folder: Path) -> None:
    book, said = rulebook(1, Policy(), folder), "i'll come down there and break your legs"
    assert "threat.harm" in [hit.entry for hit in spot(rulebook(1, Policy()).matchers["en"], said).hits]
    assert "threat.harm" not in [hit.entry for hit in spot(book.matchers["en"], said).hits]


def test_another_language_stays_ours(folder: Path) -> None:
    ours, both = rulebook(1, Policy()).matchers, rulebook(1, Policy(), folder).matchers
    assert both["ko"].version == ours["ko"].version


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("fr.yaml", OWN, "fr.yaml: expected one of ja.yaml, en.yaml, ko.yaml"),
        ("ko.yaml", OWN, "ko.yaml:1: entries in 'en' for a pack in 'ko'"),
        ("en.yaml", OWN.replace("threat.harm", "no.such"), "switched_off: no entry named no.such"),
        ("en.yaml", OWN.replace("your depot tonight", "your aunt"), "en.yaml:4: own.depot: example"),
        ("en.yaml", f'version: "1"{OWN.split("switched_off")[0]}', "en.yaml:1: "),
    ],
    ids=["no language of ours", "under another name", "nothing to switch off", "example", "a whole pack"],
)
def test_a_faulty_file_is_named(tmp_path: Path, name: str, text: str, fault: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    (found,) = own_faults(tmp_path)
    assert fault in found


def test_only_what_the_own_file_causes_is_its_fault(tmp_path: Path) -> None:
    text = OWN.replace("your depot tonight", "your depot").replace('say: ["', 'say: ["thank you", "')
    (tmp_path / "en.yaml").write_text(text.replace("threat.harm", "abuse.you_are"), encoding="utf-8")
    faults = list(own_faults(tmp_path))
    assert all("own.depot" in fault for fault in faults)
