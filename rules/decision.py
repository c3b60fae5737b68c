"""A decision in the making: facts, findings and effects, handed from rule to rule."""

from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from rules.acts import Act
from rules.book import Rulebook
from rules.effects import Effect, Finding, FlagCall, Prompt, ShowPrompt
from rules.events import Event
from rules.facts import CallFacts
from rules.stages import Stage, higher


@dataclass(frozen=True, slots=True)
class Decision:
    """What an event means: the new facts, what was found, and what has to be done, in order."""

    facts: CallFacts
    findings: tuple[Finding, ...] = ()
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A decision being made about one event under one rulebook; each method returns the next draft."""

    book: Rulebook
    event: Event
    decision: Decision

    @property
    def facts(self) -> CallFacts:
        """The facts so far."""
        return self.decision.facts

    @property
    def now(self) -> datetime:
        """The call's own present: it never goes back, whatever order events arrive in."""
        return self.facts.now

    def know(self, **changes: object) -> "Draft":
        """Change facts."""
        made = self.decision
        return self._decided(Decision(replace(made.facts, **changes), made.findings, made.effects))

    def do(self, *effects: Effect) -> "Draft":
        """Ask for effects."""
        made = self.decision
        return self._decided(Decision(made.facts, made.findings, (*made.effects, *effects)))

    def find(self, act: Act, rule: str, matched: str, severity: int, confidence: float = 1.0) -> "Draft":
        """Add a finding; it marks the call's acts and severity for good."""
        finding = Finding(
            act, rule, matched, severity, confidence, self.now, self.event.id, self.book.version
        )
        acts = self.facts.acts if act in self.facts.acts else (*self.facts.acts, act)
        made = self.decision
        draft = self._decided(Decision(made.facts, (*made.findings, finding), made.effects))
        return draft.know(acts=acts, severity=max(severity, self.facts.severity))

    def prompt(
        self, stage: Stage, cause: str, act: Act | None, gives: str | None = None, **values: str
    ) -> "Draft":
        """Show the agent the sentence for this stage and cause, and raise the stage reached."""
        if act is not None:
            values["act"] = act
        script = f"{stage}.{cause}"
        number = self.facts.prompts + 1
        text = self.book.say(self.facts.language, script, values)
        prompt = Prompt(number, self.now, stage, act, script, values, text, gives)
        stages = higher(self.facts.stage, stage)
        return self.know(prompt=prompt, prompts=number, stage=stages).do(ShowPrompt(prompt))

    def flag(self, reason: str) -> "Draft":
        """Call a supervisor to this call; an earlier review does not cover what is new."""
        return self.know(flagged=reason, reviewed_by=None).do(FlagCall(reason))

    def _decided(self, decision: Decision) -> "Draft":
        return Draft(self.book, self.event, decision)
