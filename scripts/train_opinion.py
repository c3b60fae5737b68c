"""Train the second opinion on the labelled lines to tune on; the same lines give the same bytes.

    .venv/bin/python scripts/train_opinion.py [--data FOLDER] [--into FILE]

A ridge regression, solved exactly; its scores become probabilities by what five-fold cross-validation gave.
The lines to test on are never read.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from callguard.meaning.encoder import DIMENSIONS, encode
from callguard.meaning.grams import BUCKETS, gram_buckets, plain
from callguard.meaning.model import EMBEDDING_WEIGHT, FILE
from rules.acts import Act

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "callguard" / "bench" / "labelled"
BACKGROUND = ROOT / "scripts" / "background"
INTO = ROOT / "callguard" / "meaning" / FILE
FOLDS = 5
STIFFNESS = 0.3
NEAR_MISS_WEIGHT = 2.0
DIALOGUE_WEIGHT = 1.0
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Line:
    """One utterance; `act` is None where nothing is to be found."""

    id: str
    kind: str
    act: str | None
    also: tuple[str, ...]
    language: str
    text: str


def tune_files(folder: Path) -> list[Path]:
    """Return what may be trained on, in a fixed order."""
    return sorted(folder.glob("*.tune.jsonl"))


def background_files() -> list[Path]:
    """Return the harmless lines that share their words with harassment, one file a language."""
    return sorted(BACKGROUND.glob("*.txt"))


def digest(folder: Path) -> str:
    """Return the digest of all that is trained on."""
    paths = [*tune_files(folder), *background_files()]
    return sha256(b"".join(sha256(path.read_bytes()).digest() for path in paths)).hexdigest()


def read_lines(folder: Path) -> list[Line]:
    """Read the callers' lines, and from dialogues the agents' turns and those of the calm callers."""
    lines: list[Line] = []
    for path in tune_files(folder):
        for row in path.read_text(encoding="utf-8").splitlines():
            lines += _lines(json.loads(row), path.name.split(".")[0])
    for path in background_files():
        for n, text in enumerate(path.read_text(encoding="utf-8").splitlines()):
            lines.append(Line(f"background-{n}", "background", None, (), path.stem, text))
    return [line for line in lines if plain(line.text)]


def _lines(row: dict, language: str) -> list[Line]:
    if "turns" not in row:
        also = row.get("also") or ()
        also = (also,) if isinstance(also, str) else tuple(also)
        act = row.get("act") if row["kind"] == "act" else None
        return [Line(row["id"], row["kind"], act, also, language, row["text"])]
    calm = not row["expect"]["acts"]
    return [
        Line(f"{row['id']}-{n}", "dialogue", None, (), language, turn["text"])
        for n, turn in enumerate(row["turns"])
        if calm or turn["speaker"] == "agent"
    ]


def features(lines: Sequence[Line]) -> tuple[Array, Array]:
    """Return the lines' vectors, and these beside their letters (rows of `Model.weights`)."""
    texts = [plain(line.text) for line in lines]
    vectors = encode(texts).astype(np.float64)
    table = np.zeros((len(lines), DIMENSIONS + BUCKETS), dtype=np.float32)
    table[:, :DIMENSIONS] = vectors * EMBEDDING_WEIGHT
    for row, text in enumerate(texts):
        buckets = gram_buckets(text)
        table[row, DIMENSIONS + buckets] = 1 / np.sqrt(buckets.size)
    return vectors, table


def targets(lines: Sequence[Line], acts: Sequence[str]) -> Array:
    """Return +1 or −1 for *some act* and for each act."""
    named = [{line.act, *line.also} if line.act else set() for line in lines]
    wanted = [[bool(mine), *(act in mine for act in acts)] for mine in named]
    return np.where(np.array(wanted), 1.0, -1.0)


def weight(line: Line) -> float:
    """Return how much a line counts."""
    return {"near_miss": NEAR_MISS_WEIGHT, "dialogue": DIALOGUE_WEIGHT}.get(line.kind, 1.0)


