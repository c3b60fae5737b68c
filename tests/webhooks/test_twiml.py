import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhooks import twiml
from webhooks.callbacks import Callbacks
from webhooks.connect_plan import ConnectPlan
from webhooks.spoken import DEFAULT_VOICES, Language, Spoken

CALLBACKS = Callbacks("https://guard.example.com/")
AT = "https://guard.example.com/twilio/"
RETRIES = "#rc=3&rp=all"
NOTICE = Spoken("この通話は録音されます。", "ja-JP")

Tree = tuple[str, dict[str, str], str, list["Tree"]]

SAY: Tree = ("Say", {"language": "ja-JP", "voice": "Polly.Takumi-Neural"}, NOTICE.text, [])
START: Tree = (
    "Start",
    {},
    "",
    [
        (
            "Stream",
            {
                "url": "wss://guard.example.com/media/t0k-en",
                "name": "callguard",
                "track": "both_tracks",
                "statusCallback": f"{AT}stream{RETRIES}",
            },
            "",
            [],
        )
    ],
)
DIAL: Tree = (
    "Dial",
    {"action": f"{AT}dialed{RETRIES}"},
    "",
    [
        (
            "Conference",
            {
                "beep": "false",
                "endConferenceOnExit": "true",
                "participantLabel": "caller",
                "statusCallback": f"{AT}conference{RETRIES}",
                "statusCallbackEvent": "start end join leave hold mute modify announcement",
                "waitUrl": f"{AT}wait{RETRIES}",
            },
            "cg-7f3a",
            [],
        )
    ],
)


def tree(element: ET.Element) -> Tree:
    return (element.tag, dict(element.attrib), element.text or "", [tree(child) for child in element])


def verbs(document: str) -> list[Tree]:
    name, attributes, text, children = tree(ET.fromstring(document))
    assert (name, attributes, text) == ("Response", {}, "")
    return children


def test_a_call_hears_the_notice_is_streamed_and_waits_in_its_conference() -> None:
    plan = ConnectPlan("cg-7f3a", CALLBACKS, NOTICE, CALLBACKS.media("t0k-en"))
    assert verbs(twiml.connect(plan)) == [SAY, START, DIAL]


def test_a_call_without_notice_and_stream_is_just_connected() -> None:
    assert verbs(twiml.connect(ConnectPlan("cg-7f3a", CALLBACKS))) == [DIAL]


def test_an_announcement_speaks_and_does_nothing_else() -> None:
    assert verbs(twiml.announcement(NOTICE)) == [SAY]


def test_an_ending_speaks_then_hangs_up() -> None:
    assert verbs(twiml.ending(NOTICE)) == [SAY, ("Hangup", {}, "", [])]


def test_an_ending_of_full_length_fits_into_a_rest_request() -> None:
    assert len(twiml.ending(Spoken("終" * 3500, "ja-JP"))) < 4000


def test_a_refusal_is_the_first_and_only_verb() -> None:
    assert verbs(twiml.refusal()) == [("Reject", {}, "", [])]


def test_hanging_up_and_silence() -> None:
    assert verbs(twiml.hang_up()) == [("Hangup", {}, "", [])]
    assert verbs(twiml.silence()) == []


def test_a_waiting_caller_hears_quiet_and_is_kept() -> None:
    pause, redirect = verbs(twiml.waiting(CALLBACKS.wait))
    assert pause == ("Pause", {"length": "60"}, "", [])
    assert redirect == ("Redirect", {}, f"{AT}wait{RETRIES}", [])


@pytest.mark.parametrize(
    ("language", "voice"),
    [("ja-JP", "Polly.Takumi-Neural"), ("en-US", "Polly.Joanna-Neural"), ("ko-KR", "Polly.Seoyeon-Neural")],
)
def test_each_language_has_its_voice(language: Language, voice: str) -> None:
    ((_, attributes, _, _),) = verbs(twiml.announcement(Spoken("…", language)))
    assert attributes == {"language": language, "voice": voice}
    assert DEFAULT_VOICES[language] == voice


def test_another_voice_can_be_chosen() -> None:
    ((_, attributes, _, _),) = verbs(twiml.announcement(Spoken("…", "ja-JP", "Polly.Kazuha-Neural")))
    assert attributes["voice"] == "Polly.Kazuha-Neural"


@given(st.text(st.characters(codec=None)))
def test_no_text_makes_a_document_that_twilio_cannot_read(text: str) -> None:
    ((name, _, _, children),) = verbs(twiml.announcement(Spoken(text, "en-US")))
    assert (name, children) == ("Say", [])


def test_the_media_socket_is_as_safe_as_the_public_address() -> None:
    assert Callbacks("https://h.example/guard").media("t") == "wss://h.example/guard/media/t"
    assert Callbacks("http://127.0.0.1:8080").media("t") == "ws://127.0.0.1:8080/media/t"


def test_every_callback_asks_for_repetitions() -> None:
    for address in (
        CALLBACKS.voice,
        CALLBACKS.call,
        CALLBACKS.stream,
        CALLBACKS.recording,
        CALLBACKS.announcement("w1"),
    ):
        assert address.startswith(AT)
        assert address.endswith(RETRIES)
    assert CALLBACKS.announcement("w1") == f"{AT}announcement/w1{RETRIES}"
