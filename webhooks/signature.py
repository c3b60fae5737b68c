"""Who may speak to us: Twilio's signature over form posts and over the media handshake."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from twilio.request_validator import RequestValidator

SIGNATURE_HEADER = "X-Twilio-Signature"


@dataclass(frozen=True, slots=True)
class TwilioAuth:
    """The account's tokens and the address under which Twilio knows us.

    Several tokens are valid at once while the account's token is being changed. What is signed is the
    public address, so nothing that a proxy rewrites (scheme, host, port, forwarding headers) counts.
    """

    auth_tokens: Sequence[str] = field(repr=False)
    public_url: str

    def __post_init__(self) -> None:
        # An empty key is a key that everybody knows.
        if not self.auth_tokens or not all(self.auth_tokens):
            raise ValueError("auth_tokens: expected one or more Twilio auth tokens, none of them empty")
        if urlsplit(self.public_url).scheme not in {"http", "https"}:
            raise ValueError("public_url: expected an address that starts with https:// (or http://)")
        object.__setattr__(self, "public_url", self.public_url.rstrip("/"))

    def admits_form(self, path_and_query: str, form: Mapping[str, str], signature: str | None) -> bool:
        """Whether Twilio signed this form for this path and query, both as they came in."""
        return self._signed((self.public_url + path_and_query,), form, signature)

    def admits_socket(self, path: str, signature: str | None) -> bool:
        """Whether Twilio signed the WebSocket handshake for this path."""
        return self._signed(self._socket_urls(path), {}, signature)

    def _socket_urls(self, path: str) -> Iterator[str]:
        public = urlsplit(self.public_url)
        url = public._replace(scheme="wss" if public.scheme == "https" else "ws")
        if url.scheme == "wss" and url.port is None:
            # The validator tries a URL with a port without it too, but would add :80 to a wss URL itself.
            url = url._replace(netloc=f"{url.netloc}:443")
        yield url.geturl() + path
        yield url.geturl() + path + "/"  # some set-ups sign the address with a slash at its end

    def _signed(self, urls: Iterable[str], form: Mapping[str, str], signature: str | None) -> bool:
        if not signature:
            return False
        validators = [RequestValidator(token) for token in self.auth_tokens]
        return any(validator.validate(url, form, signature) for url in urls for validator in validators)
