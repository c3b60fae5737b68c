"""A back-test's report as text for a terminal."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from callguard.policies.backtest import CallChange, Report

SHOWN = 200


def as_text(report: Report, zone: ZoneInfo) -> str:
    """Return the report: totals, days, then the calls that differ with what and why."""
    return "\n".join([*_totals(report), "", *_days(report), "", *_calls(report, zone)])


def _totals(report: Report) -> Iterator[str]:
    yield f"{report.calls} calls, {len(report.differing)} would have gone another way"
    if report.unreadable:
        yield f"{report.unreadable} calls have a record that cannot be read and are left out"
    for kind, (before, after) in sorted(report.totals().items()):
        yield f"{kind:<10} {before:>7} → {after:<7} {after - before:+}"


def _days(report: Report) -> Iterator[str]:
    changed = [tally for tally in report.tallies if tally.before != tally.after]
    for tally in changed:
        act = tally.act or "–"
        yield f"{tally.day}  {tally.kind:<10} {act:<20} {tally.before:>5} → {tally.after}"
    if not changed:
        yield "no day would have been different"


def _calls(report: Report, zone: ZoneInfo) -> Iterator[str]:
    for call in report.differing[:SHOWN]:
        yield from _call(call, zone)
    if len(report.differing) > SHOWN:
        yield f"and {len(report.differing) - SHOWN} more calls: --json lists them all"


def _call(call: CallChange, zone: ZoneInfo) -> Iterator[str]:
    yield f"{call.arrived_at.astimezone(zone):%Y-%m-%d %H:%M}  {call.call_sid}  {call.queue}"
    for change in call.changes:
        step, sign = change.step, "+" if change.added else "-"
        act = f" {step.act}" if step.act else ""
        yield f"  {sign} {step.at_s:>7.1f} s  {step.kind} {step.detail}{act}  because of {step.rule}"
