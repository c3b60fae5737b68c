"""Inserts a row unless its key is there already, whoever put it there at the same moment."""

from typing import Any

from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from callguard.db.tables import Table


def insert_once(session: Session, table: type[Table], **values: Any) -> bool:  # noqa: ANN401 - any column's type
    """Insert the row, and return whether it is new; a second one with the same key changes nothing."""
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    made = insert(table).values(**values).on_conflict_do_nothing().returning(*inspect(table).primary_key)
    return session.execute(made).first() is not None
