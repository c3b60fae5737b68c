"""Writes down who did what."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from callguard.db.database import Database
from callguard.db.people import AuditRow


def note(database: Database, by: str, action: str, subject: str, **details: Any) -> None:  # noqa: ANN401 - JSON
    """Add a row to the audit log."""
    with database.write() as session:
        add_note(session, by, action, subject, **details)


def add_note(session: Session, by: str, action: str, subject: str, **details: Any) -> None:  # noqa: ANN401 - JSON
    """Add a row to the audit log in the same transaction as what was done."""
    session.add(AuditRow(at=datetime.now(UTC), by=by, action=action, subject=subject, details=details))
