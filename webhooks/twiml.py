"""What Twilio is told to do with a call, as TwiML."""

import re

from twilio.twiml.voice_response import VoiceResponse

from webhooks.connect_plan import ConnectPlan
from webhooks.spoken import DEFAULT_VOICES, Spoken

CALLER_LABEL = "caller"
CONFERENCE_EVENTS = "start end join leave hold mute modify announcement"
WAIT_S = 60

# One such character makes the whole document unreadable to Twilio, and the call would end.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def connect(plan: ConnectPlan) -> str:
    """Notice, stream, conference, in this order: the caller is told before anything listens."""
    response = VoiceResponse()
    if plan.notice is not None:
        _say(response, plan.notice)
    if plan.stream_url is not None:
        response.start().stream(
            url=plan.stream_url,
            name=plan.stream_name,
            track="both_tracks",
            status_callback=plan.callbacks.stream,
        )
    _dial_conference(response, plan)
    return str(response)


def announcement(spoken: Spoken) -> str:
    """Speaks within a conference, where only Say, Play, Pause and Redirect are allowed."""
    response = VoiceResponse()
    _say(response, spoken)
    return str(response)


def ending(spoken: Spoken) -> str:
    """Speaks to a caller who has been taken out of the conference, then hangs up."""
    response = VoiceResponse()
    _say(response, spoken)
    response.hangup()
    return str(response)


def refusal() -> str:
    """Turns a call away before it is answered (and billed)."""
    response = VoiceResponse()
    response.reject()
    return str(response)


def hang_up() -> str:
    """Ends the call."""
    response = VoiceResponse()
    response.hangup()
    return str(response)


def silence() -> str:
    """Says nothing, and is no fault."""
    return str(VoiceResponse())


def waiting(again_url: str) -> str:
    """Keeps a caller waiting in the conference: quiet, for as long as it takes.

    Quiet because the stream hears what the caller hears, and sung words would be taken for the agent's.
    """
    response = VoiceResponse()
    response.pause(length=WAIT_S)
    response.redirect(again_url)
    return str(response)


def _say(response: VoiceResponse, spoken: Spoken) -> None:
    voice = spoken.voice or DEFAULT_VOICES[spoken.language]
    response.say(_NOT_XML.sub("", spoken.text), language=spoken.language, voice=voice)


def _dial_conference(response: VoiceResponse, plan: ConnectPlan) -> None:
    callbacks = plan.callbacks
    response.dial(action=callbacks.dialed).conference(
        plan.conference,
        beep="false",
        end_conference_on_exit=True,
        participant_label=CALLER_LABEL,
        status_callback=callbacks.conference,
        status_callback_event=CONFERENCE_EVENTS,
        wait_url=callbacks.wait,
    )
