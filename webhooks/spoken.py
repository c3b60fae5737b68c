"""What a voice says on the telephone, and the voices that fit each language."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["ja-JP", "en-US", "ko-KR"]

DEFAULT_VOICES: dict[Language, str] = {
    "ja-JP": "Polly.Takumi-Neural",
    "en-US": "Polly.Joanna-Neural",
    "ko-KR": "Polly.Seoyeon-Neural",
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence for Twilio to speak. Language and voice must fit each other, or nothing is heard."""

    text: str
    language: Language
    voice: str | None = None
    """None: the language's default voice."""
