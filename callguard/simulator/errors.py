"""What can go wrong at the border, each named by its fault and carrying Twilio's own code.

SimulatorError
├── CodedError          a fault that Twilio numbers
│   ├── WebhookError    a request to the customer failed
│   ├── TwimlError      a document cannot be carried out
│   ├── JoinError       a conference does not let a leg in
│   ├── StreamError     a media stream broke
│   └── RestError       a REST request is refused
└── ScenarioError       a scenario file or its audio is wrong
"""


class SimulatorError(Exception):
    """Anything the simulator itself raises."""


class CodedError(SimulatorError):
    """A fault that Twilio numbers."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class WebhookError(CodedError):
    """A request to the customer failed; `kind` is the retry class of its URL (`ct`, `rt`, `4xx`, `5xx`)."""

    def __init__(self, code: int, message: str, kind: str) -> None:
        super().__init__(code, message)
        self.kind = kind


class TwimlError(CodedError):
    """A document that Twilio would not carry out."""


class JoinError(CodedError):
    """A conference that does not let a leg in."""


class StreamError(CodedError):
    """A media stream that broke."""


class RestError(CodedError):
    """A REST request that is refused with an HTTP status."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(code, message)
        self.status = status


class ScenarioError(SimulatorError):
    """A scenario that cannot be played."""
