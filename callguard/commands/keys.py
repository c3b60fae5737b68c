"""`callguard keys`: who may use the REST API."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from callguard.commands.settings import settings_or_exit

if TYPE_CHECKING:
    from callguard.api.keys import ApiKeys
    from callguard.config import Settings

app = typer.Typer(no_args_is_help=True, help="Keys of the REST API.")
By = Annotated[str, typer.Option(help="Who does this; goes into the audit log.")]


@app.command()
def create(name: str, by: By = "") -> None:
    """Make a key; its secret is printed once, alone on standard output, and can never be read again."""
    with _keys() as (keys, _settings):
        secret = keys.create(name, by or getpass.getuser())
    typer.echo(f"The key {name}; keep it safe, it is not shown again:", err=True)
    typer.echo(secret)


@app.command("list")
def list_keys() -> None:
    """Print the keys: name, made when and by whom, revoked when."""
    with _keys() as (keys, settings):
        for key in keys.all():
            made = key.created_at.astimezone(settings.zone)
            revoked = key.revoked_at.astimezone(settings.zone) if key.revoked_at else None
            end = f"  revoked {revoked:%Y-%m-%d %H:%M}" if revoked else ""
            typer.echo(f"{key.name}  {made:%Y-%m-%d %H:%M}  {key.created_by}{end}")


@app.command()
def revoke(name: str, by: By = "") -> None:
    """Let a key open nothing from now on."""
    with _keys() as (keys, _settings):
        keys.revoke(name, by or getpass.getuser())
    typer.echo(f"{name} is revoked")


@contextmanager
def _keys() -> "Iterator[tuple[ApiKeys, Settings]]":
    """Give the keys of the site's database."""
    from callguard.api.keys import ApiKeys
    from callguard.db.database import Database
    from callguard.site import database_url

    with settings_or_exit() as settings:
        yield ApiKeys(Database(database_url(settings))), settings
