"""A customer of Twilio's: a small real application that checks every signature and remembers what it got."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from twilio.request_validator import RequestValidator

PUBLIC = "https://callguard.example"
ACCOUNT = "AC" + "0" * 32
TOKEN = "auth-token-of-the-tests"
WAIT_S = 20


@dataclass(frozen=True)
class Received:
    path: str
    form: dict[str, str]
    headers: dict[str, str]
    method: str


@dataclass
class Customer:
    documents: dict[str, str] = field(default_factory=dict)
    failures: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    delays_s: dict[str, float] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)
    forged: int = 0
    frames: list[list[dict[str, Any]]] = field(default_factory=list)
    refuses_sockets: bool = False
    closed_sockets: int = 0
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def app(self) -> Starlette:
        methods = ["GET", "POST"]
        return Starlette(
            routes=[
                Route("/{path:path}", self.webhook, methods=methods),
                WebSocketRoute("/media/{token}", self.media),
            ]
        )

    def forms(self, path: str) -> list[dict[str, str]]:
        return [received.form for received in self.received if received.path == path]

    def events(self, path: str, key: str) -> list[str]:
        return [form[key] for form in self.forms(path)]

    async def until(self, claim: Callable[[], Any]) -> None:
        async with asyncio.timeout(WAIT_S):
            while not claim():
                self.news.clear()
                await self.news.wait()

    async def webhook(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        url = PUBLIC + request.url.path + (f"?{request.url.query}" if request.url.query else "")
        if not self.is_signed(url, form, request.headers.get("x-twilio-signature", "")):
            return PlainTextResponse("forged", 403)
        path = request.url.path
        self.received.append(Received(path, form, dict(request.headers), request.method))
        self.news.set()
        if self.failures[path]:
            return PlainTextResponse("failed on purpose", self.failures[path].pop(0))
        await asyncio.sleep(self.delays_s.get(path, 0))
        if path in self.documents:
            return Response(self.documents[path], media_type="text/xml")
        return Response(status_code=204)

    async def media(self, socket: WebSocket) -> None:
        url = PUBLIC.replace("https", "wss") + socket.url.path
        signed = self.is_signed(url, {}, socket.headers.get("x-twilio-signature", ""))
        if not signed or self.refuses_sockets:
            await socket.close()
            return
        await socket.accept()
        frames: list[dict[str, Any]] = []
        self.frames.append(frames)
        try:
            while True:
                frames.append(msgspec.json.decode(await socket.receive_text()))
                self.news.set()
        except WebSocketDisconnect:
            self.closed_sockets += 1
            self.news.set()

    def is_signed(self, url: str, form: dict[str, str], signature: str) -> bool:
        valid = bool(RequestValidator(TOKEN).validate(url, form, signature))
        self.forged += not valid
        return valid


def incoming(*, action: str = "", say: str = "", stream: bool = True) -> str:
    """The TwiML of a call that is greeted, streamed and put into a conference."""
    return (
        "<Response>"
        + (f'<Say language="ko-KR">{say}</Say>' if say else "")
        + (
            '<Start><Stream name="cg" url="wss://callguard.example/media/secret" track="both_tracks"'
            f' statusCallback="{PUBLIC}/stream#rc=3&amp;rp=all">'
            '<Parameter name="call" value="one"/></Stream></Start>'
            if stream
            else ""
        )
        + f"<Dial{f' action={chr(34)}{action}{chr(34)}' if action else ''}>"
        + '<Conference beep="false" participantLabel="caller" endConferenceOnExit="true"'
        + f' statusCallback="{PUBLIC}/conference#rc=3&amp;rp=all"'
        + ' statusCallbackEvent="start end join leave mute hold modify announcement">cg-1</Conference>'
        + "</Dial></Response>"
    )
