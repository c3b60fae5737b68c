"""A site: all parts of one process, built from the settings and connected, in one place."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from redis import Redis

from callguard.api.parts import ApiParts
from callguard.config import Settings
from callguard.console.parts import ConsoleParts
from callguard.db.database import Database
from callguard.desk.desk import CallDesk
from callguard.desk.phone_line import PhoneLine
from callguard.desk.ticker import Ticker
from callguard.errors import ConfigError
from callguard.jobs.actions import Actions
from callguard.jobs.effects import Worker
from callguard.jobs.histories import refresh_all
from callguard.jobs.lines import Lines
from callguard.jobs.records import Records, counted_calls
from callguard.live.announcements import Announcements
from callguard.live.callers import CallerCounts
from callguard.live.calls import LiveCalls
from callguard.live.connection import connect
from callguard.live.duty import Duty
from callguard.live.feed import Feed
from callguard.live.history import Histories
from callguard.live.limits import Limits
from callguard.live.outage import Outage
from callguard.live.outbox import Outbox
from callguard.live.queues import Queues
from callguard.live.sign_in_tries import SignInTries
from callguard.live.tokens import StreamTokens
from callguard.policies.pack_check import own_faults
from callguard.policies.store import Policies, Rulebooks
from callguard.telephony.twilio_api import TwilioApi
from callguard.vault import Vault, open_vault


@dataclass(frozen=True)
class Site:
    """Parts are made when they are first asked for, so a process connects only to what it uses."""

    settings: Settings

    @cached_property
    def vault(self) -> Vault:
        """Numbers and sessions."""
        return open_vault(self.settings)

    @cached_property
    def redis(self) -> Redis:
        """The live store."""
        url = self.settings.redis_url
        if url is None:
            raise ConfigError("REDIS_URL is not set: expected redis://…; only callguard serve brings its own")
        return connect(url.get_secret_value())

    @cached_property
    def database(self) -> Database:
        """The lasting store."""
        return Database(database_url(self.settings))

    @cached_property
    def calls(self) -> LiveCalls:
        """Live calls."""
        return LiveCalls(self.redis)

    @cached_property
    def limits(self) -> Limits:
        """Timers."""
        return Limits(self.redis)

    @cached_property
    def outbox(self) -> Outbox:
        """Effects without an outcome."""
        return Outbox(self.redis)

    @cached_property
    def queues(self) -> Queues:
        """RQ."""
        return Queues(self.redis)

    @cached_property
    def feed(self) -> Feed:
        """What changed."""
        return Feed(self.redis)

    @cached_property
    def duty(self) -> Duty:
        """Agents."""
        return Duty(self.redis)

    @cached_property
    def callers(self) -> CallerCounts:
        """Counts of calls."""
        return CallerCounts(self.redis, self.settings.zone)

    @cached_property
    def histories(self) -> Histories:
        """What is known of callers from before."""
        return Histories(self.redis, self.settings.zone)

    @cached_property
    def tokens(self) -> StreamTokens:
        """One-time tokens of media sockets."""
        return StreamTokens(self.redis)

    @cached_property
    def announcements(self) -> Announcements:
        """What Twilio is to speak."""
        return Announcements(self.redis)

    @cached_property
    def own_packs(self) -> Path | None:
        """The folder of the organisation's own entries."""
        return checked_packs(self.settings)

    @cached_property
    def books(self) -> Rulebooks:
        """What decisions go by."""
        return Rulebooks(self.redis, self.own_packs)

    @cached_property
    def policies(self) -> Policies:
        """Versions of the policy."""
        return Policies(self.database, self.redis, own_packs=self.own_packs)

    @cached_property
    def desk(self) -> CallDesk:
        """Where events become decisions."""
        return CallDesk(self.calls, self.limits, self.books, self.queues.hand_on)

    @cached_property
    def lines(self) -> Lines:
        """Lines that several people use."""
        return Lines(self.database, self.histories, self.calls, self.desk)

    @cached_property
    def ticker(self) -> Ticker:
        """What keeps time in this process."""
        return Ticker(self.desk, self.limits, self.outbox, self.queues)

    @cached_property
    def console(self) -> ConsoleParts:
        """What the pages work with."""
        return ConsoleParts(
            settings=self.settings,
            vault=self.vault,
            database=self.database,
            desk=self.desk,
            calls=self.calls,
            feed=self.feed,
            duty=self.duty,
            policies=self.policies,
            books=self.books,
            tries=SignInTries(self.redis),
            lines=self.lines,
        )

    @cached_property
    def api(self) -> ApiParts:
        """What the REST API works with."""
        return ApiParts(self.vault, self.database, self.desk, self.calls, self.histories, self.lines)

    @cached_property
    def phone_line(self) -> PhoneLine:
        """What the webhooks call."""
        return PhoneLine(
            self.settings,
            self.vault,
            self.desk,
            self.calls,
            self.callers,
            self.histories,
            Outage(self.redis),
            self.tokens,
            self.announcements,
            self.books,
        )

    @cached_property
    def worker(self) -> Worker:
        """What jobs run with."""
        twilio = TwilioApi(self.settings)
        actions = Actions(self.settings, twilio, self.calls, self.duty, self.announcements, self.database)
        records = Records(self.calls, self.callers, self.histories, self.books, self.policies, self.database)
        return Worker(self.redis, self.outbox, self.feed, self.desk, actions, records)

    def prepare(self) -> None:
        """Publish the policy, and fill the callers' counts from the database where the store is new."""
        self.policies.publish()
        if not self.callers.is_warm():
            self.callers.warm(counted_calls(self.database))
            refresh_all(self.database, self.histories)


def checked_packs(settings: Settings) -> Path | None:
    """Return the folder of own entries; raise ConfigError naming file and line of each fault in it."""
    faults = list(own_faults(settings.packs_dir)) if settings.packs_dir else []
    if faults:
        raise ConfigError("\n".join(faults))
    return settings.packs_dir


def database_url(settings: Settings) -> str:
    """Return the database of the settings, or the SQLite file in the data folder."""
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    return f"sqlite:///{settings.data_dir.resolve() / 'callguard.sqlite3'}"
