"""CallGuard's own errors.

CallGuardError
├── ConfigError            a setting is wrong; the text names it and says what is allowed
├── UnknownCallError       an event of a call that never arrived here
├── ContentionError        a call changed under us too often to decide
├── TelephonyError         a request to Twilio failed
│   ├── NotReachedError    it never got there, or Twilio says it did nothing: safe to try again
│   ├── NoAnswerError      it may have been carried out: only what is idempotent may be tried again
│   └── RefusedError       Twilio says no
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


class NotReachedError(TelephonyError):
    """The request was not carried out."""


class NoAnswerError(TelephonyError):
    """Nobody knows whether the request was carried out."""


class RefusedError(TelephonyError):
    """Twilio refused the request; asking again gives the same answer."""


class NoAgentError(CallGuardError):
    """Every agent on duty has a call; the caller goes on waiting."""
