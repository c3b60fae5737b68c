"""CallGuard's own errors.

CallGuardError
├── ConfigError            a setting is wrong; the text names it and says what is allowed
├── UnknownCallError       an event of a call that never arrived here
├── ContentionError        a call changed under us too often to decide
├── TelephonyError         Twilio refused or did not answer; `retryable` says whether to try again
└── NoAgentError           no agent is free at present
"""


class CallGuardError(Exception):
    """Base of the errors that CallGuard raises itself."""


class ConfigError(CallGuardError):
    """A setting stops the start."""


class UnknownCallError(CallGuardError):
    """No call with this SID is known here."""


class ContentionError(CallGuardError):
    """The call was changed by others at each try; the event has to be applied again."""


class TelephonyError(CallGuardError):
    """A request to Twilio failed."""

    def __init__(self, message: str, *, retryable: bool) -> None:
        super().__init__(message)
        self.retryable = retryable


class NoAgentError(CallGuardError):
    """Every agent on duty has a call; the caller goes on waiting."""
