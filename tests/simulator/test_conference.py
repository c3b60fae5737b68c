"""Who hears whom in a conference, and how it ends."""

from collections.abc import AsyncIterator, Callable

import pytest

from callguard.simulator import CallScript, ScriptLine
from callguard.simulator.border import Border
from callguard.simulator.carrier import Carrier, build_carrier
from callguard.simulator.conference import Conference
from callguard.simulator.conversation import Conversation
from callguard.simulator.errors import JoinError
from callguard.simulator.join_options import JoinOptions
from callguard.simulator.leg import Leg
from callguard.simulator.sound import MUSIC, SILENCE, looped
from tests.simulator.conftest import WriteLine
from tests.simulator.customer import ACCOUNT, PUBLIC, TOKEN

pytestmark = pytest.mark.anyio
SITE = "+12025550100"
MakeLeg = Callable[[str, bytes], Leg]


@pytest.fixture
async def carrier(anyio_backend: str) -> AsyncIterator[Carrier]:
    carrier = build_carrier(ACCOUNT, TOKEN, Border(PUBLIC, "http://127.0.0.1:9"), speed=1.0)
    yield carrier
    await carrier.tasks.close()
    await carrier.client.close()
    assert carrier.tasks.crashes == []


@pytest.fixture
def leg(carrier: Carrier, write_line: WriteLine) -> MakeLeg:
    """Makes a leg that has been saying one byte for a minute."""

    def make(name: str, voice: bytes) -> Leg:
        line = ScriptLine(at_s=0, speaker="caller", audio=write_line(name, 60, voice))
        talk = Conversation(CallScript(lines=(line,)))
        talk.begin(0)
        return Leg(carrier, name, SITE, "inbound", "in-progress", conversation=talk, speaker="caller")

    return make


async def test_a_coach_hears_all_and_is_heard_by_the_agent_alone(carrier: Carrier, leg: MakeLeg) -> None:
    conference = Conference(carrier, "cg")
    mori, aiko, sora = leg("mori", b"\x81"), leg("aiko", b"\xff"), leg("sora", b"\x92")
    conference.join(mori, JoinOptions())
    conference.join(aiko, JoinOptions())
    coach = conference.join(sora, JoinOptions(coaching=True, coach_sid=aiko.sid))
    assert mori.heard(1.0) == SILENCE
    assert sora.heard(1.0) == b"\x81" * 160
    assert set(aiko.heard(1.0)) - {0x81, 0x92}, "both voices at once"

    coach.coaching = False
    assert mori.heard(1.0) == b"\x92" * 160, "a supervisor who barges is heard by the caller"
    coach.muted = True
    assert mori.heard(1.0) == SILENCE


async def test_alone_before_the_start_and_on_hold_there_is_music(carrier: Carrier, leg: MakeLeg) -> None:
    conference = Conference(carrier, "cg")
    mori, aiko = leg("mori", b"\x81"), leg("aiko", b"\x92")
    held = conference.join(mori, JoinOptions(start_on_enter=False))
    assert mori.heard(1.0) == looped(MUSIC, 1.0)
    patient = conference.join(aiko, JoinOptions(start_on_enter=False, wait_url=""))
    assert conference.status == "init", "nobody who starts it has come"
    assert aiko.heard(1.0) == SILENCE, "an empty waitUrl is silence"
    conference.join(leg("sora", b"\xff"), JoinOptions())
    assert mori.heard(1.0) == b"\x92" * 160
    held.hold = True
    assert mori.heard(1.0) == looped(MUSIC, 1.0)
    assert aiko.heard(1.0) == SILENCE, "who is held is not heard"
    assert patient.conference is conference


async def test_a_door_has_its_rules(carrier: Carrier, leg: MakeLeg) -> None:
    conference = Conference(carrier, "cg")
    conference.join(leg("mori", b"\x81"), JoinOptions(label="caller"))
    refused = {
        16025: JoinOptions(label="caller"),
        16020: JoinOptions(max_participants=1),
        13240: JoinOptions(coaching=True, coach_sid="CA" + "9" * 32),
    }
    for code, options in refused.items():
        with pytest.raises(JoinError) as caught:
            conference.join(leg("ben", b"\x92"), options)
        assert caught.value.code == code


@pytest.mark.parametrize(
    ("end_on_exit", "kicked", "reason"),
    [
        (False, False, "last-participant-left"),
        (False, True, "last-participant-kicked"),
        (True, False, "participant-with-end-conference-on-exit-left"),
        (True, True, "participant-with-end-conference-on-exit-kicked"),
    ],
)
async def test_each_ending_has_its_reason(
    carrier: Carrier, leg: MakeLeg, end_on_exit: bool, kicked: bool, reason: str
) -> None:
    conference = Conference(carrier, "cg")
    mori = conference.join(leg("mori", b"\x81"), JoinOptions(end_on_exit=end_on_exit))
    conference.remove(mori, "participant_hung_up", kicked=kicked)
    assert (conference.status, conference.ended_because) == ("completed", reason)
    assert conference.ended_by == mori.leg.sid
    assert mori.left.is_set()
