"""Policy versions: kept in the database, published to Redis for the call's path, which touches no SQL."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import cast

from redis import Redis
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from callguard.db.database import Database
from callguard.db.policies import PolicyRow
from callguard.errors import CallGuardError
from callguard.live import keys
from callguard.policies.content import rulebook
from rules.book import Rulebook
from rules.policy import Policy

SYSTEM = "callguard"


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """A version with who saved it, when and why."""

    version: int
    policy: Policy
    saved_at: datetime
    saved_by: str
    reason: str


class StalePolicyError(ValueError):
    """Somebody else saved a version in the meantime."""


class UnknownPolicyError(CallGuardError):
    """No such version was ever saved."""


class Policies:
    """The versions in the database."""

    def __init__(
        self, database: Database, redis: Redis, first: Policy | None = None, own_packs: Path | None = None
    ) -> None:
        self._database = database
        self._redis = redis
        self._first = first or Policy()
        self._own_packs = own_packs

    def current(self) -> PolicyVersion:
        """Return the newest version; the first one holds the defaults, or what was given as the first."""
        row = self._newest_row()
        if row is None:
            with suppress(StalePolicyError):  # another process was quicker
                return self.save(self._first, SYSTEM, "Defaults", 0)
            row = self._newest_row()
        if row is None:
            raise StalePolicyError("no policy could be read or saved")
        return _version(row)

    def versions(self) -> list[PolicyVersion]:
        """Return all versions, the newest first."""
        with self._database.read() as session:
            rows = session.scalars(select(PolicyRow).order_by(PolicyRow.version.desc())).all()
        return [_version(row) for row in rows]

    def version(self, number: int) -> PolicyVersion:
        """Return one version; raise UnknownPolicyError."""
        with self._database.read() as session:
            row = session.get(PolicyRow, number)
        if row is None:
            raise UnknownPolicyError(f"there is no policy version {number}")
        return _version(row)

    def book_of(self) -> Callable[[int], Rulebook]:
        """Return what gives the rulebook of a version; the oldest stands in for one that is unknown."""
        books = {v.version: rulebook(v.version, v.policy, self._own_packs) for v in self.versions()}
        oldest = books[min(books)] if books else rulebook(0, Policy(), self._own_packs)
        return lambda version: books.get(version, oldest)

    def save(self, policy: Policy, saved_by: str, reason: str, replaces: int) -> PolicyVersion:
        """Add a version after `replaces` and publish it; raise StalePolicyError when it is not the newest."""
        body = policy.model_dump_json()
        row = PolicyRow(
            version=replaces + 1, body=body, saved_at=datetime.now(UTC), saved_by=saved_by, reason=reason
        )
        try:
            with self._database.write() as session:
                newest = _newest(session)
                if newest != replaces:
                    raise StalePolicyError(f"version {newest} was saved in the meantime")
                session.add(row)
        except IntegrityError:
            raise StalePolicyError(f"version {row.version} was saved in the meantime") from None
        self._publish(row.version, body)
        return _version(row)

    def publish(self) -> None:
        """Bring Redis to the newest version: at the start, and wherever a publication may have failed."""
        newest = self.current()
        self._publish(newest.version, newest.policy.model_dump_json())

    def _newest_row(self) -> PolicyRow | None:
        with self._database.read() as session:
            return session.scalars(select(PolicyRow).order_by(PolicyRow.version.desc()).limit(1)).first()

    def _publish(self, version: int, body: str) -> None:
        self._redis.hset(keys.POLICY, mapping={"version": version, "body": body})


class Rulebooks:
    """The rulebook of the published version, parsed once for each version."""

    def __init__(self, redis: Redis, own_packs: Path | None = None) -> None:
        self._redis = redis
        self._own_packs = own_packs

    def current(self) -> Rulebook:
        """Return the rulebook that decisions go by now."""
        version, body = cast("list[bytes | None]", self._redis.hmget(keys.POLICY, ["version", "body"]))
        return _parsed(int(version or 0), body or b"{}", self._own_packs)


@lru_cache(maxsize=8)
def _parsed(version: int, body: bytes, own_packs: Path | None) -> Rulebook:
    return rulebook(version, Policy.model_validate_json(body), own_packs)


def _newest(session: Session) -> int:
    return session.scalar(select(func.max(PolicyRow.version))) or 0


def _version(row: PolicyRow) -> PolicyVersion:
    policy = Policy.model_validate_json(row.body)
    return PolicyVersion(row.version, policy, row.saved_at, row.saved_by, row.reason)
