"""Train the second opinion on the labelled lines to tune on; the same lines give the same bytes.

    .venv/bin/python scripts/train_opinion.py [--folds]

A multinomial logistic regression for each language, fitted in its dual form: a line is known by its likeness
to the others, in meaning and in letters. `--folds` stores nothing and prints how lines are judged that come
from writers who were left out. The lines to test on are never read.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cholesky, solve_triangular
from scipy.optimize import minimize
from scipy.sparse import csr_array

from callguard.meaning.encoder import encode
from callguard.meaning.grams import BUCKETS, gram_buckets, plain
from callguard.meaning.model import LANGUAGES, MEANING_WEIGHT, file_of, softmax
from callguard.meaning.sketch import bits_of
from rules.acts import Act

ROOT = Path(__file__).resolve().parents[1]
LABELLED = ROOT / "callguard" / "bench" / "labelled"
TRAINING = ROOT / "scripts" / "training"
INTO = ROOT / "callguard" / "meaning"
ACTS = tuple(act.value for act in Act)
NEAR, ORDINARY = "near:", "ordinary"
SOFTNESS = 20.0
"""How far a line may pull the weights: chosen by `--folds`."""
SEEN_AT_LEAST = 2
"""A bucket of letters that fewer lines have says nothing about others."""
STEPS = 150
AT_ONCE = 2000
"""Lines whose likeness to all others is worked out together, as memory allows."""
Array = NDArray[np.float64]
Single = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Line:
    """One utterance of a writer's; without acts nothing is to be found in it, though it be near one."""

    id: str
    writer: str
    text: str
    acts: tuple[str, ...] = ()
    near: bool = False


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a fit gives: how each line pulls (rows) each score (columns), and the scores' bias."""

    pulls: Array
    bias: Array


def files_of(labelled: Path, training: Path, language: str) -> list[Path]:
    """Return what a language's model may be trained on, in a fixed order."""
    own = sorted(labelled.glob(f"{language}.*tune.jsonl"))
    return [*own, *sorted(training.glob(f"{language}.*.tsv"))]


def digest(paths: Sequence[Path]) -> str:
    """Return the digest of all that is trained on."""
    return sha256(b"".join(sha256(path.read_bytes()).digest() for path in paths)).hexdigest()


def read_lines(paths: Sequence[Path]) -> list[Line]:
    """Read the lines; the same words twice are one line."""
    found: dict[str, Line] = {}
    for path in paths:
        for line in _labelled(path) if path.suffix == ".jsonl" else _written(path):
            if plain(line.text):
                found.setdefault(plain(line.text), line)
    return list(found.values())


def _written(path: Path) -> Iterator[Line]:
    """Read a writer's file: a label, a tab, and what was said."""
    for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        label, _, text = row.partition("\t")
        acts = () if label == ORDINARY or label.startswith(NEAR) else tuple(label.split("+"))
        if unknown := set(acts) - set(ACTS):
            raise ValueError(f"{path.name}:{number}: no act {', '.join(unknown)}")
        yield Line(f"{path.stem}-{number}", path.stem, text, acts, label.startswith(NEAR))


def _labelled(path: Path) -> Iterator[Line]:
    """Read labelled lines, and from dialogues the agents' turns and those of the calm callers."""
    for row in path.read_text(encoding="utf-8").splitlines():
        given = json.loads(row)
        if "turns" not in given:
            acts = (given["act"], *given.get("also", ())) if given["kind"] == "act" else ()
            yield Line(given["id"], "tune", given["text"], acts, given["kind"] == "near_miss")
            continue
        calm = not given["expect"]["acts"]
        for number, turn in enumerate(given["turns"]):
            if calm or turn["speaker"] == "agent":
                yield Line(f"{given['id']}-{number}", "dialogues", turn["text"])


def letters_of(lines: Sequence[Line]) -> csr_array:
    """Return which buckets of letters each line has."""
    rows = [gram_buckets(plain(line.text)) for line in lines]
    places = np.concatenate([[0], np.cumsum([row.size for row in rows])])
    ones = np.ones(places[-1], dtype=np.float32)
    return csr_array((ones, np.concatenate(rows), places), shape=(len(lines), BUCKETS))


def rarity_of(letters: csr_array) -> Single:
    """Return how much a bucket tells: the fewer lines have it the more, and nothing where hardly any has."""
    seen = np.asarray((letters > 0).sum(axis=0)).ravel()
    rarity = np.log((1 + letters.shape[0]) / (1 + seen)) + 1
    return np.where(seen >= SEEN_AT_LEAST, rarity, 0).astype(np.float16).astype(np.float32)


def weighed(letters: csr_array, rarity: Single) -> csr_array:
    """Return the rows by rarity, each of length 1."""
    weighed = letters.multiply(rarity).tocsr()
    lengths = np.sqrt(np.asarray(weighed.power(2).sum(axis=1)).ravel())
    return weighed.multiply(1 / np.maximum(lengths, 1e-9)[:, None]).tocsr()


def targets(lines: Sequence[Line]) -> Array:
    """Return for each line the shares of *nothing* and of each act."""
    named = [[not line.acts, *(act in line.acts for act in ACTS)] for line in lines]
    wanted = np.array(named, dtype=np.float64)
    return np.asarray(wanted / wanted.sum(axis=1, keepdims=True))


