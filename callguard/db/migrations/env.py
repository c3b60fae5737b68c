"""Runs migrations on the connection that `callguard.db.migrate` hands in."""

from alembic import context

from callguard.db import api_keys, calls, incidents, people, policies
from callguard.db.tables import Table

TABLES = (api_keys, calls, incidents, people, policies)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
