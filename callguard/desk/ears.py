"""What is heard on the media sockets, as events of calls: implements `webhooks.handlers.MediaHandler`."""

import asyncio
import threading
from datetime import UTC, datetime

import structlog

from callguard.config import SpeechTier
from callguard.desk.ear import Ear
from callguard.desk.mailbox import Mailbox
from callguard.live.calls import LiveCalls
from callguard.live.feed import Feed
from callguard.live.tokens import StreamTokens
from callguard.policies.store import Rulebooks
from callguard.speech.engine import SpeechEngine
from callguard.speech.heard import Tier
from rules.events import HearingChanged
from rules.opinion import OpinionOf
from webhooks.frames import Start

log = structlog.get_logger()

# CPU seconds per second of a call, both tracks listened to through the voice gate (docs/speech.md).
LISTEN_COST = 0.29
READ_MS = 1000
RETRY_S = 0.5


class Ears:
    """One for each media process. A thread of its own follows the feed, so that each stream knows whether
    its call is on hold, being spoken to, or flagged.
    """

    def __init__(
        self,
        tier: SpeechTier,
        engine: SpeechEngine,
        mailbox: Mailbox,
        calls: LiveCalls,
        feed: Feed,
        tokens: StreamTokens,
        books: Rulebooks,
        opinion_of: OpinionOf,
        threads: int,
    ) -> None:
        self._tier = tier
        self._engine = engine
        self._mailbox = mailbox
        self._calls = calls
        self._feed = feed
        self._tokens = tokens
        self._books = books
        self._opinion_of = opinion_of
        self._listened = threads / LISTEN_COST
        self._open: dict[str, Ear] = {}
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="ears", daemon=True)

    def start(self) -> None:
        """Begin to follow the feed."""
        self._thread.start()

    def stop(self) -> None:
        """Stop following; streams end with their sockets."""
        self._stopping.set()
        self._thread.join(timeout=3)

    async def admit(self, token: str) -> str | None:
        """Return the call of a one-time token, and use it up."""
        return await asyncio.to_thread(self._tokens.redeem, token)

    def opened(self, call_sid: str, start: Start) -> Ear:
        """Begin to hear a call."""
        ear = Ear(
            call_sid,
            start.stream_sid,
            self._engine,
            self._mailbox,
            self._feed,
            self._opinion_of,
            self._closed,
        )
        with self._lock:
            self._open[call_sid] = ear
        threading.Thread(target=self._prepare, args=(ear,), daemon=True).start()
        return ear

    def _prepare(self, ear: Ear) -> None:
        """Open the tracks off the event loop: it loads the call, and perhaps the model."""
        try:
            snapshot = self._calls.load(ear.call_sid)
            if snapshot is None:
                log.warning("stream of an unknown call", call=ear.call_sid)
                return
            matcher = self._books.current().matchers.get(snapshot.facts.language)
            hearing = ear.listen(snapshot.facts, self._choose_tier(), matcher)
            ear.follow(snapshot.facts)
            self._begin(ear, hearing=hearing)
        except Exception:
            log.exception("stream not heard", call=ear.call_sid)
            self._tell(ear, hearing=False)

    def _begin(self, ear: Ear, *, hearing: bool) -> None:
        """Say so, unless the stream is over already: on and off must reach the call in their order."""
        with self._lock:
            if self._open.get(ear.call_sid) is ear:
                self._tell(ear, hearing=hearing)
                return
        ear.hush()

    def _choose_tier(self) -> Tier:
        if self._tier is SpeechTier.AUTO:
            calls = self._engine.stats().tracks / 2 + 1
            return "listen" if calls <= self._listened else "watch"
        return "watch" if self._tier is SpeechTier.WATCH else "listen"

    def _closed(self, ear: Ear, reason: str) -> None:
        """A stream that a newer one has replaced says nothing of whether the call is heard."""
        with self._lock:
            if self._open.get(ear.call_sid) is ear:
                del self._open[ear.call_sid]
                self._tell(ear, hearing=False)
        if reason != "stopped":
            log.warning("media stream ended early", call=ear.call_sid, reason=reason)

    def _tell(self, ear: Ear, *, hearing: bool) -> None:
        event_id = f"hearing:{ear.stream_sid}:{'on' if hearing else 'off'}"
        self._mailbox.post(ear.call_sid, HearingChanged(event_id, datetime.now(UTC), hearing))

    def _follow(self) -> None:
        after: str | None = None
        while not self._stopping.is_set():
            try:
                after = after or self._feed.last_id()
                for change in self._feed.read(after, READ_MS):
                    after = change.id
                    self._update(change.call_sid)
            except Exception as error:  # noqa: BLE001 - streams are heard on while the store is away
                log.warning("feed not read", error=str(error))
                self._stopping.wait(RETRY_S)

    def _update(self, call_sid: str) -> None:
        ear = self._open.get(call_sid)
        snapshot = self._calls.load(call_sid) if ear else None
        if ear is None or snapshot is None:
            return
        ear.follow(snapshot.facts)
        if snapshot.facts.flagged and self._tier is SpeechTier.AUTO:
            ear.promote()
