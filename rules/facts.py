"""What is known of one call: the fold of its events, small enough to travel with each of them."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from rules.acts import Act
from rules.effects import Prompt
from rules.events import CallCounts, EndedBy
from rules.matters import Matter
from rules.stages import Stage
from rules.ticks import Tick, Ticked

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Phase(StrEnum):
    """Where a call is in its life; it only goes forward."""

    NEW = "new"
    WAITING = "waiting"
    TALKING = "talking"
    ENDED = "ended"


class TalkClock(Struct, frozen=True):
    """Seconds of talk. `talked_s` holds what is behind; `running_since` is None while the clock stands."""

    talked_s: float = 0.0
    running_since: datetime | None = None

    def read(self, now: datetime) -> float:
        """Return the seconds of talk at `now`."""
        if self.running_since is None:
            return self.talked_s
        return self.talked_s + max(0.0, (now - self.running_since).total_seconds())

    def started(self, now: datetime) -> "TalkClock":
        """Return the clock running from `now` on; a running clock is left alone."""
        return self if self.running_since else TalkClock(self.talked_s, now)

    def stopped(self, now: datetime) -> "TalkClock":
        """Return the clock standing at `now`."""
        return TalkClock(self.read(now))

    def instant_of(self, talk_s: float) -> datetime | None:
        """Return when the clock shows `talk_s` if it goes on running; None while it stands."""
        if self.running_since is None:
            return None
        return self.running_since + timedelta(seconds=talk_s - self.talked_s)


class LimitFired(Struct, frozen=True):
    """A mark that was reached: when it was due, when it was carried out, and what the talk clock showed."""

    limit: str
    due_at: datetime
    fired_at: datetime
    talk_s: float


class PhraseHeard(Struct, frozen=True):
    """An act and when it was heard, in seconds of the call; the same words may be decoded twice."""

    act: Act
    start_s: float
    end_s: float


class Found(Struct, frozen=True, omit_defaults=True):
    """What a finding weighs in this call; `confirmed` by a person, `dismissed` weighs nothing."""

    number: int
    act: Act
    severity: int
    points: int
    confirmed: bool = False
    dismissed: bool = False


class Ask(Struct, frozen=True, omit_defaults=True):
    """One thing that the caller asks for: the pack's demand or a sketch of its meaning, and how often."""

    demand: str
    sketch: str
    count: int
    said_s: float


class Awaited(Struct, frozen=True):
    """A stage whose conditions hold, and that waits for the word of the one who decides about it."""

    stage: Stage
    act: Act
    severity: int


class CallFacts(Struct, frozen=True, omit_defaults=True):
    """Everything that `decide` needs of a call's past; the history itself is in the call's log.

    `stage` is the highest that was prompted, `said` the highest that was said, pressed or played, `allowed`
    the highest that a supervisor allowed, `shown` and `shown_act` are the present prompt's. `abuse_s` is
    where on the talk clock a person confirmed abuse.
    """

    call_sid: str
    phase: Phase = Phase.NEW
    language: str = ""
    caller: str | None = None
    caller_hint: str | None = None
    counts: CallCounts = CallCounts()
    queue: str = "main"
    outbound: bool = False
    shared: bool = False
    outage: bool = False
    day_talk_s: float = 0.0
    matters: tuple[Matter, ...] = ()
    matter: Matter | None = None
    matter_chosen: bool = False
    arrived_at: datetime | None = None
    now: datetime = EPOCH
    ended_at: datetime | None = None
    caller_in: bool = False
    rung: bool = False
    agent: str | None = None
    agent_leg: str | None = None
    held: bool = False
    supervisor: str | None = None
    hearing: bool = False
    clock: TalkClock = TalkClock()
    answered_at: datetime | None = None
    stage: Stage = Stage.COURTEOUS
    said: Stage = Stage.COURTEOUS
    shown: Stage = Stage.COURTEOUS
    shown_act: Act | None = None
    allowed: Stage = Stage.COURTEOUS
    awaited: Awaited | None = None
    severity: int = 0
    acts: tuple[Act, ...] = ()
    findings: int = 0
    found: tuple[Found, ...] = ()
    score: int = 0
    prompt: Prompt | None = None
    prompts: int = 0
    ticks: dict[Tick, Ticked] = {}
    warned_s: float | None = None
    civil: int = 0
    last_act_s: float | None = None
    abuse_s: float | None = None
    extensions: int = 0
    extended_s: int = 0
    accommodation: bool = False
    owed_until: datetime | None = None
    heard: tuple[PhraseHeard, ...] = ()
    asks: tuple[Ask, ...] = ()
    due: dict[str, datetime] = {}
    fired: tuple[LimitFired, ...] = ()
    given: dict[str, float] = {}
    announcing: str | None = None
    announcing_since: datetime | None = None
    flagged: str | None = None
    reviewed_by: str | None = None
    incident: bool = False
    ending: EndedBy | None = None
    ended_by: EndedBy | None = None
    policy_version: int = 0

    @property
    def is_live(self) -> bool:
        """Whether the call is under way."""
        return self.phase in (Phase.WAITING, Phase.TALKING)

    @property
    def talked_s(self) -> float:
        """What the talk clock shows now."""
        return self.clock.read(self.now)

    def has_fired(self, limit: str) -> bool:
        """Whether this mark was reached already."""
        return any(mark.limit == limit for mark in self.fired)
