"""Tables of users and of what they did."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from callguard.db.tables import Table


class Role(StrEnum):
    """What a user may see and do; no role contains another."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


class UserRow(Table):
    """A user of the console. `phone` is where an agent's leg is dialled: client:…, sip:… or a number."""

    __tablename__ = "users"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    display_name: Mapped[str] = mapped_column(String(128))
    role: Mapped[str] = mapped_column(String(16))
    password_hash: Mapped[str | None] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    phone: Mapped[str | None] = mapped_column(String(256))
    active: Mapped[bool] = mapped_column(default=True)


class AuditRow(Table):
    """Who did what, when; rows are only added."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    by: Mapped[str] = mapped_column(String(64), index=True)
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(128))
    details: Mapped[dict[str, Any]]
