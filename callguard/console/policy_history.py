"""Who saved which version of the policy, when and why."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from callguard.db.database import Database
from callguard.db.policies import PolicyRow

NEWEST = 50


@dataclass(frozen=True, slots=True)
class SavedVersion:
    """A line of the history; `saved_at` is in the site's time zone."""

    version: int
    saved_at: datetime
    saved_by: str
    reason: str


def newest_versions(database: Database, zone: ZoneInfo) -> list[SavedVersion]:
    """Return the newest versions first."""
    query = select(PolicyRow).order_by(PolicyRow.version.desc()).limit(NEWEST)
    with database.read() as session:
        return [
            SavedVersion(row.version, row.saved_at.astimezone(zone), row.saved_by, row.reason)
            for row in session.scalars(query)
        ]
