"""What can happen to a call, as values: the only input of `decide` beside the policy and the facts."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from rules.tags import kind_of


class Speaker(StrEnum):
    """Whose words were heard."""

    CALLER = "caller"
    AGENT = "agent"


class EndedBy(StrEnum):
    """Who brought a call to its end."""

    CALLER = "caller"
    AGENT = "agent"
    LIMIT = "limit"
    SUPERVISOR = "supervisor"


class CallCounts(Struct, frozen=True):
    """A caller's earlier calls, this one not among them.

    `day` is the site's calendar day; `week` and `month` are the last 7 and 30 days.
    """

    day: int = 0
    week: int = 0
    month: int = 0


class _Event(Struct, frozen=True, tag_field="kind", tag=kind_of):
    """`id` is made of the event's content, so that a repeat is known; `at` is UTC."""

    id: str
    at: datetime


class CallArrived(_Event, frozen=True):
    """A caller is on the line. `caller` is a keyed hash of the number, None when it was withheld."""

    language: str
    caller: str | None = None
    caller_hint: str | None = None
    counts: CallCounts = CallCounts()


class CallerJoined(_Event, frozen=True):
    """The caller has heard the notice and is in the conversation, alone or not."""


class AgentJoined(_Event, frozen=True):
    """The agent is in the conversation; `leg` is the SID of the agent's own call."""

    agent: str
    leg: str


class RingFailed(_Event, frozen=True):
    """The agent who was rung did not take the call."""

    agent: str


class AgentLeft(_Event, frozen=True):
    """The agent's leg is gone."""

    leg: str


class HoldStarted(_Event, frozen=True):
    """The caller was put on hold by us."""


class HoldEnded(_Event, frozen=True):
    """The caller is back from hold."""


class SpeechHeard(_Event, frozen=True):
    """Words from the recogniser. A partial (`final` false) comes only when a phrase was spotted in it.

    `start_s` and `end_s` count from the call's arrival.
    """

    speaker: Speaker
    utterance: int
    text: str
    start_s: float
    end_s: float
    final: bool
    confidence: float | None = None


class HearingChanged(_Event, frozen=True):
    """Speech recognition of this call began or stopped; limits do not depend on it."""

    hearing: bool


class LimitDue(_Event, frozen=True):
    """The clock says that a mark of the talk-time limit may be due."""

    limit: str


class AnnouncementPlayed(_Event, frozen=True):
    """The caller heard an announcement to its end."""

    announcement: str


class AnnouncementFailed(_Event, frozen=True):
    """An announcement could not be played; the agent has to say it."""

    announcement: str


class PromptSaid(_Event, frozen=True):
    """The agent says that they spoke the sentence of this prompt."""

    prompt: int


class MatterAnswered(_Event, frozen=True):
    """The agent says that the caller's matter has its answer."""


class Reviewed(_Event, frozen=True):
    """A supervisor has looked at the flagged call."""

    by: str


class EndRequested(_Event, frozen=True):
    """A supervisor decided to end the call."""

    by: str


class EndFailed(_Event, frozen=True):
    """The call could not be ended from here; it goes on."""


class CallEnded(_Event, frozen=True):
    """The caller's leg is over. `by` is None when the telephone network did not say."""

    by: EndedBy | None = None


Event = (
    CallArrived
    | CallerJoined
    | AgentJoined
    | RingFailed
    | AgentLeft
    | HoldStarted
    | HoldEnded
    | SpeechHeard
    | HearingChanged
    | LimitDue
    | AnnouncementPlayed
    | AnnouncementFailed
    | PromptSaid
    | MatterAnswered
    | Reviewed
    | EndRequested
    | EndFailed
    | CallEnded
)
