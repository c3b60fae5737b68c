"""Table of the keys with which other systems use the REST API."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from callguard.db.tables import Table


class ApiKeyRow(Table):
    """A key by its name, which is never given twice; of the secret only a hash is kept."""

    __tablename__ = "api_keys"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(64))
    revoked_at: Mapped[datetime | None]
