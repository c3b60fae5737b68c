"""Frames of one stream that were of no use: the first is logged, the others are counted."""

import structlog

log = structlog.get_logger()


class DroppedFrames:
    """A stream brings a hundred frames a second: a fault in each must not flood the log."""

    def __init__(self, call_sid: str) -> None:
        self._call_sid = call_sid
        self.count = 0

    def add(self, fault: str, error: Exception | None = None) -> None:
        """One more, and why."""
        self.count += 1
        if self.count == 1:
            log.warning("frame dropped", call_sid=self._call_sid, error=fault, exc_info=error)

    def log_count(self) -> None:
        """At the end of the stream: how many they were, if more than the one that was logged."""
        if self.count > 1:
            log.warning("frames dropped", call_sid=self._call_sid, count=self.count)
