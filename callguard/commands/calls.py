"""`callguard calls`: what was kept of calls."""

import getpass
import sys
from typing import Annotated

import typer

from callguard.commands.settings import settings_or_exit

app = typer.Typer(no_args_is_help=True, help="Calls that were kept.")


@app.callback()
def _group() -> None:
    """Keep the group a group while it has one command."""


@app.command()
def export(
    sid: Annotated[str, typer.Argument(help="The SID of the caller's leg, CA…")],
    by: Annotated[str, typer.Option(help="Who does this; goes into the audit log.")] = "",
) -> None:
    """Print one call as JSON, for evidence: words, findings, prompts, limits, and how each tick was made."""
    import msgspec

    from callguard.db.audit import add_note
    from callguard.db.call_record import call_record
    from callguard.db.database import Database
    from callguard.site import database_url

    with settings_or_exit() as settings:
        database = Database(database_url(settings))
        with database.read() as session:
            record = call_record(session, sid)
        if record is None:
            typer.echo(f"no call {sid} is in the database", err=True)
            sys.exit(1)
        with database.write() as session:
            add_note(session, by or getpass.getuser(), "call_exported", sid)
    typer.echo(msgspec.json.format(msgspec.json.encode(record)).decode())
