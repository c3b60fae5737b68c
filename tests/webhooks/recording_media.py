"""A media handler with one-time tokens, whose sessions keep the audio that they heard."""

import threading
from dataclasses import dataclass, field

from webhooks.frames import Media, Start

PATIENCE_S = 30.0


@dataclass
class RecordedSession:
    start: Start
    heard: list[Media] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def media(self, media: Media) -> None:
        if media.payload == b"poison":
            raise RuntimeError("this session cannot hear poison")
        self.heard.append(media)

    def closed(self, reason: str) -> None:
        self.reasons.append(reason)
        self.over.set()

    def audio(self, track: str = "inbound") -> bytes:
        return b"".join(media.payload for media in self.heard if media.track == track)


@dataclass
class RecordingMedia:
    tokens: dict[str, str] = field(default_factory=dict)
    sessions: list[RecordedSession] = field(default_factory=list)
    started: threading.Event = field(default_factory=threading.Event)

    async def admit(self, token: str) -> str | None:
        return self.tokens.pop(token, None)

    def opened(self, call_sid: str, start: Start) -> RecordedSession:
        session = RecordedSession(start)
        self.sessions.append(session)
        self.started.set()
        return session

    def finished(self) -> RecordedSession:
        """The only session, once it is over."""
        assert self.started.wait(PATIENCE_S)
        (session,) = self.sessions
        assert session.over.wait(PATIENCE_S)
        return session
