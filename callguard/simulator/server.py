"""An ASGI server on a free loopback port, inside the running event loop."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from typing import Any

import uvicorn
from starlette.types import Send

GRACE_S = 1


class LoopbackServer:
    """Serves an application at `url` from `start` until `stop`."""

    def __init__(self, app: Any, port: int = 0) -> None:  # noqa: ANN401 - uvicorn takes any ASGI callable
        self._socket = socket.create_server(("127.0.0.1", port))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="websockets-sansio",
            timeout_graceful_shutdown=GRACE_S,
        )
        self._server = _Server(config)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Serve from now on."""
        self._task = asyncio.get_running_loop().create_task(self._server.serve(sockets=[self._socket]))

    async def stop(self) -> None:
        """Let requests under way finish, briefly, and close the port."""
        self._server.should_exit = True
        if self._task is not None:
            await self._task
        self._socket.close()


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals of the process to whoever runs the event loop."""
        yield


async def drop_connection(send: Send) -> None:
    """Cut the connection of a request without any answer."""
    # ASGI knows no such thing; uvicorn's `send` is a method of the object that holds the transport.
    transport: asyncio.Transport = send.__self__.transport  # type: ignore[attr-defined]
    transport.abort()
    await asyncio.sleep(0)
