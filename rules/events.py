"""What can happen to a call, as values: the only input of `decide` beside the policy and the facts."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from rules.acts import Act
from rules.matching.spotted import Spotted
from rules.matters import LastCall, Matter
from rules.opinion import Opinion
from rules.speaker import Speaker
from rules.stages import Stage
from rules.tags import kind_of
from rules.ticks import Tick


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
    """A caller is on the line. `caller` is a keyed hash of the number, None when it was withheld.

    `matters` are the caller's open ones, the newest first; `day_talk_s` is the talk of their earlier calls
    today; `outage` says that everybody calls, `shared` that several people use this line.
    """

    language: str
    caller: str | None = None
    caller_hint: str | None = None
    counts: CallCounts = CallCounts()
    queue: str = "main"
    outbound: bool = False
    shared: bool = False
    outage: bool = False
    day_talk_s: float = 0.0
    matters: tuple[Matter, ...] = ()
    last: LastCall | None = None


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


class SupervisorJoined(_Event, frozen=True):
    """A supervisor speaks with the caller; their part is not charged to the caller's time."""

    by: str


class SupervisorLeft(_Event, frozen=True):
    """The supervisor is out again."""

    by: str


class TookOver(_Event, frozen=True):
    """A supervisor has the call from here on; the clock starts anew, the history stays."""

    by: str
    leg: str


class HoldStarted(_Event, frozen=True):
    """The caller was put on hold by us."""


class HoldEnded(_Event, frozen=True):
    """The caller is back from hold."""


class SpeechHeard(_Event, frozen=True):
    """Words from the recogniser. A partial (`final` false) comes only when a phrase was spotted in it.

    `start_s` and `end_s` count from the call's arrival, and so do `words_s`, the starts of the words of
    `text`. `full` is false for what a grammar alone heard. `opinion` is the sentence encoder's, if there is
    one; `spotted` is what a pack's matcher found already, good for that version of the pack.
    """

    speaker: Speaker
    utterance: int
    text: str
    start_s: float
    end_s: float
    final: bool
    confidence: float | None = None
    full: bool = True
    words_s: tuple[float, ...] = ()
    opinion: Opinion | None = None
    spotted: Spotted | None = None


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
    by: str | None = None


class TickPressed(_Event, frozen=True):
    """Somebody says that this was said or done."""

    tick: Tick
    by: str


class TickTakenBack(_Event, frozen=True):
    """A tick was wrong, whatever it came from."""

    tick: Tick
    by: str


class ActMarked(_Event, frozen=True):
    """The agent marks an act that they heard: a finding with full confidence."""

    act: Act
    by: str


class FindingConfirmed(_Event, frozen=True):
    """A person says: yes, that is what was said."""

    finding: int
    by: str


class FindingDismissed(_Event, frozen=True):
    """A person says: no, it was not that. The finding is kept, and weighs nothing from here on."""

    finding: int
    by: str


class MatterChosen(_Event, frozen=True):
    """What this call is about, chosen by the agent or set by the API."""

    matter: Matter
    by: str


class MatterAnswered(_Event, frozen=True):
    """The agent says that the caller's matter has its answer."""

    by: str | None = None


class AnswerOwed(_Event, frozen=True):
    """We owe the caller an answer until then; their calls do not count meanwhile."""

    until: datetime
    by: str


class Extended(_Event, frozen=True):
    """The call gets more time; a supervisor may do so without bound."""

    by: str
    reason: str
    supervisor: bool = False


class AccommodationSet(_Event, frozen=True):
    """The caller needs more time (or no longer does): no stage comes from the clock."""

    on: bool
    by: str
    reason: str


class StageAllowed(_Event, frozen=True):
    """A supervisor says that this stage may be used in this call."""

    stage: Stage
    by: str


class LineMarked(_Event, frozen=True):
    """The caller's line is used by several people, or it is one person's after all."""

    shared: bool
    by: str


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
    | SupervisorJoined
    | SupervisorLeft
    | TookOver
    | HoldStarted
    | HoldEnded
    | SpeechHeard
    | HearingChanged
    | LimitDue
    | AnnouncementPlayed
    | AnnouncementFailed
    | PromptSaid
    | TickPressed
    | TickTakenBack
    | ActMarked
    | FindingConfirmed
    | FindingDismissed
    | MatterChosen
    | MatterAnswered
    | AnswerOwed
    | Extended
    | AccommodationSet
    | StageAllowed
    | LineMarked
    | Reviewed
    | EndRequested
    | EndFailed
    | CallEnded
)
