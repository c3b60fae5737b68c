"""Server-sent events: what changed, for an agent's own call and for the wallboard."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from callguard.console.hub import EventHub
from callguard.console.owner import owner_of
from callguard.console.parts import ConsoleParts
from callguard.console.sessions import COOKIE, SessionReader
from callguard.console.subscription import RESET, Subscription
from callguard.console.users import User
from callguard.db.people import Role
from callguard.live.feed import WORDS, Change

ALIVE_S = 5.0
WALLBOARD_S = 0.5
CATCH_UP = 500
ALIVE = ": alive\nevent: alive\ndata: {}\n\n"
_RESET = "event: reset\ndata: {}\n\n"
RETRY = "retry: 1000\n\n"
_ID = re.compile(r"\d{1,20}(-\d{1,20})?")
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "X-Content-Type-Options": "nosniff"}
Stream = Callable[[Subscription, list[Change]], AsyncIterator[str]]


def events_routes(parts: ConsoleParts, hub: EventHub) -> list[Route]:
    """Return the routes of the streams; `hub` has to be started in the same event loop."""
    sessions = SessionReader(parts)

    def route(path: str, role: Role, stream: Stream) -> Route:
        async def answer(request: Request) -> Response:
            user = await run_in_threadpool(sessions.user, request.cookies.get(COOKIE))
            if user is None or user.role is not role:
                return Response(status_code=401 if user is None else 403, headers=_HEADERS)
            subscription = hub.subscribe(user)
            missed = await run_in_threadpool(_missed, parts, user, _seen(request))
            return _EventStream(stream(subscription, missed), lambda: hub.leave(subscription))

        return Route(path, answer, methods=["GET"])

    return [
        route("/events/agent", Role.AGENT, agent_stream),
        route("/events/wallboard", Role.SUPERVISOR, wallboard_stream),
    ]


class _EventStream(StreamingResponse):
    """Tells when it is over, however it ends."""

    def __init__(self, content: AsyncIterator[str], over: Callable[[], None]) -> None:
        super().__init__(content, headers=_HEADERS, media_type="text/event-stream")
        self._over = over

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and clean up."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._over()


async def agent_stream(subscription: Subscription, missed: list[Change]) -> AsyncIterator[str]:
    """Send each change of the agent's own call at once."""
    yield RETRY
    newest = ""
    for change in missed:
        newest = change.id
        yield _message(change)
    while True:
        try:
            new = await subscription.next(ALIVE_S)
        except TimeoutError:
            yield ALIVE
            continue
        if new is None:
            return
        if not new.id or _later(new.id, newest):
            yield _message(new)


async def wallboard_stream(subscription: Subscription, missed: list[Change]) -> AsyncIterator[str]:
    """Send changes together, at most twice a second."""
    yield RETRY
    if missed:
        yield _merged(missed)
    while True:
        try:
            first = await subscription.next(ALIVE_S)
        except TimeoutError:
            yield ALIVE
            continue
        changes = [first, *subscription.waiting()]
        if None in changes:
            return
        yield _merged([change for change in changes if change])
        await asyncio.sleep(WALLBOARD_S)


def _seen(request: Request) -> str | None:
    """Return the last change that the browser knows of: from the stream it lost, or from its page."""
    seen = request.headers.get("last-event-id") or request.query_params.get("after", "")
    return seen if _ID.fullmatch(seen) else None


def _missed(parts: ConsoleParts, user: User, seen: str | None) -> list[Change]:
    """Return what happened since; a reset when nobody knows, or when it is too much."""
    changes = list(parts.feed.read(seen, block_ms=1)) if seen else []
    if seen is None or len(changes) >= CATCH_UP:
        return [RESET]
    told = [change for change in changes if WORDS not in change.kinds]
    if user.role is Role.SUPERVISOR:
        return told
    return [change for change in told if owner_of(parts, change) == user.name]


def _message(change: Change) -> str:
    if change is RESET:
        return _RESET
    data = {
        "kinds": change.kinds,
        "call": change.call_sid,
        "speaker": change.speaker,
        "text": change.text,
    }
    return _event(change, data)


def _merged(changes: list[Change]) -> str:
    if RESET in changes:
        return _RESET
    kinds = sorted({kind for change in changes for kind in change.kinds})
    return _event(changes[-1], {"kinds": kinds, "calls": sorted({c.call_sid for c in changes})})


def _event(change: Change, data: Mapping[str, object]) -> str:
    number = f"id: {change.id}\n" if change.id else ""
    return f"{number}event: change\ndata: {msgspec.json.encode(data).decode()}\n\n"


def _later(one: str, other: str) -> bool:
    return not other or _parts(one) > _parts(other)


def _parts(change_id: str) -> tuple[int, int]:
    milliseconds, _, number = change_id.partition("-")
    return int(milliseconds), int(number or 0)
