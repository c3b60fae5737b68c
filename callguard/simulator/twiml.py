"""Reads a TwiML document into verbs, as strictly as Twilio and no stricter."""

from collections.abc import Callable
from xml.etree import ElementTree as ET

from callguard.simulator.errors import TwimlError
from callguard.simulator.join_options import ConferenceCallback, JoinOptions, is_label
from callguard.simulator.stream import TRACKS, StreamOptions
from callguard.simulator.verbs import (
    MAX_LOOPS,
    Dial,
    Document,
    Hangup,
    Pause,
    Play,
    Redirect,
    Reject,
    Say,
    StartStream,
    StopStream,
    Verb,
)

Element = ET.Element
MAX_BYTES = 64 * 1024
XML_TYPES = ("text/xml", "application/xml", "text/html")


def parse_answer(content_type: str, body: bytes, base_url: str) -> Document:
    """Read the customer's answer to a TwiML request."""
    if len(body) > MAX_BYTES:
        raise TwimlError(11750, "answer larger than 64 kB")
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "text/plain":
        return Document((Say(body.decode()),), base_url)
    if kind not in XML_TYPES:
        raise TwimlError(12300, f"invalid content type {content_type!r}")
    return parse_twiml(body.decode(errors="replace"), base_url)


def parse_twiml(text: str, base_url: str | None = None) -> Document:
    """Read a document; raises `TwimlError` for what Twilio would call an application error."""
    if not text.strip():
        raise TwimlError(11770, "empty document")
    try:
        root = ET.fromstring(text)  # noqa: S314 - the customer under test, not a stranger
    except ET.ParseError as error:
        raise TwimlError(12100, f"document parse failure: {error}") from error
    if root.tag != "Response":
        raise TwimlError(12100, f"root element is <{root.tag}>")
    return Document(tuple(_verb(element) for element in root), base_url)


def _verb(element: Element) -> Verb:
    reader = _READERS.get(element.tag)
    if reader is None:
        raise TwimlError(12200, f"<{element.tag}> is not a verb that can be played here")
    return reader(element)


def _say(element: Element) -> Say:
    return Say(_text(element), element.get("language", "en-US"), _loops(element))


def _play(element: Element) -> Play:
    return Play(_text(element), _loops(element))


def _pause(element: Element) -> Pause:
    return Pause(_number(element, "length", 1))


def _start(element: Element) -> StartStream:
    noun = _only_child(element, "Stream")
    track = noun.get("track", "inbound_track")
    if track not in TRACKS:
        raise TwimlError(31941, f"invalid track {track!r}")
    return StartStream(
        StreamOptions(
            url=noun.get("url", ""),
            name=noun.get("name"),
            track=track,
            status_callback=noun.get("statusCallback"),
            status_callback_method=noun.get("statusCallbackMethod", "POST"),
            parameters=tuple((p.get("name", ""), p.get("value", "")) for p in noun.findall("Parameter")),
        )
    )


def _stop(element: Element) -> StopStream:
    return StopStream(_only_child(element, "Stream").get("name", ""))


def _dial(element: Element) -> Dial:
    noun = _only_child(element, "Conference")
    return Dial(
        conference=_text(noun),
        options=_join_options(noun),
        action=element.get("action"),
        method=element.get("method", "POST"),
        time_limit_s=_number(element, "timeLimit", 14_400),
    )


def _join_options(noun: Element) -> JoinOptions:
    label = noun.get("participantLabel")
    if label is not None and not is_label(label):
        raise TwimlError(16023, f"invalid participant label {label!r}")
    return JoinOptions(
        label=label,
        muted=_flag(noun, "muted", default=False),
        start_on_enter=_flag(noun, "startConferenceOnEnter", default=True),
        end_on_exit=_flag(noun, "endConferenceOnExit", default=False),
        coaching=bool(noun.get("coach")),
        coach_sid=noun.get("coach"),
        wait_url=noun.get("waitUrl"),
        wait_method=noun.get("waitMethod", "POST"),
        max_participants=int(_number(noun, "maxParticipants", 250)),
        callback=_callback(noun),
    )


def _callback(noun: Element) -> ConferenceCallback | None:
    url = noun.get("statusCallback")
    if not url:
        return None
    events = frozenset(noun.get("statusCallbackEvent", "").split())
    return ConferenceCallback(url, noun.get("statusCallbackMethod", "POST"), events)


def _redirect(element: Element) -> Redirect:
    return Redirect(_text(element), element.get("method", "POST"))


def _hangup(_element: Element) -> Hangup:
    return Hangup()


def _reject(element: Element) -> Reject:
    return Reject(element.get("reason", "rejected"))


def _text(element: Element) -> str:
    return "".join(element.itertext()).strip()


def _loops(element: Element) -> int:
    loops = int(_number(element, "loop", 1))
    return min(loops, MAX_LOOPS) if loops else MAX_LOOPS


def _number(element: Element, name: str, default: float) -> float:
    text = element.get(name, "")
    try:
        return float(text) if text else default
    except ValueError:
        raise TwimlError(12200, f"{name}={text!r} on <{element.tag}> is no number") from None


def _flag(element: Element, name: str, *, default: bool) -> bool:
    text = element.get(name)
    if text is not None and text.lower() not in ("true", "false"):
        raise TwimlError(12200, f"{name}={text!r} on <{element.tag}> is neither true nor false")
    return default if text is None else text.lower() == "true"


def _only_child(element: Element, tag: str) -> Element:
    noun = element.find(tag)
    if noun is None or len(element) != 1:
        raise TwimlError(12200, f"<{element.tag}> without one <{tag}> cannot be played here")
    return noun


_READERS: dict[str, Callable[[Element], Verb]] = {
    "Say": _say,
    "Play": _play,
    "Pause": _pause,
    "Start": _start,
    "Stop": _stop,
    "Dial": _dial,
    "Redirect": _redirect,
    "Hangup": _hangup,
    "Reject": _reject,
}
