"""Delivery of status callbacks: each a request of its own, and disordered on demand."""

import asyncio
import random
import uuid
from collections.abc import Coroutine
from dataclasses import dataclass

import structlog

from callguard.simulator.clock import Clock
from callguard.simulator.errors import WebhookError
from callguard.simulator.tasks import Tasks
from callguard.simulator.webhook_client import Form, WebhookClient

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Disorder:
    """How callbacks misbehave: late, doubled, and each batch of `delay_s` in another order than it arose."""

    delay_s: float = 0.0
    duplicate: bool = False
    shuffle: bool = False
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Callback:
    """A status callback on its way; both copies of a doubled one carry the same token."""

    url: str
    method: str
    form: Form
    token: str


class Delivery:
    """Sends callbacks without anybody waiting for them; a lost one is lost, as at Twilio."""

    def __init__(self, clock: Clock, client: WebhookClient, tasks: Tasks) -> None:
        self._clock = clock
        self._client = client
        self._tasks = tasks
        self._held: list[Callback] = []
        self._under_way: set[asyncio.Task[None]] = set()
        self.disorder = Disorder()

    def post(self, url: str, method: str, form: Form) -> None:
        """Send a callback soon, or hold it with others when the order is to be lost."""
        callback = Callback(url, method, form, str(uuid.uuid4()))
        if not self.disorder.shuffle:
            self._start(self._send_late([callback], self.disorder))
            return
        self._held.append(callback)
        if len(self._held) == 1:
            self._start(self._send_shuffled(self.disorder))

    async def drained(self) -> None:
        """Wait until every callback so far has been sent or given up."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = self._tasks.spawn(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _send_shuffled(self, disorder: Disorder) -> None:
        await self._clock.sleep(disorder.delay_s)
        batch, self._held = self._held, []
        await self._send_all(shuffled(batch, disorder.seed), disorder)

    async def _send_late(self, batch: list[Callback], disorder: Disorder) -> None:
        if disorder.delay_s:
            await self._clock.sleep(disorder.delay_s)
        await self._send_all(batch, disorder)

    async def _send_all(self, batch: list[Callback], disorder: Disorder) -> None:
        for callback in batch:
            for _ in range(2 if disorder.duplicate else 1):
                await self._send(callback)

    async def _send(self, callback: Callback) -> None:
        try:
            await self._client.send(callback.method, callback.url, callback.form, callback.token)
        except WebhookError as error:
            log.warning("status callback lost", error=str(error))


def shuffled(batch: list[Callback], seed: int) -> list[Callback]:
    """The batch in another order than it came, the same one for the same seed."""
    order = list(batch)
    random.Random(seed).shuffle(order)  # noqa: S311 - a reproducible disorder, no secret
    return order if order != batch else batch[::-1]
