"""The people who can be dialled, and how they take a call."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["answer", "busy", "no-answer"]


@dataclass(slots=True)
class Party:
    """One address (`client:aiko`, `sip:…`, `+1…`): set `outcome` before it is dialled."""

    outcome: Outcome = "answer"
    answer_after_s: float = 0.5


def everybody() -> defaultdict[str, Party]:
    """A phone book in which every address exists and answers."""
    return defaultdict(Party)
