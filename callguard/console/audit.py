"""Writes down who did what."""

from datetime import UTC, datetime
from typing import Any

from callguard.db.database import Database
from callguard.db.people import AuditRow


def note(database: Database, by: str, action: str, subject: str, **details: Any) -> None:  # noqa: ANN401 - JSON
    """Add a row to the audit log."""
    row = AuditRow(at=datetime.now(UTC), by=by, action=action, subject=subject, details=details)
    with database.write() as session:
        session.add(row)
