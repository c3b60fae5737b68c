"""`callguard simulate`: plays Twilio and one caller to a site that is running."""

import asyncio
from collections.abc import Callable
from urllib.parse import urlsplit

from callguard.config import Settings
from callguard.errors import CallGuardError, ConfigError
from callguard.simulator import ScenarioError, Simulator, load_scenario

LONGEST_CALL_S = 7200


async def simulate(settings: Settings, scenario: str, to_number: str, tell: Callable[[str], None]) -> None:
    """Let one call come in, and stay until it is over and Twilio has told everything.

    The site must have been started with the same settings: its REST requests go to the simulator.
    """
    try:
        script = load_scenario(scenario)
    except ScenarioError as error:
        raise CallGuardError(str(error)) from error
    simulator = Simulator(
        settings.twilio_account_sid,
        settings.auth_tokens[0],
        settings.public_url,
        f"http://{settings.host}:{settings.port}",
        port=_api_port(settings),
    )
    async with simulator:
        call = await simulator.dial_in(
            script.from_number,
            to_number,
            f"{settings.public_url}/twilio/voice",
            script,
            status_callback_url=f"{settings.public_url}/twilio/call",
        )
        tell(f"{call.call_sid} is calling {to_number}")
        async with asyncio.timeout(LONGEST_CALL_S):
            await call.wait_ended()
        await simulator.callbacks_sent()
        tell(f"{call.call_sid} is over: {call.status}")


def _api_port(settings: Settings) -> int:
    address = urlsplit(settings.twilio_api_url)
    if address.scheme != "http" or address.hostname not in ("127.0.0.1", "localhost") or not address.port:
        raise ConfigError(
            f"CALLGUARD_TWILIO_API_URL='{settings.twilio_api_url}': expected http://127.0.0.1:PORT, where "
            "simulate plays Twilio; callguard serve has to be started with the same"
        )
    return address.port
