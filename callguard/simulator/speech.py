"""Twilio's own voice on one or more legs: Say, Play and Pause take their time, and are heard meanwhile."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urljoin

import httpx
import structlog

from callguard.simulator.carrier import Carrier
from callguard.simulator.errors import ScenarioError, WebhookError
from callguard.simulator.leg import Leg
from callguard.simulator.sound import SAMPLE_RATE_HZ, parse_ulaw_wav
from callguard.simulator.verbs import Pause, Play, Say

log = structlog.get_logger()

UNKNOWN_SOUND_S = 3.0
APPLICATION_ERROR = "We're sorry, an application error has occurred. Goodbye."


async def speak(
    carrier: Carrier, legs: Sequence[Leg], verb: Say | Play | Pause, base_url: str | None
) -> None:
    """Carry the verb out for these legs at once; `said` gets what was heard to its end."""
    if isinstance(verb, Pause):
        await carrier.clock.sleep(verb.length_s)
        return
    text, length_s = await _content(carrier, verb, base_url)
    for _ in range(verb.loops):
        with _voice(legs):
            await carrier.clock.sleep(length_s)
        for leg in legs:
            if leg.is_live:
                leg.said.append(text)


async def _content(carrier: Carrier, verb: Say | Play, base_url: str | None) -> tuple[str, float]:
    if isinstance(verb, Say):
        return verb.text, verb.length_s
    url = urljoin(base_url or "", verb.url)
    if not carrier.border.knows(url):
        return url, UNKNOWN_SOUND_S
    try:
        return url, _length_s(await carrier.client.send("GET", url, {}))
    except WebhookError as error:
        log.warning("file not played", error=str(error))
        return url, 0.0


def _length_s(answer: httpx.Response) -> float:
    try:
        return len(parse_ulaw_wav(answer.content, str(answer.url))) / SAMPLE_RATE_HZ
    except ScenarioError:
        return UNKNOWN_SOUND_S  # another format: played all the same, its length is a guess


@contextmanager
def _voice(legs: Sequence[Leg]) -> Iterator[None]:
    for leg in legs:
        leg.voices += 1
    try:
        yield
    finally:
        for leg in legs:
            leg.voices -= 1
