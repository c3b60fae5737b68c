"""The company's policy: one versioned document of thresholds, scores and stages, never overwritten.

Bounds stand here; units, reasons and explanations in three languages stand beside the profiles in
`rules/policies/fields.yaml`. Defaults are those of the profile `standard-ja`.
"""

from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from rules.stages import Stage
from rules.ticks import Tick

Seconds = Annotated[int, Field(ge=1, le=14_400)]
Count = Annotated[int, Field(ge=1, le=1_000)]
Points = Annotated[int, Field(ge=0, le=100)]
Severity = Annotated[int, Field(ge=1, le=4)]
Share = Annotated[float, Field(ge=0, le=1)]


class AtLimit(StrEnum):
    """What happens when the talk-time limit is reached."""

    ASK_SUPERVISOR = "ask_supervisor"
    END = "end"


class Mode(StrEnum):
    """How much CallGuard does for a queue's calls."""

    SHADOW = "shadow"
    CLOCK = "clock"
    FULL = "full"


class Decider(StrEnum):
    """Whose decision a stage is that findings open; the clock's marks are no findings."""

    MACHINE = "machine"
    AGENT = "agent"
    SUPERVISOR = "supervisor"


class Part(BaseModel):
    """A part of the policy: a frozen value; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))


def rising(part: Part, *names: str) -> None:
    """Raise ValueError unless the fields rise in this order."""
    for earlier, later in pairwise(names):
        if getattr(part, earlier) >= getattr(part, later):
            raise ValueError(
                f"{earlier} ({getattr(part, earlier)}) must be less than {later} ({getattr(part, later)})"
            )


class TalkTime(Part):
    """Marks on the talk clock, in seconds of talk; ringing, queue and hold by us do not count."""

    hint_s: Seconds = 600
    warning_s: Seconds = 900
    invite_s: Seconds = 1200
    notice_s: Seconds = 1500
    notice_lead_s: Seconds = 300
    final_notice_s: Seconds = 1740
    final_lead_s: Seconds = 60
    limit_s: Seconds = 1800
    at_limit: AtLimit = AtLimit.ASK_SUPERVISOR
    supervisor_wait_s: Seconds = 60

    @model_validator(mode="after")
    def _marks_rise(self) -> Self:
        rising(self, "warning_s", "notice_s", "final_notice_s", "limit_s")
        for early, late in (("hint_s", "warning_s"), ("invite_s", "limit_s")):
            if getattr(self, early) > getattr(self, late):
                raise ValueError(
                    f"{early} ({getattr(self, early)}) must not be behind {late} ({getattr(self, late)})"
                )
        return self


class AbuseClock(Part):
    """The shorter clock of a call with abuse that a person has confirmed."""

    severity: Severity = 2
    limit_s: Seconds = 900
    notice_lead_s: Seconds = 120
    final_lead_s: Seconds = 30

    @model_validator(mode="after")
    def _leads_fit(self) -> Self:
        rising(self, "final_lead_s", "notice_lead_s", "limit_s")
        return self


class DaySum(Part):
    """All talk of one caller on the site's day, this call included."""

    note_s: Seconds = 2700
    limit_s: Seconds = 3600

    @model_validator(mode="after")
    def _marks_rise(self) -> Self:
        rising(self, "note_s", "limit_s")
        return self


class Extension(Part):
    """More time for a call that needs it."""

    by_s: Seconds = 900
    agent_times: Annotated[int, Field(ge=0, le=20)] = 2


class CallLevels(Part):
    """How many calls on one matter, this one included, are noted, warned of, and brought to a supervisor."""

    note: Count
    warn: Count
    alert: Count

    @model_validator(mode="after")
    def _levels_rise(self) -> Self:
        if not self.note <= self.warn <= self.alert:
            raise ValueError(f"note ≤ warn ≤ alert expected, got {self.note}, {self.warn}, {self.alert}")
        return self


class Frequency(Part):
    """Calls by one caller on one matter; a withheld or shared number is never one person."""

    day: CallLevels = CallLevels(note=3, warn=5, alert=10)
    week: CallLevels = CallLevels(note=8, warn=12, alert=20)
    month: CallLevels = CallLevels(note=15, warn=25, alert=40)
    min_talk_s: Annotated[int, Field(ge=0, le=600)] = 20
    answered_before: Annotated[int, Field(ge=1, le=20)] = 2
    outage_factor: Annotated[float, Field(ge=1.5, le=20)] = 3.0
    outage_callers: Annotated[int, Field(ge=5, le=10_000)] = 20


class Speech(Part):
    """What is heard: confidence, repetition, and the second opinion."""

    min_confidence: Share = 0.6
    repeat_firm: Annotated[int, Field(ge=2, le=20)] = 3
    repeat_final: Annotated[int, Field(ge=3, le=20)] = 5
    same_demand: Share = 0.66
    opinion_severity: Annotated[int, Field(ge=0, le=4)] = 1
    opinion_min: Share = 0.6
    opinion_doubt: Share = 0.3

    @model_validator(mode="after")
    def _repeats_rise(self) -> Self:
        rising(self, "repeat_firm", "repeat_final")
        return self


class Scoring(Part):
    """How several acts make a graver one: each finding adds points; a stage opens at its score."""

    note: Points = 1
    warn: Points = 3
    final: Points = 6
    act: Points = 6
    after_warning: Annotated[int, Field(ge=1, le=10)] = 2
    """Acts after a warning that was said count this many times."""

    @cached_property
    def points(self) -> tuple[int, int, int, int, int]:
        """Points by severity, 0 to 4."""
        return (0, self.note, self.warn, self.final, self.act)


