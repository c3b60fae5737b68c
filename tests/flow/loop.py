"""An event loop in a thread of its own, so that Twilio is played while a test looks on."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from typing import Any, TypeVar

from tests.flow.waiting import DEADLINE_S

Given = TypeVar("Given")


class Loop:
    """Runs what is asynchronous for a test that is not."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="twilio", daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, Given]) -> Given:
        """Run to the end."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(DEADLINE_S)

    def call(self, function: Callable[[], Given]) -> Given:
        """Call a plain function where the loop runs."""

        async def call() -> Given:
            return function()

        return self.run(call())

    @contextmanager
    def within(self, context: AbstractAsyncContextManager[Given]) -> Iterator[Given]:
        """Hold an asynchronous context for the length of a block."""
        given = self.run(context.__aenter__())
        try:
            yield given
        finally:
            self.run(context.__aexit__(None, None, None))

    def close(self) -> None:
        """Stop the loop."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
