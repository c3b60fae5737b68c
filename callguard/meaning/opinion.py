"""The second opinion: the likeliest act, how probable it is, what it resembles, and what is asked for."""

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from callguard.meaning.encoder import encode, is_available
from callguard.meaning.grams import plain
from callguard.meaning.model import Model, stored_model
from callguard.meaning.request import asked
from callguard.meaning.sketch import sketch_of
from rules.opinion import Opinion

log = structlog.get_logger()

EXAMPLES = 3
LEAST = 0.5
"""What is less probable than not is not named; how probable it must be to count is the policy's to say."""


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """Judges what was said, in any of the three languages, each utterance on its own."""

    model: Model

    def judge(self, text: str) -> Opinion:
        """Return the opinion of an utterance; of one without a word, that it is nothing."""
        said = plain(text)
        if not said:
            return Opinion()
        request = asked(said)
        vectors = encode([said, request] if request else [said])
        probabilities = self.model.probabilities(self.model.scores(said, vectors[0]))
        best = int(probabilities.argmax())
        sketch = sketch_of(vectors[1]) if request else ""
        if probabilities[best] < LEAST:
            return Opinion(sketch=sketch)
        act = self.model.acts[best]
        nearest = self.model.nearest(act, vectors[0], EXAMPLES)
        return Opinion(act, round(float(probabilities[best]), 3), nearest, sketch)


def opinion_of() -> Callable[[str], Opinion | None]:
    """Return what judges a caller's words; without the extra `meaning`, what has no opinion."""
    if not is_available():
        log.info("no second opinion", reason="the extra callguard[meaning] is not installed")
        return lambda _text: None
    return SecondOpinion(stored_model()).judge
