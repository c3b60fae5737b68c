"""The ASGI application: Starlette for what is long-lived, Flask behind it for all that is short."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from socket import gethostname
from typing import TYPE_CHECKING, Any

import structlog
from a2wsgi import WSGIMiddleware
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Receive, Scope, Send

from callguard.api.app import PREFIX, create_api_app
from callguard.config import StreamAuth
from callguard.console.app import create_console_app
from callguard.console.hub import EventHub
from callguard.console.streams import events_routes
from callguard.serve.hearing import Hearing
from callguard.site import Site
from webhooks.media import media_route
from webhooks.routes import create_webhooks_app
from webhooks.signature import TwilioAuth

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger()

WEBHOOK_THREADS, PAGE_THREADS = 16, 16


def create_app(site: Site, *, web: bool, media: bool) -> Starlette:
    """Build the application with its roles."""
    auth = TwilioAuth(site.settings.auth_tokens, site.settings.public_url)
    routes: list[BaseRoute] = [Route("/healthz", _health(site))]
    starts: list[tuple[Callable[[], object], Callable[[], object]]] = []
    if media:
        hearing = Hearing(site)
        signed = site.settings.stream_auth is StreamAuth.SIGNATURE
        routes.append(media_route(hearing.ears, auth, require_signature=signed))
        starts.append((hearing.start, hearing.stop))
    if web:
        hub = EventHub(site.console)
        routes += [*events_routes(site.console, hub), Mount("/", app=_flask_side(site, auth))]
        starts.append((hub.start, hub.stop))
    starts.append((site.ticker.start, site.ticker.stop))
    return Starlette(routes=routes, lifespan=_lifespan(site, starts, web=web))


def _health(site: Site) -> Callable[[Request], Response]:
    def answer(_request: Request) -> Response:
        """Say whether this process can work; a load balancer asks."""
        site.redis.ping()
        return JSONResponse({"status": "ok"})

    return answer


def _flask_side(site: Site, auth: TwilioAuth) -> Callable[[Scope, Receive, Send], Any]:
    """Two pools, so that a page that waits never stops a webhook."""
    webhooks = WSGIMiddleware(create_webhooks_app(site.phone_line, auth), workers=WEBHOOK_THREADS)  # type: ignore[arg-type]
    pages = WSGIMiddleware(_pages_and_api(site), workers=PAGE_THREADS)  # type: ignore[arg-type]

    async def choose(scope: Scope, receive: Receive, send: Send) -> None:
        app = webhooks if scope["path"].startswith("/twilio/") else pages
        await app(scope, receive, send)  # type: ignore[arg-type]

    return choose


def _pages_and_api(site: Site) -> "WSGIApplication":
    """One pool for both; the API is an application of its own, which knows no session."""
    console, api = create_console_app(site.console), create_api_app(site.api)

    def choose(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        app = api if str(environ.get("PATH_INFO", "")).startswith(PREFIX) else console
        environ["wsgi.input_terminated"] = True  # a body sent in pieces has no length; a2wsgi ends it
        return app(environ, start_response)

    return choose


def _lifespan(
    site: Site, starts: list[tuple[Callable[[], object], Callable[[], object]]], *, web: bool
) -> Callable[[Starlette], Any]:
    @asynccontextmanager
    async def live(_app: Starlette) -> AsyncIterator[None]:
        if web:
            site.prepare()
        async with AsyncExitStack() as stack:
            for start, stop in starts:
                start()
                stack.callback(stop)
            log.info("ready", host=gethostname(), web=web)
            yield

    return live
