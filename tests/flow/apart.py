"""Every role of the product as a process of its own, behind a load balancer."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from callguard.config import Settings
from callguard.db.database import Database
from callguard.db.migrate import upgrade
from callguard.demo.setting import free_port
from callguard.site import database_url
from tests.flow.front import balanced
from tests.flow.loop import Loop
from tests.flow.processes import Running, running, until_ready


@contextmanager
def each_by_itself(settings: Settings) -> Iterator[Running]:
    """Run web, media and workers, with one log; yields the web process."""
    loop, ports = Loop(), (free_port(None), free_port(None))
    web, media = (settings.model_copy(update={"port": port}) for port in ports)
    _migrate(settings)
    with ExitStack() as stack:
        stack.callback(loop.close)
        roles = [stack.enter_context(running(web, "web")), stack.enter_context(running(media, "media"))]
        workers = [stack.enter_context(running(settings, "worker", q)) for q in ("actions", "records")]
        for port, role in zip(ports, roles, strict=True):
            until_ready(port, role)
        stack.enter_context(loop.within(balanced(settings.port, *ports)))
        yield roles[0]
        for one in (*roles, *workers):
            one.process.terminate()


def _migrate(settings: Settings) -> None:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database(database_url(settings))
    upgrade(database)
    database.close()
