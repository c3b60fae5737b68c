"""The REST server: notes each request, checks who asks, and passes it to its resource."""

import base64
import binascii
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from callguard.simulator import rest_calls, rest_conferences, rest_participants
from callguard.simulator.errors import RestError
from callguard.simulator.parameters import Parameters
from callguard.simulator.rest_answer import Answer, error_answer, not_found
from callguard.simulator.rest_fault import DROPPED, Faults
from callguard.simulator.server import drop_connection
from callguard.simulator.world import World

ACCOUNT = re.compile(r"/2010-04-01/Accounts/(?P<account>\w+)(?P<rest>/.+)\.json")
CALL = r"/Calls/(?P<call>[^/]+)"
CONFERENCE = r"/Conferences/(?P<conference>[^/]+)"
PARTICIPANT = CONFERENCE + r"/Participants/(?P<who>[^/]+)"

Handler = Callable[..., Answer]
ROUTES: tuple[tuple[str, re.Pattern[str], Handler], ...] = (
    ("GET", re.compile(CALL), rest_calls.fetch_call),
    ("POST", re.compile(CALL), rest_calls.update_call),
    ("POST", re.compile(CALL + "/Streams"), rest_calls.create_stream),
    ("POST", re.compile(CALL + "/Streams/(?P<stream>[^/]+)"), rest_calls.update_stream),
    ("GET", re.compile("/Conferences"), rest_conferences.list_conferences),
    ("GET", re.compile(CONFERENCE), rest_conferences.fetch_conference),
    ("POST", re.compile(CONFERENCE), rest_conferences.update_conference),
    ("GET", re.compile(CONFERENCE + "/Participants"), rest_participants.list_participants),
    ("POST", re.compile(CONFERENCE + "/Participants"), rest_participants.create_participant),
    ("GET", re.compile(PARTICIPANT), rest_participants.fetch_participant),
    ("POST", re.compile(PARTICIPANT), rest_participants.update_participant),
    ("DELETE", re.compile(PARTICIPANT), rest_participants.delete_participant),
)


@dataclass(frozen=True, slots=True)
class RestRequest:
    """A REST request as it was received, before anything was checked."""

    method: str
    path: str
    form: dict[str, str | list[str]]


class RestApi:
    """An ASGI application that answers as api.twilio.com does."""

    def __init__(self, world: World, auth_token: str) -> None:
        self._world = world
        self._credentials = f"{world.carrier.account_sid}:{auth_token}"
        self.requests: list[RestRequest] = []
        self.faults = Faults()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        encoded = request.url.query if request.method == "GET" else (await request.body()).decode()
        parameters = Parameters(encoded)
        self.requests.append(RestRequest(request.method, request.url.path, parameters.recorded()))
        fault = self.faults.take(request.method, request.url.path)
        if fault is not None and fault.status == DROPPED:
            await drop_connection(send)
            return
        try:
            if fault is not None:
                raise fault.error()
            self._authenticate(request.headers.get("authorization", ""))
            answer = self._answer(request.method, str(scope["path"]), parameters)
        except RestError as error:
            answer = error_answer(error)
        await _response(answer)(scope, receive, send)

    def _authenticate(self, header: str) -> None:
        try:
            given = base64.b64decode(header.removeprefix("Basic "), validate=True)
        except binascii.Error:
            given = b""
        if not secrets.compare_digest(given, self._credentials.encode()):
            raise RestError(401, 20003, "Authenticate")

    def _answer(self, method: str, path: str, parameters: Parameters) -> Answer:
        match = ACCOUNT.fullmatch(path)
        if match is None or match["account"] != self._world.carrier.account_sid:
            raise not_found()
        fits = [
            (verb, found, handler)
            for verb, pattern, handler in ROUTES
            if (found := pattern.fullmatch(match["rest"]))
        ]
        for verb, found, handler in fits:
            if verb == method:
                return handler(self._world, parameters, **found.groupdict())
        raise RestError(405, 20004, "Method not allowed") if fits else not_found()


def _response(answer: Answer) -> Response:
    if answer.body is None:
        return Response(status_code=answer.status)
    return Response(msgspec.json.encode(answer.body), answer.status, media_type="application/json")
