"""`callguard rules`: what the rules make of lines and dialogues, for checks from outside."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from callguard.commands.settings import named_errors

if TYPE_CHECKING:
    from rules.book import Rulebook
    from rules.opinion import OpinionOf

app = typer.Typer(no_args_is_help=True, help="The rules, tried on lines and dialogues from standard input.")
AsJson = Annotated[bool, typer.Option("--json", help="JSON lines in and out; the only form there is.")]
PolicyFile = Annotated[
    Path | None, typer.Option("--policy", help="A policy document; the defaults if not named.")
]
WithOpinion = Annotated[bool, typer.Option(help="Ask the second opinion too, where it is installed.")]


@app.command()
def check(*, as_json: AsJson = False, policy: PolicyFile = None, opinion: WithOpinion = True) -> None:
    """Say what is found in each utterance: {"id","lang","speaker","text"} a line."""
    from rules.check import Line, check
    from rules.speaker import Speaker

    del as_json
    book, opinion_of = _book(policy), _opinion_of(wanted=opinion)

    def answer(line: Line) -> object:
        asked = opinion_of(line.text, line.lang) if line.speaker is Speaker.CALLER else None
        return check(book, line, asked)

    _each_line(Line, answer)


@app.command()
def replay(*, as_json: AsJson = False, policy: PolicyFile = None, opinion: WithOpinion = True) -> None:
    """Play dialogues as calls: {"id","lang","caller_calls_today"?,"turns":[{"t_s","speaker","text"}]}."""
    from rules.dialogue import Dialogue, play

    del as_json
    book, opinion_of = _book(policy), _opinion_of(wanted=opinion)
    _each_line(Dialogue, lambda dialogue: play(book, dialogue, opinion_of))


def _each_line(kind: type[Any], answer: Callable[[Any], object]) -> None:
    """Answer each line as it comes; a bad one gets its error, and the exit status is 1 at the end."""
    decoder, bad = msgspec.json.Decoder(kind), False
    for number, raw in enumerate(sys.stdin.buffer, 1):
        if not raw.strip():
            continue
        try:
            given = decoder.decode(raw)
            _known_language(given.lang)
            answered: object = answer(given)
        except (msgspec.DecodeError, ValueError, RecursionError) as error:
            bad = True
            answered = {"line": number, "error": str(error)}
        sys.stdout.buffer.write(msgspec.json.encode(answered) + b"\n")
        sys.stdout.buffer.flush()
    if bad:
        sys.exit(1)


def _known_language(language: str) -> None:
    from callguard.policies.matchers import PACK_LANGUAGES

    if language not in PACK_LANGUAGES:
        raise ValueError(f"lang: expected one of {', '.join(PACK_LANGUAGES)}, got {language!r}")


def _book(file: Path | None) -> "Rulebook":
    """Return the rulebook of a file or of the defaults, each queue in full: nobody is prompted here."""
    from callguard.policies.content import rulebook
    from callguard.policies.documents import read_policy
    from callguard.policies.switch import all_full
    from rules.policy import Policy

    with named_errors():
        text = file.read_text(encoding="utf-8") if file else None
        return rulebook(0, all_full(read_policy(text, str(file)) if text is not None else Policy()))


def _opinion_of(*, wanted: bool) -> "OpinionOf":
    from callguard.meaning.opinion import opinion_of

    return opinion_of() if wanted else lambda _text, _language: None
