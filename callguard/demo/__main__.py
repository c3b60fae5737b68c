"""`python -m callguard.demo [--once] [--json]`: scripts/demo calls this."""

import asyncio
import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import httpx
import typer

from callguard.config import Settings, environment
from callguard.console.links import sign_in_link
from callguard.console.users import Users
from callguard.demo.narrator import Narrator
from callguard.demo.play import Played, Stage
from callguard.demo.report import Json, report
from callguard.demo.setting import (
    ACCOUNT_SID,
    FIRST_PORT,
    PEOPLE,
    PUBLIC_URL,
    free_port,
    make_setting,
    move_in,
    new_token,
)
from callguard.errors import CallGuardError
from callguard.serve.all_in_one import with_own_stores
from callguard.serve.leash import end, spawn
from callguard.serve.logs import set_up_logs
from callguard.simulator import Simulator, SimulatorError
from callguard.site import Site

READY_S = 90
LOG = "serve.log"
STORY_CALLS = 3


def main(
    *,
    once: Annotated[bool, typer.Option(help="Play, then stop; on free ports.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as the last line.")] = False,
    data: Annotated[Path | None, typer.Option(help="Where to keep the data; nowhere when left out.")] = None,
) -> None:
    """Set up a site of its own, play three calls at real speed, and stay up until Ctrl-C."""
    set_up_logs()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell ignores it for background jobs
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    with _folder(data) as folder:
        port = free_port(None if once else FIRST_PORT)
        try:
            result = asyncio.run(_demonstrate(folder, port, stay=not once))
        except KeyboardInterrupt:
            _tell("Stopped.")
            return
        except (CallGuardError, SimulatorError, TimeoutError) as error:
            _tell(f"The demonstration failed: {error or 'it took too long'}")
            _tell(_end_of(folder / LOG))
            sys.exit(1)
    if as_json:
        print(json.dumps(result, ensure_ascii=False))  # noqa: T201 - the result
    sys.exit(0 if _is_whole(result) else 1)


async def _demonstrate(folder: Path, port: int, *, stay: bool) -> Json:
    token = new_token()
    async with Simulator(ACCOUNT_SID, token, PUBLIC_URL, f"http://127.0.0.1:{port}") as simulator:
        settings = make_setting(folder, port, simulator.api_url, token)
        with _serving(settings) as process:
            site = Site(with_own_stores(settings))
            await _until_ready(site, process)
            move_in(Users(site.database), site.policies)
            links = {name: sign_in_link(site.vault, settings, name) for name, *_ in PEOPLE}
            _print_links(links)
            result = await _play(site, simulator, links)
            if stay:
                _tell("The pages stay open. Ctrl-C stops everything.")
                await asyncio.Event().wait()
    return result


async def _play(site: Site, simulator: Simulator, links: dict[str, str]) -> Json:
    narrator = Narrator(site, _tell)
    narrator.start()
    try:
        played: Played = await Stage(site, simulator, links, _tell).play()
    finally:
        narrator.stop()
    requests = [{"method": r.method, "path": r.path, "form": dict(r.form)} for r in simulator.requests]
    result = report(site, played.story, played.earlier, requests)
    _tell(f"Done: {len(result['incidents'])} incidents in the database, {result['queue']['jobs_done']} jobs.")
    return result


@contextmanager
def _serving(settings: Settings) -> Iterator["subprocess.Popen[bytes]"]:
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    log = settings.data_dir / LOG
    _tell(f"Starting CallGuard; its log is {log}")
    process = spawn([sys.executable, "-m", "callguard", "serve"], environment(settings), log)
    try:
        yield process
    finally:
        end(process, 30)


async def _until_ready(site: Site, process: "subprocess.Popen[bytes]") -> None:
    async with asyncio.timeout(READY_S), httpx.AsyncClient(base_url=site.settings.pages_url) as client:
        while True:
            if process.poll() is not None:
                raise CallGuardError((site.settings.data_dir / LOG).read_text(encoding="utf-8"))
            try:
                if (await client.get("/healthz")).status_code == 200:
                    return
            except httpx.HTTPError:
                await asyncio.sleep(0.1)


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    """Mori's calls are counted by the day, so the story needs a site without a past."""
    if kept is not None:
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="callguard-") as folder:
        yield Path(folder)


def _end_of(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8").splitlines()[-20:]) if log.exists() else ""


def _print_links(links: dict[str, str]) -> None:
    _tell("Open these in a browser; each signs you in with one click:")
    for name, display_name, role, _ in PEOPLE:
        _tell(f"  {role:<10} {display_name:<5} {links[name]}")


def _is_whole(result: Json) -> bool:
    ended = all(call["ended_by"] for call in result["calls"])
    return len(result["calls"]) == STORY_CALLS and ended and result["queue"]["jobs_failed"] == 0


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - the terminal


app = typer.Typer(pretty_exceptions_enable=False, add_completion=False)
app.command()(main)
app(prog_name="scripts/demo")