class Rung(Part):
    """One stage of the ladder: what opens it, what must have been said in this call, who decides."""

    severity: Severity
    score: Points
    said: Stage | None = None
    decided_by: Decider = Decider.AGENT


class Ladder(Part):
    """The stages above `courteous`, and how a prompt calms down again."""

    firm: Rung = Rung(severity=2, score=3, decided_by=Decider.MACHINE)
    final_warning: Rung = Rung(severity=3, score=6, decided_by=Decider.MACHINE)
    end_call: Rung = Rung(severity=2, score=9, said=Stage.FINAL_WARNING, decided_by=Decider.SUPERVISOR)
    ticks: tuple[Tick, ...] = tuple(Tick)
    grave_ticks: tuple[Tick, ...] = (Tick.BEHAVIOUR,)
    chance_s: Annotated[int, Field(ge=1, le=300)] = 20
    calm_s: Annotated[int, Field(ge=5, le=3_600)] = 60
    calm_turns: Annotated[int, Field(ge=1, le=50)] = 2

    @model_validator(mode="after")
    def _each_stage_can_be_reached(self) -> Self:
        rungs = (self.firm, self.final_warning, self.end_call)
        names = ("firm", "final_warning", "end_call")
        for (lower, one), (upper, two) in pairwise(zip(names, rungs, strict=True)):
            if two.score < one.score:
                raise ValueError(
                    f"nobody can reach {lower}: {upper}.score ({two.score}) is below "
                    f"{lower}.score ({one.score})"
                )
        for name, rung in zip(names, rungs, strict=True):
            if rung.said is not None and rung.said.rank >= Stage(name).rank:
                raise ValueError(f"nobody can reach {name}: it asks for {rung.said} to be said before")
        if self.end_call.said is None:
            raise ValueError("end_call.said: a call may end only after a warning was said in it")
        if self.end_call.decided_by is Decider.MACHINE:
            raise ValueError("end_call.decided_by: a machine never decides to end a call for what was said")
        return self


class CarryOver(Part):
    """How far a stage is carried into the caller's next call; a final warning never is."""

    week_down: Annotated[int, Field(ge=1, le=3)] = 1
    month_down: Annotated[int, Field(ge=1, le=3)] = 2


class CoolDown(Part):
    """The agent's rest after a call, by its gravest act; never counted as idle."""

    warn_s: Annotated[int, Field(ge=0, le=7_200)] = 180
    final_s: Annotated[int, Field(ge=0, le=7_200)] = 600
    act_s: Annotated[int, Field(ge=0, le=7_200)] = 1200

    @model_validator(mode="after")
    def _rests_rise(self) -> Self:
        if not self.warn_s <= self.final_s <= self.act_s:
            raise ValueError("warn_s ≤ final_s ≤ act_s expected")
        return self

    def after(self, severity: int) -> int:
        """Return the rest in seconds after a call of this severity."""
        return (0, 0, self.warn_s, self.final_s, self.act_s)[severity]


class Queue(Part):
    """One queue: the numbers whose calls are its own, its mode, and its own marks where they differ."""

    mode: Mode = Mode.SHADOW
    numbers: tuple[Annotated[str, Field(pattern=r"^(\+[1-9]\d{1,14}|sip:\S+|client:\S+)$")], ...] = ()
    talk_time: TalkTime | None = None


MAIN = "main"
QueueName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,31}$")]


class Policy(Part):
    """All of one version. Calls to a number that no queue names are the queue `main`'s."""

    profile: Annotated[str, Field(max_length=64)] = "standard-ja"
    queues: dict[QueueName, Queue] = {MAIN: Queue()}
    talk_time: TalkTime = TalkTime()
    abuse_clock: AbuseClock = AbuseClock()
    day_sum: DaySum = DaySum()
    extension: Extension = Extension()
    frequency: Frequency = Frequency()
    speech: Speech = Speech()
    scoring: Scoring = Scoring()
    ladder: Ladder = Ladder()
    carry_over: CarryOver = CarryOver()
    cool_down: CoolDown = CoolDown()

    @model_validator(mode="after")
    def _numbers_are_of_one_queue(self) -> Self:
        if MAIN not in self.queues:
            raise ValueError(f"queues: one named {MAIN!r} expected")
        owners: dict[str, str] = {}
        for name, queue in self.queues.items():
            for number in queue.numbers:
                if owners.setdefault(number, name) != name:
                    raise ValueError(f"queues: {number} is in {owners[number]} and in {name}")
        return self

    @model_validator(mode="after")
    def _score_can_be_reached(self) -> Self:
        if max(self.scoring.points) == 0:
            raise ValueError("scoring: with no points at all no stage opens by score")
        return self

    def queue_of(self, number: str | None) -> str:
        """Return the name of the queue that a called number belongs to."""
        named = (name for name, queue in self.queues.items() if number in queue.numbers)
        return next(named, MAIN)

    def queue(self, name: str) -> Queue:
        """Return a queue by name; one that the policy does not know yet starts in shadow."""
        return self.queues.get(name) or Queue()

    def marks(self, queue: str) -> TalkTime:
        """Return the marks of a queue."""
        return self.queue(queue).talk_time or self.talk_time
