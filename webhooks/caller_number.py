"""The caller's number, or None when it is withheld."""

import re

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
# What carriers send for a withheld number: a word typed on a telephone's keys, made to look international.
# Some come with +1 before them and could then be somebody's number; a stranger's history must never be
# shown for a withheld call, so they count as withheld.
_WORD_ON_KEYS = {
    "266696687": "anonymous",
    "7378742833": "restricted",
    "2562533": "blocked",
    "8656696": "unknown",
    "86282452253": "unavailable",
    "7748283": "private",
}


def caller_number(sent: str | None) -> str | None:
    """An E.164 number, or None for every spelling of *withheld* and for all that is no number.

    Words, SIP and client addresses and raw caller ids are no numbers: such callers cannot be told
    apart, and must neither be counted together nor called back.
    """
    if sent is None or not _E164.fullmatch(sent):
        return None
    digits = sent.removeprefix("+")
    if digits in _WORD_ON_KEYS or digits.removeprefix("1") in _WORD_ON_KEYS:
        return None
    return sent
