"""One call as it was kept, for evidence: its row, words, findings, prompts, ticks and limits."""

from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from callguard.db.calls import CallRow, FindingRow, LimitRow, PromptRow, TickRow, UtteranceRow
from callguard.db.tables import Table

_PARTS = {
    "words": UtteranceRow,
    "findings": FindingRow,
    "prompts": PromptRow,
    "ticks": TickRow,
    "limits": LimitRow,
}


def call_record(session: Session, sid: str) -> dict[str, Any] | None:
    """Return the call as plain values, or None where there is none; a caller is a pseudonym in it.

    Each tick says how it became known: heard, pressed, played or seen.
    """
    call = session.get(CallRow, sid)
    if call is None:
        return None
    return {"call": _values(call), **{name: _rows(session, table, sid) for name, table in _PARTS.items()}}


def _rows(session: Session, table: type[Any], sid: str) -> list[dict[str, Any]]:
    order = inspect(table).primary_key
    rows = session.scalars(select(table).where(table.call_sid == sid).order_by(*order))
    return [_values(row) for row in rows]


def _values(row: Table) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs}
