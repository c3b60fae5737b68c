"""The newest incidents in the database, with the call that each belongs to."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from callguard.db.calls import CallerRow, CallRow
from callguard.db.database import Database
from callguard.db.incidents import IncidentRow
from rules.acts import Act
from rules.stages import Stage

NEWEST = 10


@dataclass(frozen=True, slots=True)
class Incident:
    """A recorded incident; `opened_at` is in the site's time zone, `hint` None for a withheld number."""

    number: int
    opened_at: datetime
    status: str
    stage: Stage
    acts: list[Act]
    agent: str | None
    hint: str | None


def newest_incidents(database: Database, zone: ZoneInfo) -> list[Incident]:
    """Return the newest incidents."""
    query = (
        select(IncidentRow, CallRow.agent, CallerRow.hint)
        .join(CallRow, CallRow.sid == IncidentRow.call_sid)
        .outerjoin(CallerRow, CallerRow.key == CallRow.caller_key)
        .order_by(IncidentRow.opened_at.desc(), IncidentRow.id.desc())
        .limit(NEWEST)
    )
    with database.read() as session:
        return [_incident(row, agent, hint, zone) for row, agent, hint in session.execute(query)]


def _incident(row: IncidentRow, agent: str | None, hint: str | None, zone: ZoneInfo) -> Incident:
    acts = [Act(act) for act in row.acts]
    opened_at = row.opened_at.astimezone(zone)
    return Incident(row.id, opened_at, row.status, Stage(row.stage), acts, agent, hint)
