"""What a decision asks for, as values: carried out by others, each at least once."""

from datetime import datetime

from msgspec import Struct

from rules.acts import Act
from rules.events import EndedBy
from rules.stages import Stage
from rules.tags import kind_of


class Finding(Struct, frozen=True):
    """What a rule says of the caller's acts, and why: rule, words, guards tried, versions, and the event.

    `number` counts the call's findings. `start_s` and `end_s` are the matched words' place in the call, None
    for what was not heard. `reasons` are the ids of labelled examples nearest to what was said.
    """

    number: int
    act: Act
    rule: str
    matched: str
    severity: int
    confidence: float
    at: datetime
    event_id: str
    policy_version: int
    pack_version: str | None = None
    start_s: float | None = None
    end_s: float | None = None
    guards: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


class Prompt(Struct, frozen=True):
    """A sentence for the agent to say now.

    `script` names the sentence, `values` fill its places; `text` is what the agent was shown, in the
    call's language. `gives` is the announcement that counts as given when the agent says this.
    """

    number: int
    at: datetime
    stage: Stage
    act: Act | None
    script: str
    values: dict[str, str]
    text: str
    gives: str | None = None


class _Effect(Struct, frozen=True, tag_field="kind", tag=kind_of):
    """Base of all effects."""


class ShowPrompt(_Effect, frozen=True):
    """Show the agent what to say."""

    prompt: Prompt


class WouldPrompt(_Effect, frozen=True):
    """What the agent would have been shown, had the queue not been in shadow."""

    prompt: Prompt


class FlagCall(_Effect, frozen=True):
    """Put the call on top of the supervisors' wallboard and call them."""

    reason: str


class WouldFlag(_Effect, frozen=True):
    """Why a supervisor would have been called, had the queue not been in shadow."""

    reason: str


class ScheduleLimit(_Effect, frozen=True):
    """Wake this call with `LimitDue(limit)` at `due_at`, instead of any earlier time of that limit."""

    limit: str
    due_at: datetime


class CancelLimit(_Effect, frozen=True):
    """Forget the timer of this limit."""

    limit: str


class RingAgent(_Effect, frozen=True):
    """Bring a free agent into the conversation."""


class Announce(_Effect, frozen=True):
    """Speak `text` to the caller alone, in the call's language."""

    announcement: str
    text: str
    language: str


class EndCall(_Effect, frozen=True):
    """Say `text` to the caller, then end the call."""

    by: EndedBy
    text: str
    language: str


class CoolDown(_Effect, frozen=True):
    """Let this agent rest before the next call; it is never counted as idle."""

    agent: str
    until: datetime


class WouldRest(_Effect, frozen=True):
    """How long the agent would have rested, had the queue not been in shadow."""

    agent: str
    until: datetime


class RecordIncident(_Effect, frozen=True):
    """Open or extend the incident of this call in the database, from the call's own log."""


class RecordCall(_Effect, frozen=True):
    """Write the call and what is new in its log to the database."""


Effect = (
    ShowPrompt
    | WouldPrompt
    | FlagCall
    | WouldFlag
    | ScheduleLimit
    | CancelLimit
    | RingAgent
    | Announce
    | EndCall
    | CoolDown
    | WouldRest
    | RecordIncident
    | RecordCall
)
Job = RingAgent | Announce | EndCall | CoolDown | RecordIncident | RecordCall
