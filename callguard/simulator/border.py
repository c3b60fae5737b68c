"""The customer's border: which address is signed, where the bytes go, how failures are retried."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from callguard.simulator.errors import WebhookError

RETRIED_BY_DEFAULT = frozenset({"ct"})


@dataclass(frozen=True, slots=True)
class Patience:
    """Twilio's limits for one request, with what the URL's fragment overrides."""

    connect_s: float = 5.0
    read_s: float = 15.0
    total_s: float = 15.0
    retries: int = 1
    retried: frozenset[str] = RETRIED_BY_DEFAULT

    def covers(self, kind: str) -> bool:
        """Whether a failure of this kind is tried again."""
        return kind in self.retried or "all" in self.retried


@dataclass(frozen=True, slots=True)
class Target:
    """One request's address as the customer knows it, and as the loopback does."""

    signed_url: str
    connect_url: str
    host: str
    patience: Patience

    @property
    def place(self) -> str:
        """The address for logs: without its query, which may hold phone numbers."""
        return self.signed_url.partition("?")[0]


class Border:
    """Stands for the TLS proxy before the customer: public address outside, loopback inside."""

    def __init__(self, public_url: str, connect_to: str) -> None:
        self._host = urlsplit(public_url).netloc
        self._inside = urlsplit(connect_to).netloc

    def target(self, url: str) -> Target:
        """Split an address as written in TwiML or REST; only the customer's own host can be reached."""
        parts = urlsplit(url)
        if parts.scheme not in ("https", "wss") or not parts.netloc:
            raise WebhookError(21205, "not an absolute https or wss address", "url")
        if parts.netloc != self._host:
            raise WebhookError(11210, f"host not found: {parts.netloc}", "url")
        inside_scheme = "http" if parts.scheme == "https" else "ws"
        return Target(
            signed_url=urlunsplit(parts._replace(fragment="")),
            connect_url=urlunsplit((inside_scheme, self._inside, parts.path or "/", parts.query, "")),
            host=self._host,
            patience=parse_patience(parts.fragment),
        )

    def knows(self, url: str) -> bool:
        """Whether the address is the customer's (others, like Twilio's own music, are not asked)."""
        return urlsplit(url).netloc == self._host

    def inside_address(self) -> tuple[str, int]:
        """Host and port on the loopback, for sockets."""
        parts = urlsplit(f"//{self._inside}")
        return parts.hostname or "127.0.0.1", parts.port or 80


def parse_patience(fragment: str) -> Patience:
    """Read `ct=2000&rc=3&rp=5xx,ct` from behind the `#`."""
    given = dict(parse_qsl(fragment))
    return Patience(
        connect_s=_bounded(given.get("ct"), 100, 10_000, 5_000) / 1000,
        read_s=_bounded(given.get("rt"), 100, 15_000, 15_000) / 1000,
        total_s=_bounded(given.get("tt"), 100, 15_000, 15_000) / 1000,
        retries=_bounded(given.get("rc"), 0, 5, 1),
        retried=frozenset(given["rp"].split(",")) if "rp" in given else RETRIED_BY_DEFAULT,
    )


def _bounded(text: str | None, lowest: int, highest: int, default: int) -> int:
    if text is None or not text.isdigit():
        return default
    return min(max(int(text), lowest), highest)
