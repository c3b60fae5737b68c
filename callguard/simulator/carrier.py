"""What every part of the played network shares: account, time, requests, callbacks, tasks."""

from dataclasses import dataclass

from callguard.simulator.border import Border
from callguard.simulator.clock import Clock
from callguard.simulator.delivery import Delivery
from callguard.simulator.signature import Signer
from callguard.simulator.tasks import Tasks
from callguard.simulator.webhook_client import WebhookClient

API_VERSION = "2010-04-01"


@dataclass(frozen=True, slots=True)
class Carrier:
    """The network under the calls."""

    account_sid: str
    clock: Clock
    border: Border
    signer: Signer
    client: WebhookClient
    delivery: Delivery
    tasks: Tasks


def build_carrier(account_sid: str, auth_token: str, border: Border, speed: float) -> Carrier:
    """Wire the network for one account and one customer."""
    clock, signer, tasks = Clock(speed), Signer(auth_token), Tasks()
    client = WebhookClient(border, signer)
    return Carrier(account_sid, clock, border, signer, client, Delivery(clock, client, tasks), tasks)
