"""What the documents say exists, and what exists is in them."""

import re
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from callguard.cli import app
from callguard.config import Settings, variable

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_every_setting_is_in_the_documents_and_back() -> None:
    table = (ROOT / "docs" / "operator.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE))
    assert documented == {variable(field) for field in Settings.model_fields}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_and_picture_leads_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (document.parent / target).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_named_in_a_document_exists(document: Path) -> None:
    named = re.findall(r"`((?:callguard|rules|webhooks|scripts|tests)/[\w./]*)`", document.read_text("utf-8"))
    for path in named:
        assert (ROOT / path).exists(), path


def test_every_command_in_the_documents_is_one_of_ours() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    commands = set(re.findall(r"callguard ((?:db|user|bench) \w+|[a-z]+)(?=[ `\n])", "\n".join(_code(text))))
    assert commands >= {"serve", "web", "media", "config", "db upgrade", "user add", "bench desk"}
    for command in commands - {"db", "user", "bench"}:
        assert CliRunner().invoke(app, [*command.split(), "--help"]).exit_code == 0, command


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = [
        *project["project"]["dependencies"],
        *(name for extra in project["project"]["optional-dependencies"].values() for name in extra),
        *project["dependency-groups"]["dev"],
    ]
    reasons = (ROOT / "docs" / "contributor.md").read_text(encoding="utf-8").lower()
    for requirement in named:
        name = re.split(r"[\[<>=]", requirement)[0].lower()
        assert name in reasons or name.startswith("types-"), name


def _code(text: str) -> list[str]:
    return re.findall(r"`[^`\n]+`|^```.*?^```", text, re.MULTILINE | re.DOTALL)
