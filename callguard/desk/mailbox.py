"""Events on their way to the desk from threads that must not wait: none is lost while the store is away."""

import queue
import threading
from zlib import crc32

import structlog
from redis.exceptions import RedisError

from callguard.desk.desk import CallDesk
from callguard.errors import ContentionError, UnknownCallError
from rules.events import Event

log = structlog.get_logger()

THREADS = 2
HELD = 10_000
RETRY_S = 0.5


class Mailbox:
    """Applies events in the order in which they were posted for a call, again and again until they are in."""

    def __init__(self, desk: CallDesk) -> None:
        self._desk = desk
        self._slots: list[queue.Queue[tuple[str, Event] | None]] = [queue.Queue(HELD) for _ in range(THREADS)]
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(slot,), name="mailbox", daemon=True)
            for slot in self._slots
        ]

    def start(self) -> None:
        """Begin to deliver."""
        for thread in self._threads:
            thread.start()

    def post(self, call_sid: str, event: Event) -> None:
        """Take an event; returns at once."""
        try:
            self._slots[crc32(call_sid.encode()) % THREADS].put_nowait((call_sid, event))
        except queue.Full:
            log.error("event lost, the store has been away for too long", call=call_sid)  # noqa: TRY400

    def stop(self, wait_s: float = 5.0) -> None:
        """Deliver what was posted, as far as the store takes it within the time, and stop."""
        for slot in self._slots:
            slot.put(None)
        for thread in self._threads:
            thread.join(wait_s)
        self._stopping.set()

    def _run(self, slot: "queue.Queue[tuple[str, Event] | None]") -> None:
        while posted := slot.get():
            while not self._deliver(*posted) and not self._stopping.wait(RETRY_S):
                pass

    def _deliver(self, call_sid: str, event: Event) -> bool:
        """Return whether there is nothing left to do about this event."""
        try:
            self._desk.apply(call_sid, event)
        except UnknownCallError:
            log.warning("event of an unknown call", call=call_sid, kind=type(event).__name__)
        except (RedisError, ContentionError) as error:
            log.warning("event waits for the store", call=call_sid, error=str(error))
            return False
        except Exception:
            log.exception("event not applied", call=call_sid, kind=type(event).__name__)
        return True
