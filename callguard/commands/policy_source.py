"""Where the command line takes a policy from, and how it publishes one."""

from pathlib import Path

from redis.exceptions import RedisError

from callguard.db.audit import note
from callguard.errors import CallGuardError
from callguard.policies.content import PROFILES, profile_text
from callguard.policies.documents import read_policy
from callguard.policies.store import PolicyVersion
from callguard.site import Site
from rules.policy import Policy

CURRENT = "current"


class SourceError(CallGuardError):
    """What was named is no policy."""


def policy_from(site: Site, source: str) -> Policy:
    """Return the policy that `source` names: `current`, a version's number, a profile, or a file."""
    if source == CURRENT:
        return site.policies.current().policy
    if source.isdigit():
        return site.policies.version(int(source)).policy
    if source in PROFILES:
        return read_policy(profile_text(source), source)
    return read_policy(_text(Path(source)), source)


def publish_policy(site: Site, policy: Policy, by: str, reason: str, replaces: int) -> PolicyVersion:
    """Save the next version, put it into force, and note it in the audit log.

    With no live store running there is nobody to take it up; the next start does.
    """
    try:
        saved = site.policies.save(policy, by, reason, replaces)
    except RedisError:
        saved = site.policies.current()
    note(site.database, by, "policy_saved", f"policy {saved.version}", reason=reason)
    return saved


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        names = ", ".join(PROFILES)
        raise SourceError(
            f"{file}: no readable file; expected one, {CURRENT}, a version or {names}"
        ) from None
