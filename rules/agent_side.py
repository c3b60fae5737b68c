"""Rule: what the agent has said and done: ticks heard or pressed, prompts said, marks, more time."""

from rules import events as on
from rules.acts import Act
from rules.deciders import SAID_BY
from rules.decision import AGENT_RULE, Draft, Evidence
from rules.facts import CallFacts
from rules.ladder import climb, confirm, propose, reconsider
from rules.matching.matcher import Matcher, spot
from rules.stages import Stage, higher
from rules.ticks import How, Tick, Ticked

ENDING = "ending"
"""The pack's key phrases by which an agent says that the call ends now."""


def hear_agent(draft: Draft, event: on.SpeechHeard, matcher: Matcher) -> Draft:
    """Tick off what the agent was heard to say: only words that were decoded in full and are final."""
    if not event.final or not event.full or not draft.facts.is_live:
        return draft
    known = event.spotted
    fresh = known is None or known.pack != matcher.version
    spotted = spot(matcher, event.text, event.speaker) if fresh or known is None else known
    for name in spotted.ticks:
        if name != ENDING:
            draft = tick(draft, Tick(name), How.HEARD)
        elif Tick.CONSEQUENCE not in spotted.ticks:  # "if it goes on I will end the call" ends nothing yet
            draft = _said(draft, Stage.END_CALL)
    return draft


def tick(draft: Draft, name: Tick, how: How, by: str | None = None) -> Draft:
    """Tick one off; what is ticked already stays as it was."""
    facts = draft.facts
    if name not in facts.ticks:
        draft = draft.know(ticks={**facts.ticks, name: Ticked(how, round(facts.talked_s, 1), by)})
    if name is Tick.ANSWERED and facts.answered_at is None and facts.is_live:
        draft = draft.know(answered_at=draft.now)
    if name in (Tick.REQUEST, Tick.CONSEQUENCE) and facts.warned_s is None:
        draft = draft.know(warned_s=facts.talked_s)
    return _said(draft, SAID_BY.get(name, Stage.COURTEOUS))


def take_back(draft: Draft, event: on.TickTakenBack) -> Draft:
    """Take a tick back; what it made of the stages said is worked out anew from the ticks that stay."""
    if event.tick not in draft.facts.ticks:
        return draft
    ticks = {name: ticked for name, ticked in draft.facts.ticks.items() if name is not event.tick}
    said = Stage.COURTEOUS
    for name in ticks:
        said = higher(said, SAID_BY.get(name, Stage.COURTEOUS))
    answered = draft.facts.answered_at if event.tick is not Tick.ANSWERED else None
    warned = draft.facts.warned_s if {Tick.REQUEST, Tick.CONSEQUENCE} & set(ticks) else None
    return draft.know(ticks=ticks, said=said, answered_at=answered, warned_s=warned)


def prompt_said(draft: Draft, event: on.PromptSaid) -> Draft:
    """Take the prompt's sentence as said: its stage, its ticks, and the abuse that it answers."""
    prompt = draft.facts.prompt
    if prompt is None or prompt.number != event.prompt or not draft.facts.is_live:
        return draft
    for name in draft.book.ticks(draft.facts.language, prompt.script):
        draft = tick(draft, name, How.PRESSED, event.by)
    draft = _said(draft, prompt.stage)
    if draft.facts.warned_s is None and prompt.stage.rank >= Stage.FIRM.rank:
        draft = draft.know(warned_s=draft.facts.talked_s)
    answered = [f for f in draft.facts.found if f.act is prompt.act and not f.dismissed]
    return confirm(draft, answered[-1].number) if answered else draft


def chance_given(draft: Draft) -> Draft:
    """The caller has had a turn, or time, since the request: the fifth tick comes from the call itself."""
    if draft.facts.warned_s is None or Tick.CHANCE in draft.facts.ticks:
        return draft
    return tick(draft, Tick.CHANCE, How.SEEN)


def mark(draft: Draft, event: on.ActMarked, before: CallFacts) -> Draft:
    """The agent's mark: a finding with full confidence, confirmed as it is made."""
    if not draft.facts.is_live:
        return draft
    severity = draft.book.catalogue[event.act].severity
    found = draft.find(event.act, Evidence(AGENT_RULE, event.by, severity))
    marked = climb(found, before)
    return _open_ending(confirm(marked, marked.facts.findings), event.act, severity)


def confirm_finding(draft: Draft, event: on.FindingConfirmed) -> Draft:
    """A person heard it too: the shorter clock starts, and a grave act opens the ending."""
    known = next((f for f in draft.facts.found if f.number == event.finding and not f.dismissed), None)
    if known is None or not draft.facts.is_live:
        return draft
    return _open_ending(reconsider(confirm(draft, known.number)), known.act, known.severity)


def extend(draft: Draft, event: on.Extended) -> Draft:
    """Give more time: an agent as often as the policy says, a supervisor without bound.

    What was told of the old limit is told again for the new one.
    """
    facts, policy = draft.facts, draft.book.policy.extension
    if not facts.is_live or not (event.supervisor or facts.extensions < policy.agent_times):
        return draft
    again = ("notice", "final_notice", "limit", "supervisor_wait")
    return draft.know(
        extensions=facts.extensions + (0 if event.supervisor else 1),
        extended_s=facts.extended_s + policy.by_s,
        fired=tuple(f for f in facts.fired if f.limit not in again),
        given={name: at for name, at in facts.given.items() if name not in again},
    )


def _open_ending(draft: Draft, act: Act, severity: int) -> Draft:
    """A grave act that a person confirmed may end the call, once the behaviour is named."""
    return propose(draft, Stage.END_CALL, act) if severity >= 4 else draft


def _said(draft: Draft, stage: Stage) -> Draft:
    return draft.know(said=higher(draft.facts.said, stage)) if stage.rank > draft.facts.said.rank else draft
