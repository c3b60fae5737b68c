"""The tasks of the played world: none is lost, and none fails in silence."""

import asyncio
from collections.abc import Coroutine

import structlog

log = structlog.get_logger()


class Tasks:
    """Keeps what runs in the background until it is done or the simulator closes."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()
        self.crashes: list[BaseException] = []

    def spawn(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        """Run `work` in the background."""
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._finished)
        return task

    async def close(self) -> None:
        """Stop all that still runs."""
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            log.error("simulator task crashed", error=repr(error))
            self.crashes.append(error)