def solve(likeness: Array, wanted: Array, weights: Array) -> tuple[Array, Array]:
    """Return the ridge regression's multipliers of the lines, and its bias."""
    bias = weights @ wanted / weights.sum()
    return np.linalg.solve(likeness + np.diag(STIFFNESS / weights), wanted - bias), bias


def folds(lines: Sequence[Line]) -> NDArray[np.intp]:
    """Return each line's fold: lines of a kind are dealt out in turn."""
    fold = np.zeros(len(lines), dtype=np.intp)
    kinds = [(line.language, line.kind, line.act or "", line.id) for line in lines]
    for place, i in enumerate(sorted(range(len(lines)), key=kinds.__getitem__)):
        fold[i] = place % FOLDS
    return fold


def cross_validate(lines: Sequence[Line], likeness: Array, wanted: Array) -> Array:
    """Return the scores that each line has from the others' folds."""
    weights, fold = np.array([weight(line) for line in lines]), folds(lines)
    scores = np.zeros_like(wanted)
    for out in range(FOLDS):
        learn, judge = fold != out, fold == out
        multipliers, bias = solve(likeness[np.ix_(learn, learn)], wanted[learn], weights[learn])
        scores[judge] = likeness[np.ix_(judge, learn)] @ multipliers + bias
    return scores


def calibrate(lines: Sequence[Line], scores: Array, acts: Sequence[str]) -> tuple[float, float, float]:
    """Return slope and shift (Platt, by Newton's method) and the sharpness that fits the acts best."""
    own = np.array([line.kind in {"act", "near_miss", "ordinary"} for line in lines])
    x = np.column_stack([scores[own, 0], np.ones(own.sum())])
    hit = np.array([line.act is not None for line in lines])[own].astype(np.float64)
    beta = np.zeros(2)
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ beta))
        beta += np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + 1e-9 * np.eye(2), x.T @ (hit - p))
    found = [i for i, line in enumerate(lines) if line.act is not None]
    right = np.array([acts.index(lines[i].act) for i in found])
    return float(beta[0]), float(beta[1]), _sharpness(scores[found][:, 1:], right)


def _sharpness(scores: Array, right: NDArray[np.intp]) -> float:
    def loss(sharpness: float) -> float:
        powers = np.exp(sharpness * (scores - scores.max(axis=1, keepdims=True)))
        return float(-np.log(powers[np.arange(len(right)), right] / powers.sum(axis=1)).sum())

    return min((step / 10 for step in range(5, 200)), key=loss)


def train(folder: Path) -> dict[str, NDArray]:
    """Return what is stored: eight-bit weights and examples, calibration, ids and the digest."""
    lines = read_lines(folder)
    acts = [act.value for act in Act]
    vectors, table = features(lines)
    likeness, wanted = (table @ table.T).astype(np.float64), targets(lines, acts)
    calibration = calibrate(lines, cross_validate(lines, likeness, wanted), acts)
    multipliers, bias = solve(likeness, wanted, np.array([weight(line) for line in lines]))
    dense = table.T.astype(np.float64) @ multipliers
    scales = np.abs(dense).max(axis=0) / 127
    examples = [i for i, line in enumerate(lines) if line.act is not None]
    return {
        "acts": np.array(acts),
        "weights": np.round(dense / scales).astype(np.int8),
        "scales": scales.astype(np.float32),
        "bias": bias.astype(np.float32),
        "calibration": np.round(calibration, 4),
        "example_ids": np.array([lines[i].id for i in examples]),
        "example_acts": np.array([acts.index(lines[i].act) for i in examples], dtype=np.uint8),
        "examples": np.round(vectors[examples] / np.abs(vectors[examples]).max() * 127).astype(np.int8),
        "digest": np.array(digest(folder)),
    }


def main() -> int:
    """Train and store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--into", type=Path, default=INTO)
    given = parser.parse_args()
    np.savez_compressed(given.into, **train(given.data))
    print(f"{given.into}: {given.into.stat().st_size / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
