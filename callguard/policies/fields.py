"""What each field of the policy means: unit, reason of the default, explanation in three languages."""

from functools import cache
from importlib.resources import files

import yaml
from msgspec import Struct, convert

ANY_QUEUE = "*"
"""Stands for the name of any queue in a place."""


class Explanation(Struct, frozen=True, forbid_unknown_fields=True):
    """One field. `unit` is `s`, `calls`, `points`, `times`, `share`, `level` or empty; `reason` says why the
    default is what it is.
    """

    unit: str
    reason: str
    name_en: str
    name_ja: str
    name_ko: str
    en: str
    ja: str
    ko: str

    def name(self, language: str) -> str:
        """Return the field's name in a language, English for any other."""
        return {"ja": self.name_ja, "ko": self.name_ko}.get(language, self.name_en)

    def text(self, language: str) -> str:
        """Return the explanation in a language, English for any other."""
        return {"ja": self.ja, "ko": self.ko}.get(language, self.en)


@cache
def explanations() -> dict[str, Explanation]:
    """Return the explanations by place, as in `talk_time.limit_s`; `queues.*` are those of every queue."""
    text = (files("rules") / "policies" / "fields.yaml").read_text(encoding="utf-8")
    return convert(yaml.safe_load(text), type=dict[str, Explanation])
