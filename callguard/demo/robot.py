"""An agent played by machine: keeps the agent's page open, and clicks what a person would click."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx

RETRY_S = 0.5
ANSWERED = "/agent/answered"
_FORM = re.compile(rf'<form[^>]*action="{ANSWERED}".*?</form>', re.DOTALL)
_FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


class RobotAgent:
    """Uses the console over HTTP like a browser: signs in by link, follows the events, posts forms."""

    def __init__(self, base_url: str, sign_in_link: str) -> None:
        self._client = httpx.AsyncClient(base_url=base_url, follow_redirects=True, timeout=10)
        self._link = sign_in_link
        self.answer_after_s: float | None = None
        """In the next call: seconds of talk after which the matter is marked as answered."""
        self._tasks: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def on_duty(self) -> AsyncIterator["RobotAgent"]:
        """Be on duty: signed in, with the page open."""
        response = await self._client.get(self._link)
        response.raise_for_status()
        opened = asyncio.Event()
        follower = asyncio.create_task(self._follow(opened))
        try:
            await asyncio.wait_for(opened.wait(), 20)
            yield self
        finally:
            for task in (follower, *self._tasks):
                task.cancel()
            with suppress(asyncio.CancelledError):
                await follower
            await self._client.aclose()

    async def _follow(self, opened: asyncio.Event) -> None:
        while True:
            with suppress(httpx.HTTPError):
                async with self._client.stream("GET", "/events/agent", timeout=None) as response:
                    response.raise_for_status()
                    opened.set()
                    async for line in response.aiter_lines():
                        if line.startswith("data:"):
                            self._notice(json.loads(line.removeprefix("data:")))
            await asyncio.sleep(RETRY_S)

    def _notice(self, message: dict[str, object]) -> None:
        kinds = message.get("kinds", [])
        if isinstance(kinds, list) and "agent_joined" in kinds and self.answer_after_s is not None:
            task = asyncio.create_task(self._answer(self.answer_after_s))
            self.answer_after_s = None
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _answer(self, after_s: float) -> None:
        await asyncio.sleep(after_s)
        page = await self._client.get("/agent")
        form = _FORM.search(page.text)
        if form is None:
            return  # the call is over, or the matter is answered already
        fields = dict(_FIELD.findall(form.group(0)))
        (await self._client.post(ANSWERED, data=fields)).raise_for_status()
