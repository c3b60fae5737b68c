"""A rulebook: one version of the policy with the packs and scripts that go with it."""

from dataclasses import dataclass

from rules.pack import Pack
from rules.policy import Policy
from rules.scripts import Scripts

FALLBACK_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All that `decide` goes by; packs and scripts by language, English scripts at least."""

    version: int
    policy: Policy
    packs: dict[str, Pack]
    scripts: dict[str, Scripts]

    def scripts_for(self, language: str) -> Scripts:
        """Return the scripts of the language, or the English ones."""
        return self.scripts.get(language) or self.scripts[FALLBACK_LANGUAGE]

    def say(self, language: str, key: str, values: dict[str, str]) -> str:
        """Return the sentence `key` in the language; `time_left_s` among the values becomes `{time_left}`."""
        scripts = self.scripts_for(language)
        if "time_left_s" in values:
            values = {**values, "time_left": _time_left(scripts, int(values["time_left_s"]))}
        return scripts.render(key, values)


def _time_left(scripts: Scripts, seconds: int) -> str:
    if seconds < 120:
        return scripts.render("time.seconds", {"number": str(seconds)})
    return scripts.render("time.minutes", {"number": str(seconds // 60)})
