"""What a REST request is answered with."""

from dataclasses import dataclass

from callguard.simulator.errors import RestError
from callguard.simulator.resource import Body


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and JSON body; None for an answer without one."""

    status: int
    body: Body | None = None


def not_found() -> RestError:
    """The refusal of what does not exist (any more)."""
    return RestError(404, 20404, "The requested resource was not found")


def error_answer(error: RestError) -> Answer:
    """Twilio's form of a refusal."""
    body = {
        "code": error.code,
        "message": error.message,
        "more_info": f"https://www.twilio.com/docs/errors/{error.code}",
        "status": error.status,
    }
    return Answer(error.status, body)
