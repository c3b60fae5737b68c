"""Tables of incidents and their history."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from callguard.db.tables import Table

OPEN = "open"


class IncidentRow(Table):
    """An incident that the machine opened is an unjudged record; only a person makes it harassment."""

    __tablename__ = "incidents"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_sid: Mapped[str] = mapped_column(ForeignKey("calls.sid"), unique=True)
    opened_at: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[str] = mapped_column(String(16), index=True)
    stage: Mapped[str] = mapped_column(String(16))
    severity: Mapped[int]
    acts: Mapped[list[str]]


class IncidentHistoryRow(Table):
    """What changed in an incident, by whom and when; rows are only added."""

    __tablename__ = "incident_history"

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(64))
    change: Mapped[str] = mapped_column(Text)
