"""Switches a queue's mode: the one change that silences a pack that misfires, at once."""

from callguard.errors import CallGuardError
from rules.policy import Mode, Policy


class SwitchError(CallGuardError):
    """There is no such queue or mode."""


def all_full(policy: Policy) -> Policy:
    """Return the policy with every queue in full: what it says, whoever is prompted today."""
    queues = {name: queue.model_copy(update={"mode": Mode.FULL}) for name, queue in policy.queues.items()}
    return policy.model_copy(update={"queues": queues})


def switched(policy: Policy, queue: str, to: str) -> Policy:
    """Return the policy with this queue in another mode; raise SwitchError."""
    if queue not in policy.queues:
        raise SwitchError(f"no queue {queue!r}; there is {', '.join(policy.queues)}")
    if to not in list(Mode):
        raise SwitchError(f"no mode {to!r}; expected {', '.join(Mode)}")
    changed = policy.queues[queue].model_copy(update={"mode": Mode(to)})
    return policy.model_copy(update={"queues": {**policy.queues, queue: changed}})
