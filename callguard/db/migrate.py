"""Brings the database to the newest schema."""

from importlib.resources import files

from alembic import command
from alembic.config import Config

from callguard.db.database import Database


def upgrade(database: Database) -> None:
    """Run the migrations that are missing; several processes at once wait for each other."""
    config = Config()
    config.set_main_option("script_location", str(files("callguard.db") / "migrations"))
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_lock(7267001)")
        command.upgrade(config, "head")
        connection.commit()
