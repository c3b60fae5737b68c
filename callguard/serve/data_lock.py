"""One `callguard serve` for each data folder."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from callguard.errors import ConfigError


class DataLock:
    """Held while serving; the kernel frees it with the process, and a clean stop removes the file."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / "serve.lock"
        self._handle: int | None = None

    def __enter__(self) -> Self:
        """Take the lock; raise ConfigError when another process has it."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._handle = os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ConfigError(
                f"CALLGUARD_DATA_DIR='{self._path.parent}': expected a folder that no other "
                "callguard serve is using"
            ) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the lock back."""
        self._path.unlink(missing_ok=True)
        if self._handle is not None:
            os.close(self._handle)
