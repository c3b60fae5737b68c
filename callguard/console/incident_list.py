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
    call_sid: str
    opened_at: datetime
    status: str
    stage: Stage
    acts: list[Act]
    agent: str | None
    hint: str | None
    shared: bool


def newest_incidents(database: Database, zone: ZoneInfo) -> list[Incident]:
    """Return the newest incidents."""
    query = (
        select(IncidentRow, CallRow.agent, CallerRow.hint, CallerRow.shared)
        .join(CallRow, CallRow.sid == IncidentRow.call_sid)
        .outerjoin(CallerRow, CallerRow.key == CallRow.caller_key)
        .order_by(IncidentRow.opened_at.desc(), IncidentRow.id.desc())
        .limit(NEWEST)
    )
    with database.read() as session:
        return [
            Incident(
                row.id,
                row.call_sid,
                row.opened_at.astimezone(zone),
                row.status,
                Stage(row.stage),
                [Act(act) for act in row.acts],
                agent,
                hint,
                shared=bool(shared),
            )
            for row, agent, hint, shared in session.execute(query)
        ]
