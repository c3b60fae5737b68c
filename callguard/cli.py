"""The `callguard` command.

Heavy parts are imported by the command that needs them: every child of `callguard serve` starts here.
"""

import asyncio
from typing import Annotated

import msgspec
import typer

from callguard.commands import calls, keys, packs, policy, rules
from callguard.commands.settings import settings_or_exit as _settings
from callguard.config import Settings, describe
from callguard.console.links import sign_in_link
from callguard.console.users import Users
from callguard.db.database import Database
from callguard.db.people import Role
from callguard.serve.logs import set_up_logs
from callguard.serve.web import run_asgi
from callguard.serve.worker import QUEUES, run_worker
from callguard.site import Site, database_url
from callguard.vault import open_vault

# Typer's own tracebacks show local variables, and with them numbers and secrets.
app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Time limits and protection for agents.",
)
database = typer.Typer(no_args_is_help=True, help="The database.")
user = typer.Typer(no_args_is_help=True, help="Who may use the console.")
bench = typer.Typer(no_args_is_help=True, help="What things cost, as ratios to a baseline of the same run.")
app.add_typer(database, name="db")
app.add_typer(policy.app, name="policy")
app.add_typer(rules.app, name="rules")
app.add_typer(packs.app, name="packs")
app.add_typer(bench, name="bench")
app.add_typer(user, name="user")
app.add_typer(keys.app, name="keys")
app.add_typer(calls.app, name="calls")


@app.callback()
def _begin() -> None:
    set_up_logs()


@app.command()
def serve() -> None:
    """Run everything on this machine and one port, with its own Valkey and SQLite where none are named."""
    from callguard.serve.all_in_one import serve as serve_all

    with _settings() as settings:
        serve_all(settings, lambda: _print_addresses(settings))


@app.command()
def web(*, with_media: Annotated[bool, typer.Option(help="Serve the media sockets too.")] = False) -> None:
    """Run the web role: webhooks, pages, events."""
    with _settings() as settings:
        run_asgi(Site(settings), web=True, media=with_media)


@app.command()
def media() -> None:
    """Run the media role: Twilio's media sockets and speech recognition."""
    with _settings() as settings:
        run_asgi(Site(settings), web=False, media=True)


@app.command()
def worker(queue: Annotated[str, typer.Argument(help=f"One of: {', '.join(QUEUES)}.")]) -> None:
    """Run a worker of one queue."""
    if queue not in QUEUES:
        raise typer.BadParameter(f"expected one of {', '.join(QUEUES)}")
    with _settings() as settings:
        run_worker(Site(settings), queue)


@app.command()
def simulate(
    scenario: Annotated[str, typer.Argument(help="A scenario that comes along, or a .yaml file.")],
    to: Annotated[str, typer.Option(help="The number called.")] = "+12025550100",
) -> None:
    """Play Twilio and one caller to a running site whose CALLGUARD_TWILIO_API_URL is on this machine."""
    from callguard.demo.simulate import simulate as play_call

    with _settings() as settings:
        asyncio.run(play_call(settings, scenario, to, lambda line: typer.echo(line, err=True)))


@app.command()
def config() -> None:
    """Print the effective settings, secrets masked."""
    with _settings() as settings:
        for name, value in describe(settings):
            typer.echo(f"{name}={value}")


@bench.command("speech")
def bench_speech(*, as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """CPU seconds per second of a call, for both tiers, beside plain Vosk on both tracks."""
    from callguard.bench import speech as speech_bench

    typer.echo(speech_bench.report(speech_bench.run(), as_json=as_json))


@bench.command("desk")
def bench_desk(*, as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """What a decision and its transaction cost, beside WATCH, MULTI and EXEC."""
    from callguard.bench import desk as desk_bench

    costs = desk_bench.run()
    typer.echo(msgspec.json.encode(costs).decode() if as_json else desk_bench.report(costs))


@bench.command("rules")
def bench_rules(*, as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Recall, precision and false alarms on the labelled lines, packs alone and with the second opinion."""
    from callguard.bench import rules as rules_bench

    quality = rules_bench.run()
    typer.echo(msgspec.json.encode(quality).decode() if as_json else rules_bench.report(quality))


@bench.command("decide")
def bench_decide(*, as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """What a decision, a matched utterance and a replayed call cost, and how that grows with the packs."""
    from callguard.bench import decide as decide_bench

    costs = decide_bench.run()
    typer.echo(msgspec.json.encode(costs).decode() if as_json else decide_bench.report(costs))


@database.command("upgrade")
def upgrade_database() -> None:
    """Bring the database to the newest schema."""
    from callguard.db.migrate import upgrade

    with _settings() as settings:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        upgrade(Database(database_url(settings)))


@user.command("add")
def add_user(
    name: str,
    role: Role,
    *,
    display_name: Annotated[str, typer.Option(help="As shown to others; the name when left out.")] = "",
    phone: Annotated[str | None, typer.Option(help="An agent's client:…, sip:… or number.")] = None,
    language: Annotated[str | None, typer.Option(help="ja, en or ko; the site's when left out.")] = None,
    password: Annotated[str, typer.Option(prompt=True, confirmation_prompt=True, hide_input=True)],
) -> None:
    """Add a user."""
    with _settings() as settings:
        users = Users(Database(database_url(settings)))
        users.add(name, display_name or name, role, password, language or settings.language, phone)
        typer.echo(f"{name} may sign in at {settings.pages_url}")


@user.command("link")
def print_link(name: str) -> None:
    """Print a link that signs a user in with one click, for twelve hours."""
    with _settings() as settings:
        typer.echo(sign_in_link(open_vault(settings), settings, name))


def _print_addresses(settings: Settings) -> None:
    typer.echo(f"CallGuard is ready at {settings.pages_url}")
    typer.echo(f"Twilio's voice webhook: {settings.public_url}/twilio/voice")
    typer.echo(f"its call status webhook: {settings.public_url}/twilio/call")
