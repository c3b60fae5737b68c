"""The users of the console: who they are, what they may do, and whether their password is right."""

import re
from dataclasses import dataclass
from functools import cache

from sqlalchemy import select, update
from werkzeug.security import check_password_hash, generate_password_hash

from callguard.config import Language
from callguard.db.database import Database
from callguard.db.people import Role, UserRow
from callguard.errors import CallGuardError

_NAME = re.compile(r"[a-z0-9_]{2,32}")


class UserError(CallGuardError):
    """A user cannot be added like this; the text says why."""


@dataclass(frozen=True, slots=True)
class User:
    """An active user."""

    name: str
    display_name: str
    role: Role
    language: Language
    phone: str | None


class Users:
    """Reads and adds users; those who are not active are as good as unknown."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        name: str,
        display_name: str,
        role: Role,
        password: str | None,
        language: str,
        phone: str | None,
    ) -> User:
        """Add a user. Without a password they sign in by a link only; without a phone they get no calls."""
        row = UserRow(
            name=_checked_name(name),
            display_name=display_name.strip() or name,
            role=role,
            password_hash=None if password is None else _hash(password),
            language=_checked_language(language),
            phone=phone or None,
            active=True,
        )
        with self._database.write() as session:
            if session.get(UserRow, name) is not None:
                raise UserError(f"there is a user {name} already")
            session.add(row)
        return _user(row)

    def get(self, name: str) -> User | None:
        """Return the active user of this name."""
        row = self._row(name)
        return None if row is None else _user(row)

    def check_password(self, name: str, password: str) -> User | None:
        """Return the user if the password is theirs; an unknown name takes as long as a wrong password."""
        row = self._row(name)
        known = row.password_hash if row and row.password_hash else None
        right = check_password_hash(known or _nobodys_hash(), password)
        return _user(row) if row and known and right else None

    def set_language(self, name: str, language: Language) -> None:
        """Let the user's pages be in this language from now on."""
        with self._database.write() as session:
            session.execute(update(UserRow).where(UserRow.name == name).values(language=language))

    def display_names(self) -> dict[str, str]:
        """Return the display name of everybody, active or not."""
        with self._database.read() as session:
            rows = session.execute(select(UserRow.name, UserRow.display_name))
            return {name: display_name for name, display_name in rows}  # noqa: C416 - a Row is no pair

    def _row(self, name: str) -> UserRow | None:
        if not _NAME.fullmatch(name):
            return None
        with self._database.read() as session:
            row = session.get(UserRow, name)
            return row if row and row.active else None


def _checked_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise UserError(f"{name!r}: expected 2 to 32 of a–z, 0–9 and _")
    return name


def _checked_language(language: str) -> str:
    if language not in list(Language):
        raise UserError(f"{language!r}: expected one of {', '.join(Language)}")
    return language


def _hash(password: str) -> str:
    if not password:
        raise UserError("the password is empty")
    return generate_password_hash(password, method="scrypt")


@cache
def _nobodys_hash() -> str:
    return generate_password_hash("nobody has this password", method="scrypt")


def _user(row: UserRow) -> User:
    return User(row.name, row.display_name, Role(row.role), Language(row.language), row.phone)
