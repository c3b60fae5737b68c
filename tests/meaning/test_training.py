"""The stored classifier is what the script makes of today's lines."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from callguard.meaning.model import LANGUAGES, file_of, stored_model

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "train_opinion.py"
LABELLED, TRAINING = ROOT / "callguard" / "bench" / "labelled", ROOT / "scripts" / "training"
MEANING = ROOT / "callguard" / "meaning"


def train(lines: Path, into: Path) -> dict[str, bytes]:
    into.mkdir()
    folders = ["--labelled", str(lines), "--training", str(lines), "--into", str(into)]
    subprocess.run([sys.executable, str(SCRIPT), *folders], check=True, cwd=ROOT, capture_output=True)
    return {path.name: path.read_bytes() for path in into.iterdir()}


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("train_opinion", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_same_lines_give_the_same_bytes(tmp_path: Path) -> None:
    lines = tmp_path / "lines"
    lines.mkdir()
    for source in [*LABELLED.glob("*.tune.jsonl"), *TRAINING.glob("*.a.tsv")]:
        few = source.read_text(encoding="utf-8").splitlines()[::9]
        (lines / source.name).write_text("\n".join(few), encoding="utf-8")
    first = train(lines, tmp_path / "first")
    assert first == train(lines, tmp_path / "second")
    assert set(first) == {file_of(language) for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_stored_file_is_not_older_than_the_lines(script: ModuleType, language: str) -> None:
    paths = script.files_of(LABELLED, TRAINING, language)
    assert stored_model(language).digest == script.digest(paths), "run scripts/train_opinion.py"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_for_testing_is_never_trained_on(script: ModuleType, language: str) -> None:
    read = {path.name for path in script.files_of(LABELLED, TRAINING, language)}
    assert read
    assert all(name.startswith(language) for name in read)
    assert not any(".test." in name or "pairs" in name for name in read)


def test_a_line_with_an_unknown_label_is_named(script: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "en.a.tsv"
    path.write_text("ordinary\tgood morning\nrudeness\tyou fool", encoding="utf-8")
    with pytest.raises(ValueError, match=r"en\.a\.tsv:2: no act rudeness"):
        script.read_lines([path])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stored_file_stays_small(language: str) -> None:
    assert (MEANING / file_of(language)).stat().st_size < 2_000_000
