"""Tells on the terminal what happens in the calls, as it happens."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

from redis.exceptions import RedisError

from callguard.live.feed import Change
from callguard.site import Site
from rules.facts import CallFacts

READ_MS = 300


class Narrator:
    """Follows the feed in a thread of its own."""

    def __init__(self, site: Site, tell: Callable[[str], None]) -> None:
        self._site = site
        self._tell = tell
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin to tell."""
        self._thread.start()

    def stop(self) -> None:
        """Stop telling."""
        self._stopping.set()
        self._thread.join(timeout=3)

    def _run(self) -> None:
        after = self._site.feed.last_id()
        while not self._stopping.is_set():
            try:
                for change in self._site.feed.read(after, READ_MS):
                    after = change.id
                    self._on(change)
            except RedisError:
                self._stopping.wait(0.5)

    def _on(self, change: Change) -> None:
        snapshot = self._site.calls.load(change.call_sid)
        if snapshot is None:
            return
        for kind in change.kinds:
            line = _line(kind, snapshot.facts)
            if line:
                self._tell(f"    {_clock(snapshot.facts)} {line}")


def _line(kind: str, facts: CallFacts) -> str | None:
    """Return what to tell of one kind of change."""
    lines = {
        "call_arrived": f"{facts.caller_hint or 'number withheld'} calls, call {facts.counts.day + 1} today",
        "agent_joined": f"{facts.agent} is on the line",
        "matter_answered": "the agent marks the matter as answered",
        "flag_call": f"flagged for the supervisor: {facts.flagged}",
        "announcement_played": "the caller has heard the announcement",
        "call_ended": facts.ended_by and f"over, ended by {facts.ended_by}; stage reached: {facts.stage}",
    }
    if kind == "show_prompt" and facts.prompt:
        return f"{facts.prompt.stage}: «{facts.prompt.text}»"
    return lines.get(kind)


def _clock(facts: CallFacts) -> str:
    since = facts.arrived_at or datetime.now(UTC)
    seconds = int((datetime.now(UTC) - since).total_seconds())
    return f"{seconds // 60:02}:{seconds % 60:02}"
