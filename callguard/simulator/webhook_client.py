"""The client that asks the customer's webhooks, signed, with Twilio's limits, retries and redirects."""

import asyncio
import uuid
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

import httpx

from callguard.simulator.border import Border, Target
from callguard.simulator.errors import WebhookError
from callguard.simulator.signature import Signer

Form = dict[str, str]
MAX_REDIRECTS = 10
FORM_REDIRECTS = (307, 308)


@dataclass(frozen=True, slots=True)
class SentWebhook:
    """One attempt at the customer: `status` is None when no answer came."""

    method: str
    url: str
    form: Form
    status: int | None


class WebhookClient:
    """Sends one signed request at a time for anyone who asks, and remembers them all."""

    def __init__(self, border: Border, signer: Signer) -> None:
        self._border = border
        self._signer = signer
        # A fresh connection for each request: a kept one that the customer closes meanwhile would look like a
        # failure of the customer's.
        limits = httpx.Limits(max_keepalive_connections=0, max_connections=None)
        self._http = httpx.AsyncClient(trust_env=False, follow_redirects=False, limits=limits)
        self.sent: list[SentWebhook] = []

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.aclose()

    async def send(self, method: str, url: str, form: Form, token: str | None = None) -> httpx.Response:
        """Ask, and follow redirects; raises `WebhookError` for everything but a 2xx answer."""
        token = token or str(uuid.uuid4())
        for _ in range(MAX_REDIRECTS + 1):
            answer = await self._send_within_limit(method, url, form, token)
            if not answer.is_redirect:
                return answer
            url = urljoin(url, answer.headers["location"])
            if answer.status_code not in FORM_REDIRECTS:
                method, form = "GET", {}
        raise WebhookError(11215, "too many redirects", "redirect")

    async def _send_within_limit(self, method: str, url: str, form: Form, token: str) -> httpx.Response:
        target = self._border.target(_with_query(url, form) if method == "GET" else url)
        try:
            async with asyncio.timeout(target.patience.total_s):
                return await self._send_with_retries(method, target, form, token)
        except TimeoutError:
            self._remember(method, target, form, None)
            raise WebhookError(11205, f"no answer in time: {target.place}", "rt") from None

    async def _send_with_retries(self, method: str, target: Target, form: Form, token: str) -> httpx.Response:
        retries = target.patience.retries
        while True:
            try:
                return await self._send_once(method, target, form, token)
            except WebhookError as error:
                if retries == 0 or not target.patience.covers(error.kind):
                    raise
                retries -= 1

    async def _send_once(self, method: str, target: Target, form: Form, token: str) -> httpx.Response:
        try:
            answer = await self._http.send(self._request(method, target, form, token))
        except httpx.TransportError as error:
            self._remember(method, target, form, None)
            kind = "ct" if isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout)) else "rt"
            raise WebhookError(11205, f"{type(error).__name__}: {target.place}", kind) from error
        self._remember(method, target, form, answer.status_code)
        if answer.is_error:
            kind = f"{answer.status_code // 100}xx"
            raise WebhookError(11200, f"HTTP {answer.status_code}: {target.place}", kind)
        return answer

    def _request(self, method: str, target: Target, form: Form, token: str) -> httpx.Request:
        posted = form if method != "GET" else {}
        patience = target.patience
        return self._http.build_request(
            method,
            target.connect_url,
            data=posted or None,
            headers={
                "Host": target.host,
                "User-Agent": "TwilioProxy/1.1",
                "X-Forwarded-Proto": "https",
                "X-Twilio-Signature": self._signer.sign(target.signed_url, posted),
                "I-Twilio-Idempotency-Token": token,
            },
            timeout=httpx.Timeout(patience.read_s, connect=patience.connect_s),
        )

    def _remember(self, method: str, target: Target, form: Form, status: int | None) -> None:
        self.sent.append(SentWebhook(method, target.signed_url, dict(form), status))


def _with_query(url: str, form: Form) -> str:
    if not form:
        return url
    parts = urlsplit(url)
    query = "&".join(part for part in (parts.query, urlencode(form)) if part)
    return urlunsplit(parts._replace(query=query))
