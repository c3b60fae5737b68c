"""Runs the ASGI application under uvicorn."""

import uvicorn

from callguard.serve.asgi import create_app
from callguard.site import Site

LARGEST_FRAME_BYTES = 256 * 1024
STOP_S = 5


def run_asgi(site: Site, *, web: bool, media: bool) -> None:
    """Serve until SIGTERM; connections under way get a few seconds."""
    uvicorn.run(
        create_app(site, web=web, media=media),
        host=site.settings.host,
        port=site.settings.port,
        access_log=False,
        server_header=False,
        log_level="warning",
        ws_max_size=LARGEST_FRAME_BYTES,
        timeout_graceful_shutdown=STOP_S,
    )
