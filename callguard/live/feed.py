"""The feed: which call changed, and the words of the moment; pages and media processes read it."""

from collections.abc import Iterator
from typing import cast

from msgspec import Struct
from redis import Redis

from callguard.live import keys

WORDS = "words"
RECORDED = "recorded"


class Change(Struct, frozen=True):
    """An entry of the feed. `kinds` names what happened, `text` holds words that are not yet final."""

    id: str
    call_sid: str
    kinds: tuple[str, ...]
    speaker: str = ""
    text: str = ""


class Feed:
    """One stream for all calls; readers pick out what is theirs."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def tell(self, call_sid: str, kind: str) -> None:
        """Say that something about a call changed outside a transition."""
        fields: dict[str, str] = {"call": call_sid, "kinds": kind}
        self._redis.xadd(keys.FEED, fields, maxlen=keys.FEED_LENGTH, approximate=True)  # type: ignore[arg-type]

    def words(self, call_sid: str, speaker: str, text: str) -> None:
        """Show words that may still change; they are kept nowhere else."""
        fields: dict[str, str] = {"call": call_sid, "kinds": WORDS, "speaker": speaker, "text": text}
        self._redis.xadd(keys.FEED, fields, maxlen=keys.FEED_LENGTH, approximate=True)  # type: ignore[arg-type]

    def last_id(self) -> str:
        """Return the id of the newest entry."""
        newest = cast("list[tuple[bytes, dict[bytes, bytes]]]", self._redis.xrevrange(keys.FEED, count=1))
        return newest[0][0].decode() if newest else "0"

    def read(self, after: str, block_ms: int) -> Iterator[Change]:
        """Yield entries after the id `after`, waiting at most `block_ms` for the first."""
        answer = cast(
            "list[tuple[bytes, list[tuple[bytes, dict[bytes, bytes]]]]]",
            self._redis.xread({keys.FEED: after}, count=500, block=block_ms),
        )
        for _, entries in answer or []:
            for entry_id, fields in entries:
                yield _change(entry_id, fields)


def _change(entry_id: bytes, fields: dict[bytes, bytes]) -> Change:
    text = {name.decode(): value.decode() for name, value in fields.items()}
    return Change(
        entry_id.decode(),
        text["call"],
        tuple(text.get("kinds", "").split()),
        text.get("speaker", ""),
        text.get("text", ""),
    )
