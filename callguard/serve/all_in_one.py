"""`callguard serve`: everything on one machine and one port."""

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from http.client import HTTPConnection

from pydantic import SecretStr

from callguard.config import Settings, environment
from callguard.db.database import Database
from callguard.db.migrate import upgrade
from callguard.errors import ConfigError
from callguard.live.queues import ACTIONS, RECORDS
from callguard.serve import embedded_valkey
from callguard.serve.children import Children
from callguard.serve.data_lock import DataLock
from callguard.site import checked_packs, database_url
from callguard.vault import open_vault

LOOK_EVERY_S = 0.2


def with_own_stores(settings: Settings) -> Settings:
    """Return the settings with the stores that `serve` brings where none are named."""
    redis_url = settings.redis_url or SecretStr(embedded_valkey.embedded_url(settings))
    named = SecretStr(database_url(settings))
    return settings.model_copy(update={"redis_url": redis_url, "database_url": named})


def serve(settings: Settings, on_ready: Callable[[], None]) -> None:
    """Run until SIGTERM or SIGINT. Call it from the main thread: the children die with it."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    _check_port(settings)
    with DataLock(settings.data_dir):
        _run(settings, stopping, on_ready)


def _run(settings: Settings, stopping: threading.Event, on_ready: Callable[[], None]) -> None:
    complete = with_own_stores(settings)
    open_vault(complete)
    checked_packs(complete)
    children = Children(environment(complete))
    try:
        if settings.redis_url is None:
            children.start("valkey", embedded_valkey.command(settings))
            embedded_valkey.wait_until_ready(settings)
        _migrate(complete)
        _start_processes(children, complete)
        _look_after(children, complete, stopping, on_ready)
    finally:
        children.stop()


def _migrate(settings: Settings) -> None:
    database = Database(database_url(settings))
    upgrade(database)
    database.close()


def _start_processes(children: Children, settings: Settings) -> None:
    own = [sys.executable, "-m", "callguard"]
    children.start("web and media", [*own, "web", "--with-media"])
    for number in range(settings.action_workers):
        children.start(f"{ACTIONS} worker {number + 1}", [*own, "worker", ACTIONS])
    children.start(f"{RECORDS} worker", [*own, "worker", RECORDS])


def _look_after(
    children: Children, settings: Settings, stopping: threading.Event, on_ready: Callable[[], None]
) -> None:
    """Restart what dies, and tell once when the web process answers; all on the main thread."""
    ready = False
    while not stopping.wait(LOOK_EVERY_S):
        children.look_after()
        if not ready and _answers(settings):
            ready = True
            on_ready()


def _answers(settings: Settings) -> bool:
    connection = HTTPConnection(settings.host, settings.port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _check_port(settings: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise ConfigError(
                f"CALLGUARD_PORT='{settings.port}': expected a port that is free on {settings.host} "
                f"({os.strerror(error.errno or 0)})"
            ) from None
