"""Tables of what callers call about: matters, the answers given, and contacts by other channels."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from callguard.db.tables import Table


class MatterRow(Table):
    """One matter of one caller. While `owed_until` lies ahead the next step is ours."""

    __tablename__ = "matters"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    caller_key: Mapped[str] = mapped_column(ForeignKey("callers.key"), index=True)
    name: Mapped[str] = mapped_column(String(128))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    owed_until: Mapped[datetime | None]


class AnswerRow(Table):
    """A matter had its answer in a call; `asked` are the demands that were answered."""

    __tablename__ = "answers"

    call_sid: Mapped[str] = mapped_column(ForeignKey("calls.sid"), primary_key=True)
    matter_id: Mapped[str] = mapped_column(ForeignKey("matters.id"), index=True)
    at: Mapped[datetime]
    asked: Mapped[list[str]]


class ContactRow(Table):
    """A contact by another channel: a mail, a letter, a visit, a chat."""

    __tablename__ = "contacts"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    caller_key: Mapped[str] = mapped_column(ForeignKey("callers.key"), index=True)
    matter_id: Mapped[str | None] = mapped_column(ForeignKey("matters.id"), index=True)
    channel: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(index=True)
    noted_by: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(Text)
