"""Reads a caller's history from the database: what the next call has to know of the earlier ones."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from callguard.db.calls import CallerRow, CallRow
from callguard.db.database import Database
from callguard.db.matters import AnswerRow, ContactRow, MatterRow
from callguard.live.history import CallerHistory, Histories, MatterHistory
from callguard.live.keys import CALLER_DAYS
from rules.matters import LastCall
from rules.stages import Stage


def refresh(database: Database, histories: Histories, caller: str) -> None:
    """Bring the cached history of one caller to what the database knows."""
    with database.read() as session:
        history = history_of(session, caller, datetime.now(UTC))
    histories.put(caller, history)


def refresh_all(database: Database, histories: Histories) -> None:
    """Fill the cache for every caller who called or wrote in the last 31 days."""
    since = datetime.now(UTC) - timedelta(days=CALLER_DAYS)
    with database.read() as session:
        called = session.scalars(select(CallRow.caller_key).where(CallRow.arrived_at > since).distinct())
        wrote = session.scalars(select(ContactRow.caller_key).where(ContactRow.at > since).distinct())
        callers = {key for key in (*called, *wrote) if key}
    for caller in callers:
        refresh(database, histories, caller)


def history_of(session: Session, caller: str, now: datetime) -> CallerHistory:
    """Return the caller's history of the last 31 days."""
    row, since = session.get(CallerRow, caller), now - timedelta(days=CALLER_DAYS)
    calls = session.scalars(
        select(CallRow)
        .where(CallRow.caller_key == caller, CallRow.arrived_at > since, CallRow.ended_at.is_not(None))
        .order_by(CallRow.arrived_at)
    ).all()
    return CallerHistory(
        shared=row is not None and row.shared,
        matters=tuple(_matters(session, caller, since)),
        last=_last(calls),
        talks=tuple((call.arrived_at, call.talk_s) for call in calls if call.counted),
    )


def _last(calls: Iterable[CallRow]) -> LastCall | None:
    ended = [call for call in calls if call.ended_at is not None and call.counted]
    if not ended:
        return None
    newest = ended[-1]
    return LastCall(Stage(newest.said), newest.ended_at or newest.arrived_at)


def _matters(session: Session, caller: str, since: datetime) -> list[MatterHistory]:
    open_ones = select(MatterRow).where(MatterRow.caller_key == caller, MatterRow.closed_at.is_(None))
    found = [_matter(session, row, since) for row in session.scalars(open_ones)]
    return sorted(found, key=lambda matter: max(matter.contacts, default=since), reverse=True)


def _matter(session: Session, row: MatterRow, since: datetime) -> MatterHistory:
    calls = session.scalars(
        select(CallRow.arrived_at).where(
            CallRow.matter_id == row.id, CallRow.counted, CallRow.arrived_at > since
        )
    )
    written = session.scalars(
        select(ContactRow.at).where(ContactRow.matter_id == row.id, ContactRow.at > since)
    )
    answers = session.scalars(
        select(AnswerRow).where(AnswerRow.matter_id == row.id).order_by(AnswerRow.at)
    ).all()
    asked = dict.fromkeys(demand for answer in answers for demand in answer.asked)
    return MatterHistory(
        row.id,
        row.name,
        tuple(sorted((*calls, *written))),
        tuple(answer.at for answer in answers),
        tuple(asked),
        row.owed_until,
    )
