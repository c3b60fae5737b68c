"""The media role: models, engine, mailbox and ears, started and stopped together."""

import os
import socket
import threading
from dataclasses import asdict

import msgspec
import structlog
from redis.exceptions import RedisError

from callguard.config import SpeechTier
from callguard.desk.ears import Ears
from callguard.desk.mailbox import Mailbox
from callguard.live import keys
from callguard.meaning.opinion import opinion_of
from callguard.site import Site
from callguard.speech.engine import SpeechEngine
from callguard.speech.models import Models

log = structlog.get_logger()

REPORT_EVERY_S = 1.0


class Hearing:
    """What a media process works with. A wrong model path stops the start."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._models = Models(site.settings.models)
        self._threads = os.cpu_count() or 1
        self._engine = SpeechEngine(self._models, self._threads)
        self._mailbox = Mailbox(site.desk)
        self.ears = Ears(
            site.settings.speech_tier,
            self._engine,
            self._mailbox,
            site.calls,
            site.feed,
            site.tokens,
            site.books,
            opinion_of(),
            self._threads,
        )
        self._stopping = threading.Event()
        self._reporter = threading.Thread(target=self._report, name="speech-report", daemon=True)

    def start(self) -> None:
        """Load model and phrases of the site's language before the first call, and begin to hear."""
        if self._site.settings.speech_tier is not SpeechTier.OFF:
            self._load_model()
        self._mailbox.start()
        self.ears.start()
        self._reporter.start()

    def _load_model(self) -> None:
        language = self._site.settings.language
        if self._models.get(language) is None:
            log.warning("no speech model for the site's language", language=language)
        self._site.books.current().matchers[language]  # compiled once, in seconds that no call should wait

    def stop(self) -> None:
        """Decode and deliver what was accepted, and end."""
        self.ears.stop()
        self._engine.close()
        self._mailbox.stop()
        self._stopping.set()
        self._reporter.join(timeout=3)

    def _report(self) -> None:
        """Publish what hearing costs here, for benchmarks and the wallboard."""
        key = keys.speech(f"{socket.gethostname()}:{os.getpid()}")
        path = self._models.path(self._site.settings.language)
        model = None if path is None else path.parent.name
        while not self._stopping.wait(REPORT_EVERY_S):
            body = msgspec.json.encode({"model": model, **asdict(self._engine.stats())})
            try:
                self._site.redis.set(key, body, ex=keys.SPEECH_S)
            except RedisError as error:
                log.debug("speech not reported", error=str(error))
