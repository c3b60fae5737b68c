"""A decision in the making: facts, findings and effects, handed from rule to rule."""

from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from rules.acts import Act
from rules.book import Rulebook
from rules.effects import Effect, Finding, FlagCall, Prompt, ShowPrompt, WouldFlag, WouldPrompt
from rules.events import Event
from rules.facts import CallFacts
from rules.policy import Mode
from rules.stages import Stage, higher

AGENT_RULE = "agent"
"""The rule of a finding that the agent marked."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a finding rests on: the rule, the words with their place in the call, the guards tried."""

    rule: str
    matched: str
    severity: int
    confidence: float = 1.0
    pack_version: str | None = None
    start_s: float | None = None
    end_s: float | None = None
    guards: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


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

    @property
    def mode(self) -> Mode:
        """How much is done for this call's queue."""
        return self.book.mode(self.facts.queue)

    def know(self, **changes: object) -> "Draft":
        """Change facts."""
        made = self.decision
        return self._decided(Decision(replace(made.facts, **changes), made.findings, made.effects))

    def do(self, *effects: Effect) -> "Draft":
        """Ask for effects."""
        made = self.decision
        return self._decided(Decision(made.facts, made.findings, (*made.effects, *effects)))

    def find(self, act: Act, evidence: Evidence) -> "Draft":
        """Add a finding; it marks the call's acts and severity for good."""
        number = self.facts.findings + 1
        finding = Finding(
            number=number,
            act=act,
            rule=evidence.rule,
            matched=evidence.matched,
            severity=evidence.severity,
            confidence=round(evidence.confidence, 3),
            at=self.now,
            event_id=self.event.id,
            policy_version=self.book.version,
            pack_version=evidence.pack_version,
            start_s=evidence.start_s,
            end_s=evidence.end_s,
            guards=evidence.guards,
            reasons=evidence.reasons,
        )
        acts = self.facts.acts if act in self.facts.acts else (*self.facts.acts, act)
        severity = max(evidence.severity, self.facts.severity)
        made = self.decision
        draft = self._decided(Decision(made.facts, (*made.findings, finding), made.effects))
        return draft.know(findings=number, acts=acts, severity=severity)

    def prompt(
        self, stage: Stage, cause: str, act: Act | None, gives: str | None = None, **values: str
    ) -> "Draft":
        """Show the agent the sentence for this stage and cause, and raise the stage reached.

        A queue in shadow shows nothing; what it would have shown is on record.
        """
        if act is not None:
            values["act"] = act
        script, number = f"{stage}.{cause}", self.facts.prompts + 1
        text = self.book.say(self.facts.language, script, values, self._variant(script))
        prompt = Prompt(number, self.now, stage, act, script, values, text, gives)
        draft = self.know(prompts=number, stage=higher(self.facts.stage, stage), shown=stage, shown_act=act)
        if self.mode is Mode.SHADOW:
            return draft.do(WouldPrompt(prompt))
        return draft.know(prompt=prompt).do(ShowPrompt(prompt))

    def flag(self, reason: str) -> "Draft":
        """Call a supervisor to this call; an earlier review does not cover what is new."""
        if self.mode is Mode.SHADOW:
            return self.do(WouldFlag(reason))
        return self.know(flagged=reason, reviewed_by=None).do(FlagCall(reason))

    def _variant(self, script: str) -> int:
        """The same words while a sentence stands, other words for the next of its kind."""
        shown = self.facts.prompt
        return self.facts.prompts if shown and shown.script == script else 0

    def _decided(self, decision: Decision) -> "Draft":
        return Draft(self.book, self.event, decision)
