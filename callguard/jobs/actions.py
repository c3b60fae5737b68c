"""Effects that Twilio carries out."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from callguard.config import Settings
from callguard.db.database import Database
from callguard.db.people import UserRow
from callguard.desk.phone_line import AGENT_LABEL, spoken
from callguard.errors import NoAgentError, NotReachedError, RefusedError
from callguard.live.announcements import Announcement, Announcements
from callguard.live.calls import CallDetails, LiveCalls
from callguard.live.duty import Duty
from callguard.live.outbox import OutboxEntry
from callguard.telephony.twilio_api import Ring, TwilioApi
from rules.effects import Announce, EndCall, RingAgent
from webhooks import twiml
from webhooks.callbacks import Callbacks


@dataclass(frozen=True, slots=True)
class Actions:
    """Each method is safe to run twice; the error says whether to try again."""

    settings: Settings
    twilio: TwilioApi
    calls: LiveCalls
    duty: Duty
    announcements: Announcements
    database: Database

    def ring_agent(self, entry: OutboxEntry, _job: RingAgent) -> None:
        """Dial the free agent who waited longest; the label keeps a second try from dialling twice."""
        details = self._details(entry.call_sid)
        if not self._is_live(entry.call_sid):
            return
        agent = self.duty.claim(entry.call_sid, datetime.now(UTC))
        if agent is None:
            raise NoAgentError(entry.call_sid)
        if not self._is_live(entry.call_sid):  # ended meanwhile, and its end freed nobody yet
            self.duty.release(entry.call_sid)
            return
        callback = Callbacks(self.settings.public_url).conference
        label = AGENT_LABEL + agent
        try:
            ring = Ring(details.conference, self._phone(agent), details.to_number, label, callback)
            self.twilio.ring(ring)
        except RefusedError:
            self.duty.release(entry.call_sid)
            raise

    def announce(self, entry: OutboxEntry, job: Announce) -> None:
        """Have Twilio speak to the caller. Claimed first: an announcement whose request may have gone out
        is never repeated, because the caller would hear it twice.
        """
        conference_sid = self._conference(entry.call_sid)
        text = Announcement(entry.call_sid, job.announcement, job.text, job.language)
        if not self.announcements.put(entry.id, text):
            return
        url = Callbacks(self.settings.public_url).announcement(entry.id)
        try:
            self.twilio.announce(conference_sid, entry.call_sid, url)
        except NotReachedError:
            self.announcements.drop(entry.id)
            raise

    def end_call(self, entry: OutboxEntry, job: EndCall) -> None:
        """Speak the closing words and hang up; an ended call has nothing left to end."""
        self.twilio.end(entry.call_sid, twiml.ending(spoken(job.text, job.language)))

    def _conference(self, call_sid: str) -> str:
        known = self.calls.conference_sid(call_sid)
        found = known or self.twilio.find_conference(self._details(call_sid).conference)
        if found is None:
            raise NotReachedError("the conference has not begun")
        return found

    def _details(self, call_sid: str) -> CallDetails:
        details = self.calls.details(call_sid)
        if details is None:
            raise RefusedError(f"nothing is known of {call_sid}")
        return details

    def _is_live(self, call_sid: str) -> bool:
        snapshot = self.calls.load(call_sid)
        return snapshot is not None and snapshot.facts.is_live

    def _phone(self, agent: str) -> str:
        with self.database.read() as session:
            phone = session.scalar(select(UserRow.phone).where(UserRow.name == agent, UserRow.active))
        if phone is None:
            raise RefusedError(f"agent {agent} has no phone")
        return phone
