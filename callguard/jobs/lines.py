"""Marks a caller's line as used by several people: in the database, in the cache, and in their live calls."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from callguard.db.audit import add_note
from callguard.db.calls import CallerRow
from callguard.db.database import Database
from callguard.db.insert_once import insert_once
from callguard.desk.desk import CallDesk
from callguard.jobs.histories import refresh
from callguard.live.calls import LiveCalls
from callguard.live.history import Histories
from rules.events import LineMarked


@dataclass(frozen=True, slots=True)
class Lines:
    """A shared line is never counted as one person. Marked twice, nothing changes."""

    database: Database
    histories: Histories
    calls: LiveCalls
    desk: CallDesk

    def mark(self, caller: str, hint: str, *, shared: bool, by: str, reason: str) -> bool:
        """Mark the line, or take the mark back; return whether that changed anything."""
        with self.database.write() as session:
            insert_once(session, CallerRow, key=caller, number=None, hint=hint, shared=False)
            row = session.get_one(CallerRow, caller, with_for_update=True)
            changed = row.shared is not shared
            if changed:
                row.shared = shared
                add_note(session, by, "line_marked", caller, shared=shared, reason=reason)
        refresh(self.database, self.histories, caller)
        self._tell_live_calls(caller, shared=shared, by=by)
        return changed

    def is_shared(self, caller: str) -> bool:
        """Whether the caller's line is marked."""
        with self.database.read() as session:
            row = session.get(CallerRow, caller)
            return row is not None and row.shared

    def _tell_live_calls(self, caller: str, *, shared: bool, by: str) -> None:
        for facts in self.calls.live():
            if facts.caller == caller and facts.shared is not shared:
                event = LineMarked(f"line:{secrets.token_hex(8)}", datetime.now(UTC), shared=shared, by=by)
                self.desk.apply(facts.call_sid, event)
