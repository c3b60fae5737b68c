"""The keys of the REST API: made, listed, revoked, and recognised."""

import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import select

from callguard.db.api_keys import ApiKeyRow
from callguard.db.audit import add_note
from callguard.db.database import Database
from callguard.db.insert_once import insert_once
from callguard.errors import CallGuardError

_NAME = re.compile(r"[a-z0-9_]{2,32}")
_TOKEN = re.compile(r"cgk\.([a-z0-9_]{2,32})\.[A-Za-z0-9_-]{43}")
_SECRET_BYTES = 32
_NOBODYS = "0" * 64


class KeyNameError(CallGuardError):
    """A key cannot have this name, or none has it; the text says why."""


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key; the audit log knows what it did under `actor`."""

    name: str
    created_at: datetime
    created_by: str
    revoked_at: datetime | None

    @property
    def actor(self) -> str:
        """Who acts when this key is used."""
        return f"api:{self.name}"


class ApiKeys:
    """Keys in the database. A secret has 256 random bits, so one round of hashing keeps it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, name: str, by: str) -> str:
        """Make a key and return its secret, which nobody can read again."""
        if not _NAME.fullmatch(name):
            raise KeyNameError(f"{name!r}: expected 2 to 32 of a–z, 0–9 and _")
        token, now = f"cgk.{name}.{secrets.token_urlsafe(_SECRET_BYTES)}", datetime.now(UTC)
        with self._database.write() as session:
            if not insert_once(
                session, ApiKeyRow, name=name, hash=_hash(token), created_at=now, created_by=by
            ):
                raise KeyNameError(
                    f"there is or was a key {name}; names are never given twice, "
                    "because the audit log tells keys apart by them"
                )
            add_note(session, by, "api_key_created", name)
        return token

    def revoke(self, name: str, by: str) -> None:
        """Let a key open nothing from now on; revoked twice, nothing changes."""
        with self._database.write() as session:
            row = session.get(ApiKeyRow, name)
            if row is None:
                raise KeyNameError(f"there is no key {name}; callguard keys list names them")
            if row.revoked_at is None:
                row.revoked_at = datetime.now(UTC)
                add_note(session, by, "api_key_revoked", name)

    def all(self) -> list[ApiKey]:
        """Return all keys, the oldest first."""
        with self._database.read() as session:
            rows = session.scalars(select(ApiKeyRow).order_by(ApiKeyRow.created_at, ApiKeyRow.name))
            return [_key(row) for row in rows]

    def find(self, token: str) -> ApiKey | None:
        """Return the key with this secret, revoked or not; a wrong one takes as long as a right one."""
        named = _TOKEN.fullmatch(token)
        with self._database.read() as session:
            row = session.get(ApiKeyRow, named[1] if named else "")
        right = hmac.compare_digest(row.hash if row else _NOBODYS, _hash(token))
        return _key(row) if row and right else None


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _key(row: ApiKeyRow) -> ApiKey:
    return ApiKey(row.name, row.created_at, row.created_by, row.revoked_at)
