"""Carries out TwiML for a leg: verb by verb, document by document, to the end of the call."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urljoin

import structlog

from callguard.simulator.errors import JoinError, TwimlError, WebhookError
from callguard.simulator.leg import Leg
from callguard.simulator.speech import APPLICATION_ERROR, speak
from callguard.simulator.twiml import parse_answer, parse_twiml
from callguard.simulator.verbs import (
    Dial,
    Document,
    Hangup,
    Pause,
    Play,
    Redirect,
    Reject,
    Say,
    StartStream,
    StopStream,
    Verb,
)
from callguard.simulator.world import World

log = structlog.get_logger()

REFUSED_LABEL = 16025


@dataclass(frozen=True, slots=True)
class Question:
    """A document still to be asked for."""

    url: str
    method: str = "POST"
    extra: dict[str, str] = field(default_factory=dict)


Step = Document | Question | Literal["go on", "end"]


class Program:
    """What a leg does by its TwiML; cancelled when the leg ends or is told to do something else."""

    def __init__(self, world: World, leg: Leg) -> None:
        self._world = world
        self._carrier = world.carrier
        self._leg = leg

    async def ask(self, url: str, method: str = "POST") -> None:
        """Begin with the document at `url`."""
        await self._run(Question(url, method))

    async def obey(self, twiml: str) -> None:
        """Begin with a document that came by REST."""
        try:
            document = parse_twiml(twiml)
        except TwimlError as error:
            self._application_error(error)
        else:
            await self._run(document)

    async def _run(self, step: Step) -> None:
        try:
            while isinstance(step, Document | Question):
                document = await self._fetch(step) if isinstance(step, Question) else step
                step = await self._perform(document)
        except (TwimlError, WebhookError) as error:
            self._application_error(error)
        self._leg.end("completed")

    async def _fetch(self, question: Question) -> Document:
        try:
            return await self._fetch_once(question)
        except (TwimlError, WebhookError) as error:
            fallback = self._leg.fallback_url
            if fallback is None or fallback == question.url:
                raise
            log.warning("asking the fallback", error=str(error))
            extra = {"ErrorCode": str(error.code), "ErrorUrl": question.url}
            return await self._fetch_once(Question(fallback, "POST", extra))

    async def _fetch_once(self, question: Question) -> Document:
        form = self._leg.form() | question.extra
        answer = await self._carrier.client.send(question.method, question.url, form)
        return parse_answer(answer.headers.get("content-type", ""), answer.content, question.url)

    async def _perform(self, document: Document) -> Step:
        for verb in document.verbs:
            step = await self._do(verb, document.base_url)
            if step != "go on":
                return step
        return "end"

    async def _do(self, verb: Verb, base_url: str | None) -> Step:
        if not isinstance(verb, Reject | Redirect):
            self._leg.answer()
        if isinstance(verb, Say | Play | Pause):
            await speak(self._carrier, [self._leg], verb, base_url)
            return "go on"
        do: Callable[[Any, str | None], Awaitable[Step]] = self._doers[type(verb)]
        return await do(verb, base_url)

    @property
    def _doers(self) -> dict[type[Any], Callable[[Any, str | None], Awaitable[Step]]]:
        return {
            StartStream: self._start_stream,
            StopStream: self._stop_stream,
            Dial: self._dial,
            Redirect: self._redirect,
            Hangup: self._hang_up,
            Reject: self._reject,
        }

    async def _start_stream(self, verb: StartStream, _base_url: str | None) -> Step:
        self._leg.start_stream(verb.options)
        return "go on"

    async def _stop_stream(self, verb: StopStream, _base_url: str | None) -> Step:
        stream = self._leg.find_stream(verb.name)
        if stream is not None:
            stream.stop()
        return "go on"

    async def _dial(self, verb: Dial, base_url: str | None) -> Step:
        action = urljoin(base_url or "", verb.action) if verb.action else None
        try:
            await self._confer(verb, action)
        except JoinError as error:
            log.warning("not let into the conference", error=str(error))
            if action is None or error.code == REFUSED_LABEL:
                return "go on"
            return Question(action, verb.method, {"DialCallStatus": "failed", "DialBridged": "false"})
        if action is None:
            return "go on"
        return Question(action, verb.method, {"DialCallStatus": "answered", "DialBridged": "true"})

    async def _confer(self, verb: Dial, action: str | None) -> None:
        conference = self._world.open_conference(verb.conference)
        participant = conference.join(self._leg, verb.options)
        self._leg.dial_action = (action, verb.method) if action else None
        try:
            async with asyncio.timeout(self._carrier.clock.real_s(verb.time_limit_s)):
                await participant.left.wait()
        except TimeoutError:
            conference.remove(participant, "participant_hung_up")
        self._leg.dial_action = None

    async def _redirect(self, verb: Redirect, base_url: str | None) -> Step:
        return Question(urljoin(base_url or "", verb.url), verb.method)

    async def _hang_up(self, _verb: Hangup, _base_url: str | None) -> Step:
        return "end"

    async def _reject(self, verb: Reject, _base_url: str | None) -> Step:
        self._leg.end("busy" if verb.reason == "busy" else "no-answer")
        return "end"

    def _application_error(self, error: TwimlError | WebhookError) -> None:
        log.warning("application error", error=str(error))
        self._leg.answer()
        self._leg.said.append(APPLICATION_ERROR)
        self._leg.end("completed")
