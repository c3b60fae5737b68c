"""The same product with its stores elsewhere."""

import tempfile
from pathlib import Path

from pydantic import SecretStr
from redis import Redis
from sqlalchemy import select

from callguard.db.calls import CallRow, EventRow
from callguard.db.database import Database
from tests.flow.processes import children
from tests.flow.stage import set_stage
from tests.stores import TestValkey


def test_redis_url_and_database_url_move_serve_to_other_stores_with_nothing_else_changed(
    redis: Redis, valkey_server: TestValkey, postgresql: str
) -> None:
    empty(postgresql)
    with (
        tempfile.TemporaryDirectory(prefix="cg") as folder,
        set_stage(Path(folder), redis_url=valkey_server.url, database_url=SecretStr(postgresql)) as stage,
    ):
        assert not any("valkey" in line for line in children(stage.running.process.pid).values())
        call = stage.dial()
        call.talks()
        call.hang_up()
        assert call.recorded()["ended_by"] == "caller"
        database = Database(postgresql)
        with database.read() as session:
            row = session.get_one(CallRow, call.sid)
            assert session.get_bind().dialect.name == "postgresql"
            kept = session.scalars(select(EventRow).where(EventRow.call_sid == call.sid)).all()
            assert row.recorded == len(kept) > 0
        database.close()
        stage.site.database.close()
        assert {path.name for path in Path(folder).iterdir()} == {"secret_key", "serve.lock", "log.txt"}


def empty(address: str) -> None:
    """Begin with no tables."""
    database = Database(address)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    database.close()
