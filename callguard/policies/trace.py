"""What a rulebook does in one recorded call, step by step, comparable with what another does."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from rules.acts import Act
from rules.book import Rulebook
from rules.decision import Decision
from rules.effects import EndCall, FlagCall, RecordIncident, ShowPrompt, WouldFlag, WouldPrompt
from rules.events import EndedBy, Event
from rules.replay import rerun

PROMPT, FLAG, ENDING, INCIDENT, FINDING = "prompt", "flag", "ending", "incident", "finding"


class Step(Struct, frozen=True):
    """One thing done: `kind` with what it is (`detail`: a stage, a reason, a severity), `at_s` seconds after
    the call came in, and the `rule` behind it.
    """

    kind: str
    detail: str
    act: Act | None
    rule: str
    at_s: float

    @property
    def key(self) -> tuple[str, str, Act | None]:
        """What makes two steps the same, whenever and by whichever rule they came."""
        return self.kind, self.detail, self.act


def trace(book: Rulebook, call_sid: str, events: Iterable[Event]) -> list[Step]:
    """Return the steps of a call under a rulebook, in order; the incident once."""
    steps, opened = list[Step](), False
    for event, decision in rerun(book, call_sid, events):
        for step in _steps(event, decision):
            if step.kind != INCIDENT or not opened:
                steps.append(step)
            opened = opened or step.kind == INCIDENT
    return steps


def _steps(event: Event, decision: Decision) -> Iterator[Step]:
    arrived = decision.facts.arrived_at
    at_s = round((decision.facts.now - arrived).total_seconds(), 1) if arrived else 0.0
    for finding in decision.findings:
        yield Step(FINDING, str(finding.severity), finding.act, finding.rule, at_s)
    rule = decision.findings[0].rule if decision.findings else _rule(event)
    for effect in decision.effects:
        if isinstance(effect, ShowPrompt | WouldPrompt):
            yield Step(PROMPT, effect.prompt.stage, effect.prompt.act, rule, at_s)
        elif isinstance(effect, FlagCall | WouldFlag):
            yield Step(FLAG, effect.reason, None, rule, at_s)
        elif isinstance(effect, EndCall) and effect.by is EndedBy.LIMIT:
            yield Step(ENDING, "limit", None, rule, at_s)
        elif isinstance(effect, RecordIncident):
            yield Step(INCIDENT, "opened", None, rule, at_s)


def _rule(event: Event) -> str:
    limit = getattr(event, "limit", None)
    return f"time.{limit}" if limit else str(event.__struct_config__.tag)
