"""Documents of a conference (announce, wait, hold): fetched like TwiML, but only to be heard."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import structlog

from callguard.simulator.carrier import Carrier
from callguard.simulator.errors import TwimlError, WebhookError
from callguard.simulator.leg import Leg
from callguard.simulator.speech import APPLICATION_ERROR, speak
from callguard.simulator.twiml import parse_answer
from callguard.simulator.verbs import Document, Pause, Play, Redirect, Say

if TYPE_CHECKING:
    from callguard.simulator.conference import Conference
    from callguard.simulator.participant import Participant

log = structlog.get_logger()

SHORTEST_LOOP_S = 1.0


async def announce(
    carrier: Carrier, conference: "Conference", participant: "Participant | None", url: str, method: str
) -> None:
    """Let one participant or all hear a document, then tell the conference's callback that it is over."""
    heard_by = conference.participants if participant is None else [participant]
    legs = [hearer.leg for hearer in heard_by]
    form = conference.form() | (participant.form() if participant is not None else {})
    try:
        await _play(carrier, legs, url, method, form)
    except (TwimlError, WebhookError) as error:
        log.warning("announcement failed", error=str(error))
        for leg in legs:
            leg.said.append(APPLICATION_ERROR)
        return
    conference.report("announcement-end", participant, AnnounceUrl=url)


async def loop_document(carrier: Carrier, participant: "Participant", url: str, method: str) -> None:
    """Play a wait or hold document again and again; a broken one puts the participant out."""
    conference = participant.conference
    while not participant.left.is_set():
        began_s = carrier.clock.now_s()
        try:
            await _play(carrier, [participant.leg], url, method, conference.form() | participant.form())
        except (TwimlError, WebhookError) as error:
            log.warning("wait document failed", error=str(error))
            participant.leg.said.append(APPLICATION_ERROR)
            conference.remove(participant, "participant_add_failed")
            return
        await carrier.clock.sleep_until(began_s + SHORTEST_LOOP_S)


async def _play(carrier: Carrier, legs: Sequence[Leg], url: str, method: str, form: dict[str, str]) -> None:
    next_url: str | None = url
    while next_url is not None:
        answer = await carrier.client.send(method, next_url, form)
        document = parse_answer(answer.headers.get("content-type", ""), answer.content, next_url)
        next_url, method = await _play_document(carrier, legs, document)


async def _play_document(carrier: Carrier, legs: Sequence[Leg], document: Document) -> tuple[str | None, str]:
    for verb in document.verbs:
        if isinstance(verb, Redirect):
            return urljoin(document.base_url or "", verb.url), verb.method
        if not isinstance(verb, Say | Play | Pause):
            raise TwimlError(13238, f"{type(verb).__name__} is not allowed in a conference's document")
        await speak(carrier, legs, verb, document.base_url)
    return None, "POST"
