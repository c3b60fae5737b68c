"""What a caller calls about, and what is known of it from earlier calls and other channels."""

from datetime import datetime

from msgspec import Struct

from rules.stages import Stage


class Matter(Struct, frozen=True, omit_defaults=True):
    """One matter of one caller.

    `day`, `week` and `month` count the earlier contacts about it, other channels among them (the site's
    calendar day, the last 7 and 30 days); `answered` are the days on which it had its answer, the newest
    last, at most five; `asked` are the demands that were answered then; until `owed_until` we owe an answer.
    """

    id: str
    name: str = ""
    day: int = 0
    week: int = 0
    month: int = 0
    answered: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    owed_until: datetime | None = None

    def is_owed(self, now: datetime) -> bool:
        """Whether the next step is ours."""
        return self.owed_until is not None and now < self.owed_until


class LastCall(Struct, frozen=True):
    """The caller's last call: the highest stage that was said in it, and when it ended."""

    said: Stage
    ended_at: datetime
