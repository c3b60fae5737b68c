"""Policies of tests: the queue `main` in full, whatever else they say."""

from rules.policy import MAIN, Mode, Part, Policy, Queue

FULL = {MAIN: Queue(mode=Mode.FULL)}


def full_policy(**parts: Part) -> Policy:
    """Return a policy with these parts under which everybody is prompted."""
    return Policy(queues=FULL, **parts)  # type: ignore[arg-type]
