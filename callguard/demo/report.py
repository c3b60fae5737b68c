"""What came of the calls, read back from the database and the live store."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from redis import Redis
from sqlalchemy import select
from sqlalchemy.orm import Session

from callguard.db.calls import CallRow, FindingRow, LimitRow, PromptRow, UtteranceRow
from callguard.db.incidents import IncidentRow
from callguard.live import keys
from callguard.site import Site

Json = dict[str, Any]


def report(site: Site, call_sids: Sequence[str], earlier: Sequence[str], requests: list[Json]) -> Json:
    """Return the demonstration's result; every value is what really ran."""
    with site.database.read() as session:
        calls = [_call(session, sid) for sid in call_sids]
        before = [_call(session, sid) for sid in earlier]
        incidents = [_incident(row) for row in session.scalars(select(IncidentRow).order_by(IncidentRow.id))]
        engine = session.get_bind().dialect.name
    done, failed = site.outbox.outcomes()
    return {
        "calls": calls,
        "earlier_calls": before,
        "incidents": incidents,
        "speech": speech(site.redis),
        "queue": {"engine": "rq", "jobs_done": done, "jobs_failed": failed},
        "database": engine,
        "twilio_requests": requests,
    }


def speech(redis: Redis) -> Json:
    """Return the model's name, seconds of audio decoded, and CPU seconds spent on it, of all processes."""
    found = [redis.get(key) for key in redis.scan_iter(keys.speech("*"))]
    reports = [msgspec.json.decode(body) for body in found if isinstance(body, bytes)]
    tiers = [tier for one in reports for tier in one["tiers"].values()]
    return {
        "model": next((one["model"] for one in reports), None),
        "audio_s": round(sum(one["audio_s"] for one in reports), 2),
        "cpu_s": round(sum(tier["cpu_s"] for tier in tiers), 3),
    }


def _call(session: Session, sid: str) -> Json:
    row = session.get_one(CallRow, sid)

    def t_s(at: datetime) -> float:
        return round((at - row.arrived_at).total_seconds(), 3)

    return {
        "call_sid": sid,
        "caller_calls_today": row.calls_today,
        "stage": row.stage,
        "ended_by": row.ended_by,
        "duration_s": None if row.ended_at is None else t_s(row.ended_at),
        "limits": [
            {"limit": mark.limit, "due_s": t_s(mark.due_at), "fired_s": t_s(mark.fired_at)}
            for mark in session.scalars(_of(LimitRow, sid).order_by(LimitRow.fired_at))
        ],
        "prompts": [
            {"t_s": t_s(p.at), "stage": p.stage, "act": p.act, "text": p.text}
            for p in session.scalars(_of(PromptRow, sid).order_by(PromptRow.number))
        ],
        "findings": [
            {
                "t_s": t_s(f.at),
                "act": f.act,
                "rule": f.rule,
                "matched": f.matched,
                "severity": f.severity,
            }
            for f in session.scalars(_of(FindingRow, sid).order_by(FindingRow.number, FindingRow.place))
        ],
        "transcript": [
            {"speaker": u.speaker, "start_s": u.start_s, "text": u.text}
            for u in session.scalars(_of(UtteranceRow, sid).order_by(UtteranceRow.start_s))
        ],
    }


def _of(table: Any, sid: str) -> Any:  # noqa: ANN401 - the same question of four tables
    return select(table).where(table.call_sid == sid)


def _incident(row: IncidentRow) -> Json:
    return {
        "id": row.id,
        "call_sid": row.call_sid,
        "acts": row.acts,
        "stage": row.stage,
        "status": row.status,
    }
