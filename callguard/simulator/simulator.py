"""The simulator's public face: an account at Twilio with one customer."""

import asyncio
from datetime import datetime
from types import TracebackType
from typing import Self

from callguard.simulator.border import Border
from callguard.simulator.call_script import CallScript
from callguard.simulator.carrier import build_carrier
from callguard.simulator.conversation import Conversation
from callguard.simulator.delivery import Disorder
from callguard.simulator.leg import Leg, StatusCallback
from callguard.simulator.party import Party
from callguard.simulator.program import Program
from callguard.simulator.rest import RestApi, RestRequest
from callguard.simulator.rest_fault import DROPPED
from callguard.simulator.server import LoopbackServer
from callguard.simulator.webhook_client import SentWebhook
from callguard.simulator.world import World


class SimCall:
    """An incoming call from the caller's side."""

    def __init__(self, leg: Leg) -> None:
        self._leg = leg
        self.call_sid = leg.sid
        self.started_at = leg.created_at
        self.ended = leg.ended

    @property
    def ended_at(self) -> datetime | None:
        """When the call ended; None while it lives."""
        return self._leg.ended_at

    @property
    def status(self) -> str:
        """The call's status in Twilio's words."""
        return self._leg.status

    @property
    def said(self) -> list[str]:
        """What the caller heard to its end: texts of Say, addresses of Play."""
        return list(self._leg.said)

    async def wait_ended(self) -> None:
        """Wait for the end, whoever brings it about."""
        await self.ended.wait()

    def hang_up(self) -> None:
        """The caller puts the phone down."""
        self._leg.end("completed" if self._leg.answered_at is not None else "no-answer")


class Simulator:
    """Plays Twilio for the customer at `public_url`, whose bytes go to `connect_to`.

    The REST API answers on the loopback `port`, 0 for a free one.
    """

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        public_url: str,
        connect_to: str,
        speed: float = 1.0,
        port: int = 0,
    ) -> None:
        self._carrier = build_carrier(account_sid, auth_token, Border(public_url, connect_to), speed)
        self._world = World(self._carrier)
        self._api = RestApi(self._world, auth_token)
        self._server = LoopbackServer(self._api, port)

    async def __aenter__(self) -> Self:
        """Serve the REST API."""
        await self._server.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop all that goes on; a fault of the simulator's own comes to light here."""
        await self._carrier.tasks.close()
        await self._server.stop()
        await self._carrier.client.close()
        if error is None and self._carrier.tasks.crashes:
            raise BaseExceptionGroup("the simulator itself failed", self._carrier.tasks.crashes)

    @property
    def api_url(self) -> str:
        """What stands for https://api.twilio.com."""
        return self._server.url

    @property
    def requests(self) -> list[RestRequest]:
        """The REST requests received so far, in order."""
        return self._api.requests

    @property
    def webhooks(self) -> list[SentWebhook]:
        """The requests sent to the customer so far, each attempt, as they were answered."""
        return self._carrier.client.sent

    @property
    def parties(self) -> dict[str, Party]:
        """The people who can be dialled, by address; whoever is looked up exists and answers."""
        return self._world.parties

    @property
    def disorder(self) -> Disorder:
        """How status callbacks misbehave from now on."""
        return self._carrier.delivery.disorder

    @disorder.setter
    def disorder(self, disorder: Disorder) -> None:
        self._carrier.delivery.disorder = disorder

    def fail_next(self, method: str, path_regex: str, status: int = DROPPED, code: int = 0) -> None:
        """Let the next such REST request fail; without a status its connection is dropped."""
        self._api.faults.add(method, path_regex, status, code)

    async def dial_in(
        self,
        from_number: str,
        to_number: str,
        voice_url: str,
        script: CallScript,
        *,
        status_callback_url: str | None = None,
        fallback_url: str | None = None,
    ) -> SimCall:
        """A call comes in; it rings, and goes on by itself from here."""
        callback = StatusCallback(status_callback_url, is_numbered=False) if status_callback_url else None
        leg = Leg(
            self._carrier,
            from_number,
            to_number,
            "inbound",
            "ringing",
            callback=callback,
            fallback_url=fallback_url,
            conversation=Conversation(script),
            speaker="caller",
        )
        self._world.add_leg(leg)
        leg.follow(Program(self._world, leg).ask(voice_url))
        await asyncio.sleep(0)
        return SimCall(leg)

    async def callbacks_sent(self) -> None:
        """Wait until every status callback so far has been sent or given up."""
        await self._carrier.delivery.drained()
