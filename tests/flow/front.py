"""A load balancer in small: each connection goes to the role that its path names."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


@asynccontextmanager
async def balanced(port: int, web_port: int, media_port: int) -> AsyncIterator[None]:
    """Listen on `port`: `/media/` goes to one process, all else to the other."""
    servers = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readline()
        chosen = media_port if asked.startswith(b"GET /media/") else web_port
        try:
            inside, outside = await asyncio.open_connection("127.0.0.1", chosen)
        except OSError:
            writer.close()
            return
        outside.write(asked)
        await asyncio.gather(_copy(reader, outside), _copy(inside, writer))

    servers.append(await asyncio.start_server(serve, "127.0.0.1", port))
    try:
        yield
    finally:
        servers[0].close()


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while piece := await source.read(65_536):
            target.write(piece)
            await target.drain()
    target.close()
