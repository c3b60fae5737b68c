"""Effects that the database carries out: the call with its log, and its incident."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from callguard.db.calls import (
    CallerRow,
    CallRow,
    EventRow,
    FindingRow,
    LimitRow,
    PromptRow,
    TickRow,
    UtteranceRow,
)
from callguard.db.database import Database
from callguard.db.incidents import OPEN, IncidentHistoryRow, IncidentRow
from callguard.db.insert_once import insert_once
from callguard.db.matters import AnswerRow, MatterRow
from callguard.jobs.histories import refresh
from callguard.live.callers import CallerCounts
from callguard.live.calls import LiveCalls, LogEntry
from callguard.live.history import Histories
from callguard.live.keys import CALLER_DAYS
from callguard.policies.store import SYSTEM, Policies, Rulebooks
from rules.effects import Prompt, ShowPrompt, WouldPrompt
from rules.events import FindingConfirmed, FindingDismissed, PromptSaid, SpeechHeard
from rules.facts import CallFacts, Phase
from rules.frequency import counts


@dataclass(frozen=True, slots=True)
class Records:
    """Writes what is new since the last time; run twice, nothing changes."""

    calls: LiveCalls
    callers: CallerCounts
    histories: Histories
    books: Rulebooks
    policies: Policies
    database: Database

    def record_call(self, call_sid: str) -> None:
        """Bring the call's rows to what is known of it now, and Redis to the newest policy."""
        self.policies.publish()
        with self.database.write() as session:
            facts = self._record(session, call_sid)
        if facts is not None and facts.caller:
            refresh(self.database, self.histories, facts.caller)

    def record_incident(self, call_sid: str) -> None:
        """Open the call's incident, or extend it with acts and stage reached since."""
        with self.database.write() as session:
            facts = self._record(session, call_sid)
            if facts is not None:
                _keep_incident(session, facts)

    def _record(self, session: Session, call_sid: str) -> CallFacts | None:
        snapshot, details = self.calls.load(call_sid), self.calls.details(call_sid)
        if snapshot is None or snapshot.facts.arrived_at is None:
            return None
        facts = snapshot.facts
        number = details.number if details else None
        if facts.caller:
            _keep_caller(session, facts.caller, number, facts.caller_hint or "")
            _keep_matter(session, facts, facts.caller)
        row = _locked_call(session, facts, snapshot.facts.arrived_at)
        for place, entry in enumerate(self.calls.log(call_sid, row.recorded), row.recorded):
            _add_entry(session, call_sid, place, entry)
            row.recorded = place + 1
        _add_limits(session, facts)
        _keep_ticks(session, facts)
        _keep_answer(session, facts)
        self._complete(row, facts)
        return facts

    def _complete(self, row: CallRow, facts: CallFacts) -> None:
        row.agent = facts.agent or row.agent
        row.stage, row.said, row.severity = facts.stage, facts.said, facts.severity
        row.matter_id = facts.matter.id if facts.caller and facts.matter and facts.matter_chosen else None
        row.accommodation = facts.accommodation
        row.talk_s = round(facts.clock.read(facts.now), 3)
        row.ended_at, row.ended_by = facts.ended_at, facts.ended_by
        row.answered_at, row.reviewed_by = facts.answered_at, facts.reviewed_by
        row.policy_version = facts.policy_version
        ended_short = facts.phase is Phase.ENDED and row.talk_s < self._min_talk_s()
        row.counted = counts(facts) and not ended_short
        if not row.counted and facts.phase is Phase.ENDED and facts.caller:
            self.callers.forget(facts.caller, facts.call_sid)

    def _min_talk_s(self) -> int:
        return self.books.current().policy.frequency.min_talk_s


def counted_calls(database: Database) -> list[tuple[str, str, datetime]]:
    """Return caller, call and arrival of the calls of the last 31 days that count."""
    since = datetime.now(UTC) - timedelta(days=CALLER_DAYS)
    wanted = select(CallRow.caller_key, CallRow.sid, CallRow.arrived_at).where(
        CallRow.arrived_at > since, CallRow.counted, CallRow.caller_key.is_not(None)
    )
    with database.read() as session:
        return [(key, sid, at) for key, sid, at in session.execute(wanted) if key]


def _locked_call(session: Session, facts: CallFacts, arrived_at: datetime) -> CallRow:
    insert_once(
        session,
        CallRow,
        sid=facts.call_sid,
        caller_key=facts.caller,
        language=facts.language,
        queue=facts.queue,
        outbound=facts.outbound,
        arrived_at=arrived_at,
        calls_today=facts.counts.day + 1,
        talk_s=0.0,
        counted=False,
        stage=facts.stage,
        said=facts.said,
        severity=0,
        accommodation=False,
        policy_version=facts.policy_version,
        recorded=0,
    )
    return session.scalars(select(CallRow).where(CallRow.sid == facts.call_sid).with_for_update()).one()


