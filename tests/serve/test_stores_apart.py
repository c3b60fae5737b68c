"""The same product with its stores elsewhere, and with each process by itself."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from pydantic import SecretStr
from redis import Redis
from sqlalchemy import select

from callguard.config import Settings, SpeechTier
from callguard.db.calls import CallRow, EventRow
from callguard.db.database import Database
from callguard.demo.setting import free_port
from callguard.simulator import CallScript, ScriptLine
from rules.acts import Act
from rules.events import MatterAnswered
from tests.flow.loop import Loop
from tests.flow.processes import Running, children, running, until_ready
from tests.flow.stage import set_stage
from tests.serve.front import balanced
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
        call.tell(MatterAnswered)
        assert call.recorded()["ended_by"] == "limit"
        database = Database(postgresql)
        with database.read() as session:
            row = session.get_one(CallRow, call.sid)
            assert session.get_bind().dialect.name == "postgresql"
            kept = session.scalars(select(EventRow).where(EventRow.call_sid == call.sid)).all()
            assert row.recorded == len(kept) > 0
        database.close()
        stage.site.database.close()
        assert {path.name for path in Path(folder).iterdir()} == {"secret_key", "serve.lock", "log.txt"}


def test_web_media_and_workers_as_processes_of_their_own_serve_one_call_together(
    redis: Redis, valkey_server: TestValkey
) -> None:
    lines = (ScriptLine(at_s=0.5, speaker="caller", audio="angry/threat"),)
    with (
        tempfile.TemporaryDirectory(prefix="cg") as folder,
        set_stage(
            Path(folder),
            speed=2.0,
            run=each_by_itself,
            redis_url=valkey_server.url,
            speech_tier=SpeechTier.WATCH,
        ) as stage,
    ):
        call = stage.dial(CallScript(lines=lines))
        assert call.until(lambda facts: facts.hearing, "heard by the media process").is_live
        assert call.talks().agent == "aiko"
        call.until(lambda facts: Act.THREAT in facts.acts, "the threat heard")
        call.tell(MatterAnswered)
        record = call.recorded()
        assert record["ended_by"] == "limit"
        assert "threat" in [finding["act"] for finding in record["findings"]]
        assert stage.site.outbox.outcomes() == (call.jobs(), 0)


@contextmanager
def each_by_itself(settings: Settings) -> Iterator[Running]:
    """Run every role as a process; yields the web process."""
    loop, ports = Loop(), (free_port(None), free_port(None))
    web, media = (settings.model_copy(update={"port": port}) for port in ports)
    with ExitStack() as stack:
        stack.callback(loop.close)

        ran: list[Running] = []

        def run(own: Settings, *words: str) -> Running:
            log = settings.data_dir / f"{words[0]}.txt"
            ran.append(stack.enter_context(running(own, *words, log=log)))
            return ran[-1]

        assert run(settings, "db", "upgrade").process.wait(60) == 0
        roles = [run(web, "web"), run(media, "media")]
        for queue in ("actions", "records"):
            run(settings, "worker", queue)
        for port, role in zip(ports, roles, strict=True):
            until_ready(port, role)
        stack.enter_context(loop.within(balanced(settings.port, *ports)))
        yield roles[0]
        for one in ran:
            one.process.terminate()


def empty(address: str) -> None:
    """Begin with no tables."""
    database = Database(address)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    database.close()
