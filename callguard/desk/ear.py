"""One media stream of one call: feeds the recogniser what may be heard, and posts what was said."""

from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from redis.exceptions import RedisError

from callguard.desk.mailbox import Mailbox
from callguard.live.feed import Feed
from callguard.speech.engine import SpeechEngine
from callguard.speech.heard import Heard, Speaker, Tier
from callguard.speech.track import Track
from rules.events import SpeechHeard
from rules.facts import CallFacts, Phase
from rules.matching.matcher import Matcher, spot
from rules.matching.spotted import Spotted
from rules.opinion import Opinion, OpinionOf
from rules.speaker import Speaker as WhoSpoke
from webhooks.frames import Media

log = structlog.get_logger()

MULAW_SILENCE = b"\xff"
_SPEAKERS: dict[str, Speaker] = {"inbound": "caller", "outbound": "agent"}


class Ear:
    """`inbound` is the caller; `outbound` is all that the caller hears, so it is decoded only while
    nothing but the agent can be on it.
    """

    def __init__(
        self,
        call_sid: str,
        stream_sid: str,
        engine: SpeechEngine,
        mailbox: Mailbox,
        feed: Feed,
        opinion_of: OpinionOf,
        on_closed: Callable[["Ear", str], None],
    ) -> None:
        self.call_sid = call_sid
        self.stream_sid = stream_sid
        self._engine = engine
        self._mailbox = mailbox
        self._feed = feed
        self._opinion_of = opinion_of
        self._on_closed = on_closed
        self._tracks: dict[str, Track] = {}
        self._audible: frozenset[str] = frozenset()
        self._matcher: Matcher | None = None
        self._language = ""
        self._began_at = datetime.now(UTC)
        self._began_s = 0.0
        self._spotted: set[tuple[int, str]] = set()

    def listen(self, facts: CallFacts, tier: Tier, matcher: Matcher | None) -> bool:
        """Open the tracks; return whether this machine has a model for the call's language."""
        self._matcher, self._language = matcher, facts.language
        self._began_s = (self._began_at - (facts.arrived_at or self._began_at)).total_seconds()
        phrases = matcher.pack.watch if matcher else ()
        self._tracks = {
            name: self._engine.open_track(self.call_sid, speaker, facts.language, tier, phrases, self._heard)
            for name, speaker in _SPEAKERS.items()
        }
        return all(track.hearing for track in self._tracks.values())

    def follow(self, facts: CallFacts) -> None:
        """Decode only people: not the waiting, not hold, and not our own voice on the agent's track."""
        talking = facts.phase is Phase.TALKING and not facts.held
        names = {"inbound"} if talking else set()
        if talking and facts.announcing is None:
            names.add("outbound")
        self._audible = frozenset(names)

    def promote(self) -> None:
        """Listen to the call in full from now on, and to the last 30 s again."""
        for track in self._tracks.values():
            track.promote()

    def media(self, media: Media) -> None:
        """Take a piece of audio; never waits. What may not be heard is silence to the recogniser, so that
        an utterance before it comes to its end.
        """
        track = self._tracks.get(media.track)
        if track is None:
            return
        audible = media.track in self._audible
        track.feed(media.payload if audible else MULAW_SILENCE * len(media.payload), media.timestamp_ms)

    def closed(self, reason: str) -> None:
        """The socket is gone; what was accepted is still decoded."""
        self.hush()
        self._on_closed(self, reason)

    def hush(self) -> None:
        """Take no more audio; safe to do twice."""
        for track in self._tracks.values():
            track.close()

    def _heard(self, heard: Heard) -> None:
        """Called on a decoding thread."""
        if heard.final:
            self._show(heard, "")
            if heard.text:
                self._post(heard, "final")
            return
        self._show(heard, heard.text)
        # Only words that have settled may prompt: the last words of a partial are often taken back.
        new = self._new_hits(heard)
        if new:
            self._spotted |= new
            self._post(heard, f"partial{len(self._spotted)}")

    def _new_hits(self, heard: Heard) -> set[tuple[int, str]]:
        if self._matcher is None or heard.speaker != "caller":
            return set()
        spotted = spot(self._matcher, heard.settled)
        names = [hit.entry for hit in spotted.hits] + [demand.id for demand in spotted.demands]
        return {(heard.utterance, name) for name in names} - self._spotted

    def _spot(self, heard: Heard) -> Spotted | None:
        """Match here, on the thread that heard it: the decision need not, and a replay of it neither."""
        if self._matcher is None:
            return None
        return spot(self._matcher, heard.settled, WhoSpoke(heard.speaker))

    def _opinion(self, heard: Heard) -> Opinion | None:
        """Ask for a second opinion on a caller's words, where they were decoded in full."""
        if heard.speaker != "caller" or heard.tier != "listen":
            return None
        return self._opinion_of(heard.settled, self._language)

    def _show(self, heard: Heard, text: str) -> None:
        try:
            self._feed.words(self.call_sid, heard.speaker, text)
        except RedisError:
            log.debug("live words not shown", call=self.call_sid)

    def _post(self, heard: Heard, part: str) -> None:
        self._mailbox.post(
            self.call_sid,
            SpeechHeard(
                f"speech:{self.stream_sid}:{heard.speaker}:{heard.utterance}:{part}",
                datetime.now(UTC),
                speaker=WhoSpoke(heard.speaker),
                utterance=heard.utterance,
                text=heard.settled,
                start_s=round(self._began_s + heard.start_s, 3),
                end_s=round(self._began_s + heard.end_s, 3),
                final=heard.final,
                confidence=heard.confidence,
                full=heard.tier == "listen",
                words_s=tuple(round(self._began_s + word.start_s, 2) for word in heard.words),
                opinion=self._opinion(heard),
                spotted=self._spot(heard),
            ),
        )