def likeness_of(letters: csr_array, vectors: Single, among: csr_array, known: Single) -> Single:
    """Return how alike lines are to known ones, in letters and in meaning."""
    alike = MEANING_WEIGHT**2 * (vectors @ known.T)
    for start in range(0, letters.shape[0], AT_ONCE):
        rows = slice(start, start + AT_ONCE)
        alike[rows] += (letters[rows] @ among.T).toarray()
    return np.asarray(alike)


def fit(likeness: Single, wanted: Array) -> Fitted:
    """Fit the regression (L-BFGS on what the likeness's root makes of it, so that it converges fast)."""
    count, scores = wanted.shape
    root = cholesky(likeness + 1e-4 * np.eye(count, dtype=np.float32), lower=True)

    def loss(flat: Array) -> tuple[float, Array]:
        free, bias = flat[:-scores].reshape(count, scores), flat[-scores:]
        shares = softmax(root @ free.astype(np.float32) + bias)
        wrong = shares - wanted
        slope = root.T @ wrong.astype(np.float32) + free / SOFTNESS
        cost = -(wanted * np.log(shares + 1e-30)).sum() + (free**2).sum() / (2 * SOFTNESS)
        return float(cost), np.concatenate([slope.ravel(), wrong.sum(axis=0)]).astype(np.float64)

    start = np.zeros((count + 1) * scores)
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x
    free = best[:-scores].reshape(count, scores)
    return Fitted(solve_triangular(root.astype(np.float64), free, lower=True, trans="T"), best[-scores:])


def train(paths: Sequence[Path]) -> dict[str, Any]:
    """Return what is stored of one language."""
    lines = read_lines(paths)
    vectors, letters = encode([plain(line.text) for line in lines]), letters_of(lines)
    rarity = rarity_of(letters)
    rows = weighed(letters, rarity)
    fitted = fit(likeness_of(rows, vectors, rows, vectors), targets(lines))
    weights = rows.T @ fitted.pulls
    known = np.flatnonzero(rarity)
    scales = np.abs(weights).max(axis=0) / 127
    examples = [i for i, line in enumerate(lines) if line.acts]
    return {
        "acts": np.array(ACTS),
        "meaning": (MEANING_WEIGHT**2 * vectors.T @ fitted.pulls).astype(np.float16),
        "known": known.astype(np.uint32),
        "letters": np.round(weights[known] / scales).astype(np.int8),
        "scales": scales.astype(np.float32),
        "rarity": rarity[known].astype(np.float16),
        "bias": fitted.bias.astype(np.float32),
        "example_ids": np.array([lines[i].id for i in examples]),
        "example_acts": np.array([ACTS.index(lines[i].acts[0]) for i in examples], dtype=np.uint8),
        "sketches": bits_of(vectors[examples]),
        "digest": np.array(digest(paths)),
    }


def judge_left_out(paths: Sequence[Path]) -> Iterator[tuple[str, list[Line], Array]]:
    """Yield for each writer who was left out the lines, and the shares that the others' lines give them."""
    lines = read_lines(paths)
    vectors, letters = encode([plain(line.text) for line in lines]), letters_of(lines)
    writers = np.array([line.writer for line in lines])
    for writer in sorted(set(writers)):
        out, rest = np.flatnonzero(writers == writer), np.flatnonzero(writers != writer)
        rarity = rarity_of(letters[rest])
        known, judged = weighed(letters[rest], rarity), weighed(letters[out], rarity)
        alike = likeness_of(known, vectors[rest], known, vectors[rest])
        fitted = fit(alike, targets([lines[i] for i in rest]))
        judged_alike = likeness_of(judged, vectors[out], known, vectors[rest])
        yield writer, [lines[i] for i in out], softmax(judged_alike @ fitted.pulls + fitted.bias)


def print_left_out(language: str, paths: Sequence[Path]) -> None:
    """Print each writer's recall, right acts and false alarms, by how probable it must be to count."""
    for writer, lines, shares in judge_left_out(paths):
        some = 1 - shares[:, 0]
        best = [ACTS[i] for i in shares[:, 1:].argmax(axis=1)]
        kinds = np.array(["act" if line.acts else "near" if line.near else "ordinary" for line in lines])
        for least in (0.5, 0.6, 0.7, 0.8, 0.9):
            hit = some >= least
            right = [best[i] in lines[i].acts for i in np.flatnonzero(hit & (kinds == "act"))]
            told = " ".join(f"{kind} {hit[kinds == kind].mean():.4f}" for kind in sorted(set(kinds)))
            print(f"{language} {writer:<10} {least} {told} right {np.mean(right) if right else 0:.3f}")


def main() -> int:
    """Train and store, or judge and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--labelled", type=Path, default=LABELLED)
    parser.add_argument("--training", type=Path, default=TRAINING)
    parser.add_argument("--into", type=Path, default=INTO)
    parser.add_argument("--folds", action="store_true")
    given = parser.parse_args()
    for language in LANGUAGES:
        paths = files_of(given.labelled, given.training, language)
        if given.folds:
            print_left_out(language, paths)
            continue
        into = given.into / file_of(language)
        np.savez_compressed(into, **train(paths))
        print(f"{into}: {into.stat().st_size / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
