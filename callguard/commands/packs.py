"""`callguard packs`: check phrase packs, and print their schema."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from callguard.commands.settings import named_errors

app = typer.Typer(no_args_is_help=True, help="Phrase packs: what is listened for.")
Files = Annotated[
    list[Path] | None,
    typer.Argument(help="Packs, or your own entries; the packs of CallGuard if none is named."),
]


@app.command()
def check(files: Files = None) -> None:
    """Check packs, their patterns and their examples; exit with 1 and name each faulty line."""
    from callguard.policies.matchers import pack_files
    from callguard.policies.pack_check import check_pack

    faulty = False
    with named_errors():
        for file in files or pack_files():
            report = check_pack(file)
            for fault in report.faults:
                typer.echo(f"{file}:{fault.line}: {fault.fault}", err=True)
            faulty = faulty or bool(report.faults)
            if not report.faults:
                counts = f"{report.entries} entries, {report.patterns} patterns, {report.examples} examples"
                typer.echo(f"{file}: good ({counts})")
    if faulty:
        sys.exit(1)


@app.command()
def schema() -> None:
    """Print the JSON Schema of a pack."""
    import msgspec

    from rules.pack import Pack

    typer.echo(msgspec.json.format(msgspec.json.encode(msgspec.json.schema(Pack))).decode())
