"""Hints beside the prompt: what to ask, what to offer, what to avoid, in the call's language."""

from rules.book import Rulebook
from rules.catalogue import Group
from rules.facts import CallFacts
from rules.scripts import Hints
from rules.stages import Stage


def hints_of(facts: CallFacts, book: Rulebook) -> Hints | None:
    """Return the hints for what the prompt answers; none once the call is to end, or the caller is calm."""
    prompt = facts.prompt
    if prompt is None or prompt.stage is Stage.END_CALL:
        return None
    cause = prompt.script.partition(".")[2]
    if cause in list(Group):
        group = Group(cause)
    elif prompt.act is not None:
        group = book.group(prompt.act)
    else:
        return None
    return book.scripts_for(facts.language).hints.get(group)
