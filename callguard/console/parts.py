"""What the console is built from."""

from dataclasses import dataclass
from typing import cast

from flask import current_app

from callguard.config import Settings
from callguard.console.users import Users
from callguard.db.database import Database
from callguard.desk.desk import CallDesk
from callguard.jobs.lines import Lines
from callguard.live.calls import LiveCalls
from callguard.live.duty import Duty
from callguard.live.feed import Feed
from callguard.live.sign_in_tries import SignInTries
from callguard.policies.store import Policies, Rulebooks
from callguard.vault import Vault

_EXTENSION = "callguard"


@dataclass(frozen=True, slots=True)
class ConsoleParts:
    """The parts of a site that pages use."""

    settings: Settings
    vault: Vault
    database: Database
    desk: CallDesk
    calls: LiveCalls
    feed: Feed
    duty: Duty
    policies: Policies
    books: Rulebooks
    tries: SignInTries
    lines: Lines

    @property
    def users(self) -> Users:
        """Who may sign in."""
        return Users(self.database)

    def set_on(self, extensions: dict[str, object]) -> None:
        """Let `parts()` find these parts from within a request."""
        extensions[_EXTENSION] = self


def parts() -> ConsoleParts:
    """Return the parts of the app that answers this request."""
    return cast("ConsoleParts", current_app.extensions[_EXTENSION])
