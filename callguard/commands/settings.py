"""The settings of a command, and errors that end it with their reason."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from callguard.config import Settings, load_settings
from callguard.errors import CallGuardError


@contextmanager
def settings_or_exit() -> Iterator[Settings]:
    """Read the settings; a wrong one, or another fault that has a name, ends the command with its reason."""
    with named_errors():
        yield load_settings()


@contextmanager
def named_errors() -> Iterator[None]:
    """End the command with the reason of a fault that has a name, or of a file that cannot be read."""
    try:
        yield
    except (CallGuardError, OSError, UnicodeDecodeError) as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
