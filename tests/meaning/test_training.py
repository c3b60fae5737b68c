"""The stored classifier is what the script makes of today's lines."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from callguard.meaning.model import read_model, stored_model

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "train_opinion.py"
LABELLED = ROOT / "callguard" / "bench" / "labelled"


def train(lines: Path, into: Path) -> bytes:
    command = [sys.executable, str(SCRIPT), "--data", str(lines), "--into", str(into)]
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
    return into.read_bytes()


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
    for source in LABELLED.glob("*.tune.jsonl"):
        few = source.read_text(encoding="utf-8").splitlines()[::9]
        (lines / source.name).write_text("\n".join(few), encoding="utf-8")
    first = train(lines, tmp_path / "first.npz")
    assert first == train(lines, tmp_path / "second.npz")
    assert set(read_model(first).example_ids) < set(stored_model().example_ids)


def test_the_stored_file_is_not_older_than_the_lines(script: ModuleType) -> None:
    assert stored_model().digest == script.digest(LABELLED), "run scripts/train_opinion.py"


def test_what_is_for_testing_is_never_trained_on(script: ModuleType) -> None:
    read = {path.name for path in script.tune_files(LABELLED)}
    assert read
    assert not any(".test." in name or "pairs" in name for name in read)


def test_the_stored_file_stays_small() -> None:
    assert (ROOT / "callguard" / "meaning" / "opinion.npz").stat().st_size < 1_000_000
