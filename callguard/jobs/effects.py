"""Carries out one effect: takes a lease, does it, records the outcome, or says when to try again."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from redis import Redis

from callguard.desk.desk import CallDesk
from callguard.errors import NoAgentError, NotReachedError, RefusedError, TelephonyError
from callguard.jobs.actions import Actions
from callguard.jobs.lease import leased
from callguard.jobs.records import Records
from callguard.live.feed import RECORDED, Feed
from callguard.live.outbox import Outbox, OutboxEntry
from rules import events as on
from rules.effects import Announce, CoolDown, EndCall, RecordCall, RecordIncident, RingAgent

log = structlog.get_logger()

MOST_TRIES = 5
FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 60.0


@dataclass(frozen=True, slots=True)
class Worker:
    """What a worker process needs to carry out effects."""

    redis: Redis
    outbox: Outbox
    feed: Feed
    desk: CallDesk
    actions: Actions
    records: Records

    def run(self, effect_id: str) -> None:
        """Carry out an effect unless its outcome is recorded or another worker has it in hand."""
        entry = self.outbox.entry(effect_id)
        if entry is None:
            return
        with leased(self.redis, effect_id) as mine:
            if mine:
                self._try(entry)

    def _try(self, entry: OutboxEntry) -> None:
        try:
            self._carry_out(entry)
        except NoAgentError:  # no failure, and none to be counted: the next look is always soon
            self.outbox.postpone(entry.id, timedelta(seconds=FIRST_WAIT_S))
        except TelephonyError as error:
            tries = self.outbox.count_try(entry.id)
            log.warning("effect failed", effect=entry.id, tries=tries, error=str(error))
            self._try_again_or_fail(entry, tries, error)
        except Exception as error:
            tries = self.outbox.count_try(entry.id)
            log.exception("effect failed", effect=entry.id, tries=tries)
            self._try_again_or_fail(entry, tries, error)
        else:
            self.outbox.finish(entry.id, done=True)
            self._show_record(entry)

    def _show_record(self, entry: OutboxEntry) -> None:
        """Let pages that show what is in the database look again."""
        if isinstance(entry.job, RecordCall | RecordIncident):
            self.feed.tell(entry.call_sid, RECORDED)

    def _carry_out(self, entry: OutboxEntry) -> None:
        match entry.job:
            case RingAgent():
                self.actions.ring_agent(entry, entry.job)
            case Announce():
                self.actions.announce(entry, entry.job)
            case EndCall():
                self.actions.end_call(entry, entry.job)
            case CoolDown(agent=agent, until=until):
                self.actions.duty.rest(agent, until)
            case RecordCall():
                self.records.record_call(entry.call_sid)
            case RecordIncident():
                self.records.record_incident(entry.call_sid)

    def _try_again_or_fail(self, entry: OutboxEntry, tries: int, error: Exception) -> None:
        """Try again later, or hand what Twilio would not do back to the rules."""
        if _is_worth_another(entry, tries, error):
            wait_s = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** (tries - 1))
            self.outbox.postpone(entry.id, timedelta(seconds=wait_s))
        else:
            self._tell_rules(entry)
            self.outbox.finish(entry.id, done=False)

    def _tell_rules(self, entry: OutboxEntry) -> None:
        event_id, now = f"failed:{entry.id}", datetime.now(UTC)
        match entry.job:
            case Announce(announcement=name):
                self.desk.apply(entry.call_sid, on.AnnouncementFailed(event_id, now, announcement=name))
            case EndCall():
                self.desk.apply(entry.call_sid, on.EndFailed(event_id, now))


def _is_worth_another(entry: OutboxEntry, tries: int, error: Exception) -> bool:
    """Records and the ringing of agents are tried for ever; what may have been said is not said twice."""
    if isinstance(entry.job, Announce):
        return isinstance(error, NotReachedError) and tries < MOST_TRIES
    if isinstance(entry.job, EndCall):
        return not isinstance(error, RefusedError) and tries < MOST_TRIES
    return True


_worker: list[Worker] = []


def bind(worker: Worker) -> None:
    """Give this process what its jobs work with; RQ calls a function, not an object."""
    _worker[:] = [worker]


def run_effect(effect_id: str) -> None:
    """Carry out an effect; this is what RQ calls."""
    _worker[0].run(effect_id)
