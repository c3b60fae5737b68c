"""Twilio's identifiers: two letters for the kind, then 32 hexadecimal digits."""

import re
import secrets

CALL_SID = re.compile(r"CA[0-9a-f]{32}")


def new_sid(kind: str) -> str:
    """Make a fresh SID of a kind such as `CA` (call), `CF` (conference) or `MZ` (stream)."""
    return kind + secrets.token_hex(16)
