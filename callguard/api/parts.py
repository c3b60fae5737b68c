"""What the API is built from."""

from dataclasses import dataclass
from typing import cast

from flask import current_app

from callguard.api.keys import ApiKeys
from callguard.db.database import Database
from callguard.desk.desk import CallDesk
from callguard.jobs.lines import Lines
from callguard.live.calls import LiveCalls
from callguard.live.history import Histories
from callguard.vault import Vault

_EXTENSION = "callguard"


@dataclass(frozen=True, slots=True)
class ApiParts:
    """The parts of a site that the API uses."""

    vault: Vault
    database: Database
    desk: CallDesk
    calls: LiveCalls
    histories: Histories
    lines: Lines

    @property
    def keys(self) -> ApiKeys:
        """Who may ask."""
        return ApiKeys(self.database)

    def set_on(self, extensions: dict[str, object]) -> None:
        """Let `parts()` find these parts from within a request."""
        extensions[_EXTENSION] = self


def parts() -> ApiParts:
    """Return the parts of the app that answers this request."""
    return cast("ApiParts", current_app.extensions[_EXTENSION])
