"""A call-centre floor as tests tell it: calls come in, agents take them, callers say things."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from redis import Redis
from sqlalchemy import select

from callguard.console.parts import ConsoleParts
from callguard.db.calls import CallerRow, CallRow
from callguard.db.incidents import OPEN, IncidentRow
from callguard.db.people import AuditRow, UserRow
from callguard.live import keys
from rules import events as on
from rules.decision import Decision
from rules.facts import CallFacts
from rules.speaker import Speaker

PASSWORD = "correct horse battery"
KILL = "죽여 버리겠다"
REFUND = "환불해 주세요"


def sid(number: int) -> str:
    return f"CA{number:032x}"


@dataclass
class Floor:
    parts: ConsoleParts
    redis: Redis
    _ids: "count[int]" = field(default_factory=count)

    def arrive(
        self,
        call: str,
        agent: str | None = None,
        caller: str | None = "mori",
        language: str = "ko",
        since_s: float = 0,
        **counts: int,
    ) -> str:
        """Let Mori call, long enough ago; with an agent, who takes the call at once."""
        at = datetime.now(UTC) - timedelta(seconds=since_s)
        hint = "…0143" if caller else None
        self.apply(
            call, on.CallArrived, at, language=language, caller=caller, caller_hint=hint,
            counts=on.CallCounts(**counts),
        )  # fmt: skip
        if agent:
            self.give(call, agent)
            self.apply(call, on.CallerJoined, at)
            self.apply(call, on.AgentJoined, at, agent=agent, leg="CA" + "9" * 32)
            self.apply(call, on.HearingChanged, at, hearing=True)
        return call

    def give(self, call: str, agent: str) -> None:
        """Let the call have this agent, whoever else is on duty."""
        self.redis.hset(keys.CALL_OF, agent, call)
        self.redis.hset(keys.AGENT_OF, call, agent)

    def hear(self, call: str, text: str, speaker: Speaker = Speaker.CALLER) -> None:
        number = next(self._ids)
        self.apply(
            call, on.SpeechHeard, speaker=speaker, utterance=number, text=text, start_s=number * 10.0,
            end_s=number * 10.0 + 1, final=True,
        )  # fmt: skip

    def apply(
        self, call: str, kind: type[on.Event], at: datetime | None = None, **fields: object
    ) -> Decision | None:
        event = kind(id=f"test{next(self._ids)}", at=at or datetime.now(UTC), **fields)  # type: ignore[arg-type]
        return self.parts.desk.apply(call, event)

    def end(self, call: str, by: on.EndedBy = on.EndedBy.CALLER) -> None:
        self.apply(call, on.CallEnded, by=by)

    def facts(self, call: str) -> CallFacts:
        found = self.parts.calls.load(call)
        assert found
        return found.facts

    def told(self, call: str, kind: type[on.Event]) -> list[on.Event]:
        """Return the events of one kind in the call's log."""
        return [e.event for e in self.parts.calls.log(call) if isinstance(e.event, kind)]

    def record_incident(self, call: str, acts: Sequence[str], *, withheld: bool = False) -> None:
        """Write to the database what the jobs would."""
        now, key = datetime.now(UTC), None if withheld else "mori"
        with self.parts.database.write() as session:
            if key and session.get(CallerRow, key) is None:
                session.add(CallerRow(key=key, number="encrypted", hint="…0143"))
                session.flush()
            session.add(
                CallRow(
                    sid=call, caller_key=key, language="ko", agent="aiko", arrived_at=now, talk_s=1.0,
                    calls_today=1, counted=True, stage="firm", severity=2, policy_version=1, recorded=0,
                    queue="main",
                    outbound=False, said="courteous", accommodation=False,
                )
            )  # fmt: skip
            session.flush()
            session.add(
                IncidentRow(
                    call_sid=call, opened_at=now, status=OPEN, stage="firm", severity=2, acts=list(acts)
                )
            )

    def audit(self) -> list[tuple[str, str, str]]:
        with self.parts.database.read() as session:
            rows = session.scalars(select(AuditRow).order_by(AuditRow.id))
            return [(row.by, row.action, row.subject) for row in rows if row.action != "signed_in"]

    def deactivate(self, name: str) -> None:
        with self.parts.database.write() as session:
            user = session.get(UserRow, name)
            assert user
            user.active = False
