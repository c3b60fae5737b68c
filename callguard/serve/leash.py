"""Child processes that end with their parent, even when it is killed."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def spawn(
    command: Sequence[str], environment: dict[str, str] | None = None, output: Path | None = None
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, so that Ctrl-C reaches the parent alone.

    On Linux the kernel kills the child with the thread that started it: call this from the main thread.
    """
    parent = os.getpid()

    def tie() -> None:
        if _LIBC is not None:
            _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != parent:
                os._exit(1)

    with output.open("ab") if output else open(os.dup(2), "wb") as stream:  # noqa: PTH123 - a descriptor
        return subprocess.Popen(  # noqa: S603 - our own commands
            list(command),
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            start_new_session=True,
            preexec_fn=tie,  # noqa: PLW1509 - the parent starts children before it has threads
        )


def end(process: "subprocess.Popen[bytes]", within_s: float) -> None:
    """Ask a child to stop, and kill it when it has not done so in time."""
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(within_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
