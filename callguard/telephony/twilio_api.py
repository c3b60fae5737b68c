"""The four requests that CallGuard makes of Twilio's REST API, and what their failures mean."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from callguard.config import Settings
from callguard.errors import NoAnswerError, NotReachedError, RefusedError, TelephonyError

TIMEOUT_S = 4
TWILIO_URL = "https://api.twilio.com"
CONFERENCE_EVENTS = ["start", "end", "join", "leave", "hold", "mute", "modify", "announcement"]

_CALL_OVER = {21220, 20404}
_CONFERENCE_OVER = {20404, 16022}
_LABEL_IN_USE = {16025, 16026}


class ApiClient(TwilioHttpClient):  # type: ignore[misc]
    """Twilio's own HTTP client with a time limit, talking to the address of the settings."""

    def __init__(self, api_url: str) -> None:
        super().__init__(timeout=TIMEOUT_S)
        self._api_url = api_url

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401
        """Send the request to the address of the settings."""
        return super().request(method, url.replace(TWILIO_URL, self._api_url, 1), *args, **kwargs)


@dataclass(frozen=True, slots=True)
class Ring:
    """An agent's leg to be dialled into a conference."""

    conference: str
    phone: str
    caller_id: str
    label: str
    conference_callback: str


class TwilioApi:
    """Each method returns whether there was still something to do; errors say whether to retry."""

    def __init__(self, settings: Settings) -> None:
        self._client = Client(
            settings.twilio_account_sid,
            settings.auth_tokens[0],
            http_client=ApiClient(settings.twilio_api_url),
        )

    def ring(self, ring: Ring) -> bool:
        """Dial an agent; a leg with this label that is there already counts as dialled."""
        conference = self._client.conferences(ring.conference)
        return _ask(
            lambda: conference.participants.create(
                from_=ring.caller_id,
                to=ring.phone,
                label=ring.label,
                beep="false",
                timeout=25,
                end_conference_on_exit=True,
                conference_status_callback=ring.conference_callback,
                conference_status_callback_event=CONFERENCE_EVENTS,
            ),
            _LABEL_IN_USE,
        )

    def announce(self, conference_sid: str, call_sid: str, url: str) -> bool:
        """Speak to one participant; the others do not hear it."""
        participant = self._client.conferences(conference_sid).participants(call_sid)
        return _ask(lambda: participant.update(announce_url=url, announce_method="POST"), _CONFERENCE_OVER)

    def end(self, call_sid: str, twiml: str) -> bool:
        """Take the caller's leg out of its conference, speak, and hang up; an ended call counts as ended."""
        return _ask(lambda: self._client.calls(call_sid).update(twiml=twiml), _CALL_OVER)

    def find_conference(self, name: str) -> str | None:
        """Return the SID of the live conference with this name."""
        try:
            found = self._client.conferences.list(friendly_name=name, limit=5)
        except (TwilioException, requests.RequestException) as error:
            raise NotReachedError(str(error)) from error
        return next((str(c.sid) for c in found if c.status != "completed"), None)


def _ask(request: Callable[[], object], nothing_left: set[int]) -> bool:
    try:
        request()
    except TwilioRestException as error:
        if error.code in nothing_left:
            return False
        raise _fault(error) from error
    except requests.ConnectionError as error:
        raise NotReachedError(f"Twilio was not reached: {error}") from error
    except requests.RequestException as error:
        raise NoAnswerError(f"no answer from Twilio: {error}") from error
    return True


def _fault(error: TwilioRestException) -> TelephonyError:
    text = f"{error.status} {error.code}: {error.msg}"
    if error.status == HTTPStatus.TOO_MANY_REQUESTS:
        return NotReachedError(text)
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return NoAnswerError(text)
    return RefusedError(text)
