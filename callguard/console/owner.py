"""Whose call a change is about: only that agent may see it."""

from callguard.console.parts import ConsoleParts
from callguard.live.feed import WORDS, Change


def owner_of(parts: ConsoleParts, change: Change) -> str | None:
    """Return the agent who has the call; of a call that nobody has, the one who had it last.

    Words are for the agent who has the call now, and nobody else.
    """
    agent = parts.duty.agent_of(change.call_sid)
    if agent is not None or WORDS in change.kinds:
        return agent
    found = parts.calls.load(change.call_sid)
    return found.facts.agent if found else None
