"""A call as tests tell it: events in order, folded by `decide` as the desk would."""

from datetime import UTC, datetime, timedelta
from itertools import count

from callguard.policies.content import rulebook
from rules import events as on
from rules.decide import decide
from rules.decision import Decision
from rules.effects import Effect, Finding
from rules.events import CallCounts, Event
from rules.facts import CallFacts
from rules.matters import Matter
from rules.policy import Decider, Ladder, Policy, TalkTime
from rules.speaker import Speaker
from rules.stages import Stage
from tests.full_policy import FULL

START = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
SHORT = TalkTime(
    hint_s=5, warning_s=10, invite_s=15, notice_s=20, notice_lead_s=10, final_notice_s=30, final_lead_s=5,
    limit_s=40, supervisor_wait_s=6,
)  # fmt: skip


def ladder(**deciders: Decider) -> Ladder:
    """Return the default ladder with other people deciding."""
    rungs = Ladder()
    return rungs.model_copy(
        update={n: getattr(rungs, n).model_copy(update={"decided_by": d}) for n, d in deciders.items()}
    )


class Story:
    """Applies events at seconds after the call's start, and keeps every decision."""

    def __init__(self, policy: Policy | None = None, language: str = "ko") -> None:
        self.book = rulebook(1, policy or Policy(queues=FULL, talk_time=SHORT))
        self.language = language
        self.facts = CallFacts("CA" + "0" * 32)
        self.decisions: list[Decision] = []
        self._ids = count()

    def at(self, second: float, kind: type[Event], **fields: object) -> Decision:
        """Apply one event."""
        event = kind(id=f"e{next(self._ids)}", at=START + timedelta(seconds=second), **fields)  # type: ignore[arg-type]
        return self.apply(event)

    def apply(self, event: Event) -> Decision:
        """Apply an event made elsewhere."""
        decision = decide(self.book, self.facts, event)
        self.facts = decision.facts
        self.decisions.append(decision)
        return decision

    def arrive(
        self, *, caller: str | None = "mori", known: dict[str, object] | None = None, **counts: int
    ) -> Decision:
        """Let Mori call; `known` is what the arrival tells beside the counts."""
        fields = {
            "language": self.language,
            "caller": caller,
            "counts": CallCounts(**counts),
            **(known or {}),
        }
        return self.at(0, on.CallArrived, **fields)

    def choose(self, second: float, **matter: object) -> Decision:
        """Let Aiko choose what the call is about."""
        chosen = Matter(**{"id": "refund", "name": "the refund", **matter})  # type: ignore[arg-type]
        return self.at(second, on.MatterChosen, matter=chosen, by="aiko")

    def talk(self, second: float = 0) -> "Story":
        """Let the call arrive and Aiko take it at `second`."""
        self.arrive()
        self.at(0, on.CallerJoined)
        self.at(second, on.AgentJoined, agent="aiko", leg="CA" + "1" * 32)
        return self

    def hear(self, second: float, text: str, utterance: int, **fields: object) -> Decision:
        """Let the caller say something."""
        said = {"speaker": Speaker.CALLER, "start_s": second - 1.0, "end_s": second, "final": True, **fields}
        return self.at(second, on.SpeechHeard, text=text, utterance=utterance, **said)

    def run_clock(self, until: float) -> None:
        """Fire every timer that comes due until then, as a ticker would."""
        while due := self._next_due(until):
            limit, at = due
            self.apply(on.LimitDue(id=f"{limit}:{at.timestamp()}", at=at, limit=limit))

    def played(self, second: float, announcement: str) -> Decision:
        """Let an announcement end."""
        return self.at(second, on.AnnouncementPlayed, announcement=announcement)

    def reached(self, stage: Stage) -> bool:
        """Whether the stage reached is this one."""
        return self.facts.stage == stage

    @property
    def findings(self) -> list[Finding]:
        """All findings so far."""
        return [f for decision in self.decisions for f in decision.findings]

    def effects(self, kind: type[Effect]) -> list[Effect]:
        """All effects of a kind so far."""
        return [e for decision in self.decisions for e in decision.effects if isinstance(e, kind)]

    def _next_due(self, until: float) -> tuple[str, datetime] | None:
        end = START + timedelta(seconds=until)
        due = sorted((at, limit) for limit, at in self.facts.due.items() if at <= end)
        return (due[0][1], max(due[0][0], self.facts.now)) if due else None
