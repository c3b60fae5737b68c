"""All keys of CallGuard in Redis, and how long what they hold is kept."""

PREFIX = "cg"
ENDED_CALL_S = 7 * 24 * 3600
TOKEN_S = 120
ANNOUNCEMENT_S = 3600
CALLER_DAYS = 31
SIGN_IN_S = 300
FEED_LENGTH = 10_000
SPEECH_S = 60

LIVE = f"{PREFIX}:live"
LIMITS = f"{PREFIX}:limits"
OUTBOX = f"{PREFIX}:outbox"
OUTBOX_BODIES = f"{PREFIX}:outbox:bodies"
OUTBOX_TRIES = f"{PREFIX}:outbox:tries"
OUTCOMES = f"{PREFIX}:outcomes"
FEED = f"{PREFIX}:feed"
POLICY = f"{PREFIX}:policy"
ON_DUTY = f"{PREFIX}:duty"
OFFERED = f"{PREFIX}:duty:offered"
RESTING = f"{PREFIX}:duty:resting"
CALL_OF = f"{PREFIX}:duty:call_of"
AGENT_OF = f"{PREFIX}:duty:agent_of"
WARM = f"{PREFIX}:callers:warm"


def call(call_sid: str) -> str:
    """Hash of a call: version, facts and details."""
    return f"{PREFIX}:call:{call_sid}"


def seen(call_sid: str) -> str:
    """Set of the ids of the events that were applied."""
    return f"{PREFIX}:call:{call_sid}:seen"


def log(call_sid: str) -> str:
    """List of the call's events with what was decided."""
    return f"{PREFIX}:call:{call_sid}:log"


def caller(caller_key: str) -> str:
    """Sorted set of a caller's calls by the second they arrived."""
    return f"{PREFIX}:caller:{caller_key}"


def history(caller_key: str) -> str:
    """What the database knows of a caller."""
    return f"{PREFIX}:history:{caller_key}"


def callers_at(bucket: int) -> str:
    """Sketch of the different callers of ten minutes."""
    return f"{PREFIX}:callers_at:{bucket}"


def stream_token(token: str) -> str:
    """The call that a media socket's one-time token is bound to."""
    return f"{PREFIX}:stream:{token}"


def announcement(effect_id: str) -> str:
    """What Twilio shall speak when it asks for an announcement."""
    return f"{PREFIX}:announcement:{effect_id}"


def lease(effect_id: str) -> str:
    """Held by the worker that is carrying out an effect."""
    return f"{PREFIX}:lease:{effect_id}"


def speech(process: str) -> str:
    """What hearing costs in one media process."""
    return f"{PREFIX}:speech:{process}"


def sign_in(name_digest: str) -> str:
    """How often someone lately tried to sign in under a name."""
    return f"{PREFIX}:sign_in:{name_digest}"
