"""The console as it is served: Starlette outside, Flask inside, on a free port, in a thread."""

import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from a2wsgi import WSGIMiddleware
from starlette.applications import Starlette
from starlette.routing import Mount

from callguard.console.app import create_console_app
from callguard.console.hub import EventHub
from callguard.console.parts import ConsoleParts
from callguard.console.streams import events_routes


def application(parts: ConsoleParts) -> Starlette:
    hub = EventHub(parts)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        hub.start()
        yield
        hub.stop()

    pages = WSGIMiddleware(create_console_app(parts))  # type: ignore[arg-type]
    routes = [*events_routes(parts, hub), Mount("/", app=pages)]  # type: ignore[arg-type]
    return Starlette(routes=routes, lifespan=lifespan)


@contextmanager
def served(parts: ConsoleParts, port: int = 0) -> Iterator[str]:
    """Serve the console, and yield its address; port 0 is any free one."""
    config = uvicorn.Config(
        application(parts), host="127.0.0.1", port=port, log_level="warning", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    bound = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{bound}"
    server.should_exit = True
    thread.join(timeout=20)
    assert not thread.is_alive()
