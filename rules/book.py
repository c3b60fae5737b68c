"""A rulebook: one version of the policy with the packs, scripts and catalogue that go with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.acts import Act
from rules.catalogue import ActInfo, Group
from rules.matching.matcher import Matcher
from rules.policy import Mode, Policy
from rules.scripts import Scripts
from rules.ticks import Tick

FALLBACK_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All that `decide` goes by; matchers and scripts by language, English scripts at least."""

    version: int
    policy: Policy
    matchers: Mapping[str, Matcher]
    scripts: Mapping[str, Scripts]
    catalogue: Mapping[Act, ActInfo]

    def mode(self, queue: str) -> Mode:
        """Return how much is done for this queue's calls."""
        return self.policy.queue(queue).mode

    def group(self, act: Act | None) -> Group:
        """Return the group whose scripts answer this act; without an act it is about time."""
        return Group.TIME if act is None else self.catalogue[act].group

    def scripts_for(self, language: str) -> Scripts:
        """Return the scripts of the language, or the English ones."""
        return self.scripts.get(language) or self.scripts[FALLBACK_LANGUAGE]

    def say(self, language: str, key: str, values: dict[str, str], variant: int = 0) -> str:
        """Return the sentence `key` in the language; `time_left_s` among the values becomes `{time_left}`."""
        scripts = self.scripts_for(language)
        if "time_left_s" in values:
            values = {**values, "time_left": _time_left(scripts, int(values["time_left_s"]))}
        return scripts.render(key, values, variant)

    def ticks(self, language: str, key: str) -> tuple[Tick, ...]:
        """Return what a sentence ticks off."""
        return self.scripts_for(language).ticks(key)


def _time_left(scripts: Scripts, seconds: int) -> str:
    if seconds < 120:
        return scripts.render("time.seconds", {"number": str(seconds)})
    return scripts.render("time.minutes", {"number": str(seconds // 60)})
