"""Whose words were heard."""

from enum import StrEnum


class Speaker(StrEnum):
    """The two sides of a call."""

    CALLER = "caller"
    AGENT = "agent"
