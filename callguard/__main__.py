"""`python -m callguard` is the `callguard` command."""

from callguard.cli import app

app(prog_name="callguard")
