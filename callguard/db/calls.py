"""Tables of what a call was: its row, words, findings, prompts and limits."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from callguard.db.matters import MatterRow
from callguard.db.tables import Table

SID = String(34)


class CallerRow(Table):
    """A caller: found by the keyed hash of the number, which itself is kept encrypted.

    A `shared` line (a family, a company, a home) is never counted as one person.
    """

    __tablename__ = "callers"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[str | None] = mapped_column(Text)
    hint: Mapped[str] = mapped_column(String(16))
    shared: Mapped[bool] = mapped_column(default=False)


class CallRow(Table):
    """A call. `recorded` counts the entries of its live log that are in the database; `counted` says whether
    it counts against its caller.
    """

    __tablename__ = "calls"

    sid: Mapped[str] = mapped_column(SID, primary_key=True)
    caller_key: Mapped[str | None] = mapped_column(ForeignKey("callers.key"), index=True)
    language: Mapped[str] = mapped_column(String(8))
    queue: Mapped[str] = mapped_column(String(32), index=True)
    outbound: Mapped[bool]
    matter_id: Mapped[str | None] = mapped_column(ForeignKey(MatterRow.id), index=True)
    agent: Mapped[str | None] = mapped_column(String(64), index=True)
    arrived_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(String(16))
    talk_s: Mapped[float]
    calls_today: Mapped[int]
    counted: Mapped[bool]
    stage: Mapped[str] = mapped_column(String(16))
    said: Mapped[str] = mapped_column(String(16))
    severity: Mapped[int]
    accommodation: Mapped[bool]
    answered_at: Mapped[datetime | None]
    reviewed_by: Mapped[str | None] = mapped_column(String(64))
    policy_version: Mapped[int]
    recorded: Mapped[int]


class EventRow(Table):
    """One entry of the call's log, as it was decided: the proof, and what a replay reads."""

    __tablename__ = "events"

    call_sid: Mapped[str] = mapped_column(ForeignKey("calls.sid"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(32))
    policy_version: Mapped[int]
    body: Mapped[str] = mapped_column(Text)


class UtteranceRow(Table):
    """Words that were heard; `start_s` and `end_s` count from the call's arrival."""

    __tablename__ = "utterances"

    call_sid: Mapped[str] = mapped_column(ForeignKey("calls.sid"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    speaker: Mapped[str] = mapped_column(String(16))
    start_s: Mapped[float]
    end_s: Mapped[float]
    text: Mapped[str] = mapped_column(Text)
    confidence: Mapped[float | None]


class FindingRow(Table):
    """What a rule said; `number` is that of the log entry that caused it, `place` its place there, `finding`
    its number in the call. A dismissed finding is kept.
    """

    __tablename__ = "findings"

    call_sid: Mapped[str] = mapped_column(ForeignKey("calls.sid"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    finding: Mapped[int]
    at: Mapped[datetime]
    act: Mapped[str] = mapped_column(String(32), index=True)
    rule: Mapped[str] = mapped_column(String(64))
    matched: Mapped[str] = mapped_column(Text)
    severity: Mapped[int]
    confidence: Mapped[float]
    event_id: Mapped[str] = mapped_column(String(128))
    policy_version: Mapped[int]
    pack_version: Mapped[str | None] = mapped_column(String(32))
    start_s: Mapped[float | None]
    end_s: Mapped[float | None]
    guards: Mapped[list[str]]
    reasons: Mapped[list[str]]
    confirmed_by: Mapped[str | None] = mapped_column(String(64))
    dismissed_by: Mapped[str | None] = mapped_column(String(64))


class PromptRow(Table):
    """What the agent was shown, or in `shadow` would have been; `said_at` is set when the agent said that
    they spoke it.
    """

    __tablename__ = "prompts"

    call_sid: Mapped[str] = mapped_column(ForeignKey("calls.sid"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    stage: Mapped[str] = mapped_column(String(16))
    act: Mapped[str | None] = mapped_column(String(32))
    script: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    shadow: Mapped[bool]
    said_at: Mapped[datetime | None]


class TickRow(Table):
    """One of the six ticks as it stands: how it became known, where on the talk clock, and by whom. What was
    taken back is in the events.
    """

    __tablename__ = "ticks"

    call_sid: Mapped[str] = mapped_column(ForeignKey("calls.sid"), primary_key=True)
    tick: Mapped[str] = mapped_column(String(16), primary_key=True)
    how: Mapped[str] = mapped_column(String(16))
    talk_s: Mapped[float]
    by: Mapped[str | None] = mapped_column(String(64))


class LimitRow(Table):
    """A mark of the talk-time limit that was reached."""

    __tablename__ = "limits"

    call_sid: Mapped[str] = mapped_column(ForeignKey("calls.sid"), primary_key=True)
    limit: Mapped[str] = mapped_column(String(32), primary_key=True)
    due_at: Mapped[datetime]
    fired_at: Mapped[datetime]
    talk_s: Mapped[float]