def _add_entry(session: Session, call_sid: str, number: int, entry: LogEntry) -> None:
    session.add(
        EventRow(
            call_sid=call_sid,
            number=number,
            at=entry.event.at,
            kind=str(entry.event.__struct_config__.tag),
            policy_version=entry.policy_version,
            body=msgspec.json.encode(entry).decode(),
        )
    )
    _add_findings(session, call_sid, number, entry)
    for effect in entry.effects:
        if isinstance(effect, ShowPrompt | WouldPrompt):
            session.add(_prompt_row(call_sid, effect.prompt, shadow=isinstance(effect, WouldPrompt)))
    if isinstance(entry.event, SpeechHeard) and entry.event.final:
        session.add(_utterance_row(call_sid, number, entry.event))
    if isinstance(entry.event, PromptSaid):
        session.flush()
        prompt = session.get(PromptRow, (call_sid, entry.event.prompt))
        if prompt is not None and prompt.said_at is None:
            prompt.said_at = entry.event.at
    if isinstance(entry.event, FindingConfirmed | FindingDismissed):
        session.flush()
        _judge_finding(session, call_sid, entry.event)


def _add_findings(session: Session, call_sid: str, number: int, entry: LogEntry) -> None:
    for place, finding in enumerate(entry.findings):
        fields = msgspec.structs.asdict(finding)
        row = FindingRow(
            call_sid=call_sid, number=number, place=place, finding=fields.pop("number"), **fields
        )
        row.guards, row.reasons = list(finding.guards), list(finding.reasons)
        session.add(row)


def _judge_finding(session: Session, call_sid: str, event: FindingConfirmed | FindingDismissed) -> None:
    """Keep who said that a finding is right or wrong; the finding itself stays."""
    wanted = select(FindingRow).where(FindingRow.call_sid == call_sid, FindingRow.finding == event.finding)
    for row in session.scalars(wanted):
        if isinstance(event, FindingConfirmed):
            row.confirmed_by, row.dismissed_by = event.by, None
        else:
            row.confirmed_by, row.dismissed_by = None, event.by


def _prompt_row(call_sid: str, prompt: Prompt, *, shadow: bool) -> PromptRow:
    return PromptRow(
        call_sid=call_sid,
        number=prompt.number,
        at=prompt.at,
        stage=prompt.stage,
        act=prompt.act,
        script=prompt.script,
        text=prompt.text,
        shadow=shadow,
    )


def _utterance_row(call_sid: str, number: int, heard: SpeechHeard) -> UtteranceRow:
    return UtteranceRow(
        call_sid=call_sid,
        number=number,
        speaker=heard.speaker,
        start_s=heard.start_s,
        end_s=heard.end_s,
        text=heard.text,
        confidence=heard.confidence,
    )


def _add_limits(session: Session, facts: CallFacts) -> None:
    for mark in facts.fired:
        if session.get(LimitRow, (facts.call_sid, mark.limit)) is None:
            session.add(LimitRow(call_sid=facts.call_sid, **msgspec.structs.asdict(mark)))


def _keep_ticks(session: Session, facts: CallFacts) -> None:
    """Bring the ticks to how they stand; one that was taken back goes, its story is in the events."""
    known = {
        row.tick: row for row in session.scalars(select(TickRow).where(TickRow.call_sid == facts.call_sid))
    }
    for tick, ticked in facts.ticks.items():
        row = known.pop(tick, None) or TickRow(call_sid=facts.call_sid, tick=tick)
        row.how, row.talk_s, row.by = ticked.how, ticked.talk_s, ticked.by
        session.add(row)
    for row in known.values():
        session.delete(row)


def _keep_caller(session: Session, caller: str, number: str | None, hint: str) -> None:
    """Keep the caller with their encrypted number; one whom only the API named so far had none."""
    if not insert_once(session, CallerRow, key=caller, number=number, hint=hint):
        unknown = update(CallerRow).where(CallerRow.key == caller, CallerRow.number.is_(None))
        session.execute(unknown.values(number=number))


def _keep_matter(session: Session, facts: CallFacts, caller: str) -> None:
    """Open the matter that was chosen, and keep until when we owe an answer."""
    matter = facts.matter
    if matter is None or not facts.matter_chosen:
        return
    insert_once(
        session, MatterRow, id=matter.id, caller_key=caller, name=matter.name, opened_at=facts.arrived_at
    )
    row = session.get(MatterRow, matter.id)
    if row is not None and row.caller_key == caller:
        row.owed_until = facts.owed_until


def _keep_answer(session: Session, facts: CallFacts) -> None:
    if facts.matter is None or not facts.matter_chosen or not facts.caller or facts.answered_at is None:
        return
    asked = sorted({ask.demand for ask in facts.asks if ask.demand})
    row = session.get(AnswerRow, facts.call_sid) or AnswerRow(call_sid=facts.call_sid)
    row.matter_id, row.at, row.asked = facts.matter.id, facts.answered_at, asked
    session.add(row)


def _keep_incident(session: Session, facts: CallFacts) -> None:
    acts = [str(act) for act in facts.acts]
    row = session.scalars(select(IncidentRow).where(IncidentRow.call_sid == facts.call_sid)).first()
    if row is None:
        row = IncidentRow(
            call_sid=facts.call_sid,
            opened_at=datetime.now(UTC),
            status=OPEN,
            stage=facts.stage,
            severity=facts.severity,
            acts=acts,
        )
        session.add(row)
        session.flush()
        _tell(session, row, f"opened: {', '.join(acts)}; stage {facts.stage}")
    elif (row.acts, row.stage, row.severity) != (acts, str(facts.stage), facts.severity):
        row.acts, row.stage, row.severity = acts, facts.stage, facts.severity
        _tell(session, row, f"extended: {', '.join(acts)}; stage {facts.stage}")


def _tell(session: Session, row: IncidentRow, change: str) -> None:
    session.add(IncidentHistoryRow(incident_id=row.id, at=datetime.now(UTC), by=SYSTEM, change=change))
