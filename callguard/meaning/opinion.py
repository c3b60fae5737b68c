"""The second opinion: the likeliest act, how probable it is, what it resembles, and what is asked for."""

from dataclasses import dataclass

import structlog

from callguard.meaning.encoder import encode, is_available
from callguard.meaning.grams import plain
from callguard.meaning.model import LANGUAGES, Model, stored_model
from callguard.meaning.request import asked
from callguard.meaning.sketch import sketch_of
from rules.opinion import Opinion, OpinionOf

log = structlog.get_logger()

EXAMPLES = 3
SHORT_LETTERS, SHORT_SYLLABLES = 16, 8
"""Words of so few letters (kana, kanji, syllables) say too little to doubt what a pack found in them."""
LEAST = 0.5
"""What is less probable than not is not named; how probable it must be to count is the policy's to say."""


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """Judges what was said in one language, each utterance on its own."""

    model: Model

    def judge(self, text: str) -> Opinion:
        """Return the opinion of an utterance; of one without a word, that it is nothing."""
        said = plain(text)
        if not said:
            return Opinion()
        request = asked(said)
        vectors = encode([said, request] if request else [said])
        shares = self.model.probabilities(said, vectors[0])
        sketch = sketch_of(vectors[1]) if request else ""
        harmless = round(float(shares[0]), 3)
        if 1 - harmless < LEAST:
            return Opinion(sketch=sketch, harmless=None if _is_short(said) else harmless)
        act = self.model.acts[int(shares[1:].argmax())]
        nearest = self.model.nearest(act, vectors[0], EXAMPLES)
        return Opinion(act, round(1 - harmless, 3), nearest, sketch, harmless)


def _is_short(said: str) -> bool:
    letters = len(said.replace(" ", ""))
    return letters <= (SHORT_LETTERS if said.isascii() else SHORT_SYLLABLES)


def second_opinion(text: str, language: str) -> Opinion | None:
    """Judge an utterance by its language's stored model; a language without one has no opinion."""
    return SecondOpinion(stored_model(language)).judge(text) if language in LANGUAGES else None


def opinion_of() -> OpinionOf:
    """Return what judges a caller's words; without the extra `meaning`, what has no opinion."""
    if not is_available():
        log.info("no second opinion", reason="the extra callguard[meaning] is not installed")
        return lambda _text, _language: None
    return second_opinion
