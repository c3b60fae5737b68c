"""Vosk's recogniser in two tiers: `listen` hears everything, `watch` only phrases among fillers."""

import json
from collections.abc import Sequence
from typing import Protocol

import structlog

from callguard.speech import grammar
from callguard.speech.heard import Tier, Word
from callguard.speech.models import Models, VoskModel
from callguard.speech.mulaw import RATE_HZ, Pcm

log = structlog.get_logger()


class Recogniser(Protocol):
    """Takes audio, gives words; times count from the first sample fed."""

    def feed(self, pcm: Pcm) -> bool:
        """Decode; true when the speaker seems to have ended the utterance: call `finish`."""

    def partial(self) -> str:
        """The text so far of the utterance under way."""

    def finish(self) -> tuple[Word, ...]:
        """End the utterance: its words."""


class OpenRecogniser(Protocol):
    """Makes a recogniser for one track."""

    def __call__(self, language: str, tier: Tier, phrases: Sequence[str]) -> Recogniser:
        """Called on a decoding thread: it may have to load the model first."""


class VoskRecogniser:
    """One `vosk.KaldiRecognizer`, with word times and confidences."""

    def __init__(self, model: VoskModel | None, grammar_json: str | None = None) -> None:
        import vosk  # slow to import, and only processes that listen need it

        limits = [] if grammar_json is None else [grammar_json]
        self._kaldi = vosk.KaldiRecognizer(model, RATE_HZ, *limits)
        self._kaldi.SetWords(enable_words=True)
        self._ended = False

    def feed(self, pcm: Pcm) -> bool:
        """Decode; true at Vosk's own end of an utterance."""
        self._ended = bool(self._kaldi.AcceptWaveform(pcm.tobytes()))
        return self._ended

    def partial(self) -> str:
        """The text so far."""
        return str(json.loads(self._kaldi.PartialResult())["partial"])

    def finish(self) -> tuple[Word, ...]:
        """The utterance's words; one that Vosk did not end itself is cut here."""
        raw = self._kaldi.Result() if self._ended else self._kaldi.FinalResult()
        self._ended = False
        return tuple(
            Word(word["word"], word["start"], word["end"], min(1.0, word["conf"]))
            for word in json.loads(raw).get("result", ())
        )


class VoskRecognisers:
    """Opens recognisers on the process's models; each list of phrases becomes a grammar once."""

    def __init__(self, models: Models) -> None:
        self._models = models
        self._grammars: dict[tuple[str, tuple[str, ...]], str] = {}

    def __call__(self, language: str, tier: Tier, phrases: Sequence[str]) -> Recogniser:
        """A new recogniser; loads the model first if need be."""
        model = self._models.get(language)
        return VoskRecogniser(model, self._grammar(language, tuple(phrases)) if tier == "watch" else None)

    def _grammar(self, language: str, phrases: tuple[str, ...]) -> str:
        key = (language, phrases)
        if key not in self._grammars:
            built = grammar.build(
                phrases, grammar.fillers(language), lambda word: self._models.has_word(language, word)
            )
            if built.left_out:
                log.warning("phrases not watched for", language=language, phrases=built.left_out)
            self._grammars[key] = built.to_json()
        return self._grammars[key]
