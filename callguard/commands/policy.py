"""`callguard policy`: show, check, compare, publish and back-test the policy."""

import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from callguard.commands.settings import settings_or_exit

if TYPE_CHECKING:
    from callguard.site import Site

app = typer.Typer(no_args_is_help=True, help="The policy: thresholds, scores and stages.")
Source = Annotated[str, typer.Argument(help="A file, a version's number, a profile's name, or `current`.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def show(source: Source = "current") -> None:
    """Print a policy as YAML: the one in force, an older version, or a profile."""
    from callguard.commands.policy_source import policy_from
    from callguard.policies.documents import write_policy

    with _site() as site:
        typer.echo(write_policy(policy_from(site, source)), nl=False)


@app.command()
def schema() -> None:
    """Print the JSON Schema, with the unit, reason and explanation of each field."""
    import msgspec

    from callguard.policies.documents import policy_schema

    typer.echo(msgspec.json.format(msgspec.json.encode(policy_schema())).decode())


@app.command()
def check(file: Path) -> None:
    """Check a policy document; exit with 1 and name each faulty line."""
    from callguard.policies.documents import PolicyDocumentError, read_policy

    try:
        read_policy(_text(file), str(file))
    except PolicyDocumentError as error:
        typer.echo(str(error), err=True)
        sys.exit(1)
    typer.echo(f"{file}: good")


@app.command("diff")
def show_diff(before: Source, after: Source) -> None:
    """Print what differs between two policies."""
    from callguard.commands.policy_source import policy_from
    from callguard.policies.documents import diff

    with _site() as site:
        changes = diff(policy_from(site, before), policy_from(site, after))
    for change in changes:
        typer.echo(f"{change.place}: {change.before} → {change.after}")
    if not changes:
        typer.echo("no difference")


@app.command()
def publish(
    source: Source,
    reason: Annotated[str, typer.Option(prompt="Why", help="Kept with the version.")],
    *,
    by: Annotated[str, typer.Option(help="Who publishes.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Make a policy the next version; live calls take it up at once."""
    from callguard.commands.policy_source import policy_from, publish_policy
    from callguard.policies.documents import diff

    with _site() as site:
        draft, current = policy_from(site, source), site.policies.current()
        changes = diff(current.policy, draft)
        for change in changes:
            typer.echo(f"{change.place}: {change.before} → {change.after}")
        if not changes:
            typer.echo(f"version {current.version} says the same; nothing is published")
            return
        if not yes:
            typer.confirm(f"Publish as version {current.version + 1}?", abort=True)
        saved = publish_policy(site, draft, by or getpass.getuser(), reason, current.version)
        typer.echo(f"version {saved.version} is in force")


@app.command()
def mode(
    queue: str,
    to: Annotated[str, typer.Argument(help="shadow, clock or full.")],
    reason: Annotated[str, typer.Option(prompt="Why", help="Kept with the version.")],
    by: Annotated[str, typer.Option(help="Who switches.")] = "",
) -> None:
    """Switch a queue: shadow (nobody is prompted), clock (time and frequency only), or full."""
    from callguard.commands.policy_source import publish_policy
    from callguard.policies.switch import switched

    with _site() as site:
        current = site.policies.current()
        draft = switched(current.policy, queue, to)
        if draft == current.policy:
            typer.echo(f"{queue} is in {to} already")
            return
        saved = publish_policy(site, draft, by or getpass.getuser(), reason, current.version)
        typer.echo(f"{queue} is in {to} since version {saved.version}")


@app.command()
def history() -> None:
    """Print the versions, the newest first: when, by whom, why."""
    with _site() as site:
        for version in site.policies.versions():
            at = version.saved_at.astimezone(site.settings.zone)
            typer.echo(f"{version.version:>4}  {at:%Y-%m-%d %H:%M}  {version.saved_by}  {version.reason}")


@app.command()
def backtest(
    source: Source,
    since: Annotated[
        str, typer.Option(help="A date or instant (ISO 8601, the site's time zone), or a number of days.")
    ] = "30",
    *,
    as_json: AsJson = False,
) -> None:
    """Replay recorded calls under a draft: what would have changed, by act and day, and in which calls."""
    import msgspec

    from callguard.commands.policy_source import policy_from
    from callguard.policies.backtest import backtest as run
    from callguard.policies.backtest_text import as_text
    from callguard.policies.content import rulebook

    os.nice(10)
    with _site() as site, typer.progressbar(length=1, label="calls", file=sys.stderr) as bar:

        def progress(done: int, everything: int) -> None:
            bar.length = everything
            bar.update(done - bar.pos)

        zone = site.settings.zone
        draft = rulebook(0, policy_from(site, source), site.own_packs)
        book_of = site.policies.book_of()
        report = run(site.database, book_of, draft, _since(since, zone), zone, progress)
    typer.echo(msgspec.json.encode(report).decode() if as_json else as_text(report, zone))


@contextmanager
def _site() -> "Iterator[Site]":
    """Give the site with the stores that `serve` would use."""
    from callguard.serve.all_in_one import with_own_stores
    from callguard.site import Site

    with settings_or_exit() as settings:
        yield Site(with_own_stores(settings))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        typer.echo(f"{file}: {error}", err=True)
        sys.exit(1)


def _since(text: str, zone: ZoneInfo) -> datetime:
    if text.isdigit():
        return datetime.now(UTC) - timedelta(days=int(text))
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            "expected a date, an instant or a number of days", param_hint="--since"
        ) from None
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
