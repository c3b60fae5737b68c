"""An event's id, made of what the event says, so that the same event told twice has the same id."""

from datetime import datetime


def event_id(kind: str, sid: str, word: str, *, sequence: int | None, at: datetime | None) -> str:
    """Made of letters, digits and `_ - : .` alone.

    Twilio's idempotency token is no part of it, because it is not always sent. An event without a
    sequence number is told from its like by its moment; the moment too is the same on a repetition.
    """
    if sequence is not None:
        place = str(sequence)
    elif at is not None:
        place = f"t{at.timestamp():.3f}"
    else:
        place = "-"
    return f"{kind}:{sid}:{place}:{word}"
