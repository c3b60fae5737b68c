"""The agent's page."""

import pytest

from callguard.console.parts import ConsoleParts
from rules import events as on
from rules.policy import TalkTime
from rules.speaker import Speaker
from tests.console.conftest import SignIn
from tests.console.floor import KILL, REFUND, Floor, sid
from tests.console.forms import form, forms, send
from tests.full_policy import full_policy

CALL, OTHER = sid(1), sid(2)


def test_an_agent_with_a_phone_waits_on_duty(sign_in: SignIn) -> None:
    assert "On duty, waiting for calls" in sign_in("aiko").get("/agent").text


def test_an_agent_without_a_phone_is_told_so(sign_in: SignIn) -> None:
    assert "전화기가 설정되어 있지 않습니다" in sign_in("ben").get("/agent").text


def test_a_prompt_is_shown_in_the_calls_language_and_in_the_pages(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    floor.hear(CALL, KILL)
    page = sign_in("aiko").get("/agent").text
    assert '<p class="sentence" lang="ko">거듭 부탁드립니다. 위협적인 말씀을' in page
    assert '<p class="meaning">I&#39;ve asked you to stop the threats.' in page
    assert "threat: «죽여 버리" in page


def test_a_prompt_is_not_repeated_in_the_same_language(sign_in: SignIn, floor: Floor) -> None:
    client = sign_in("aiko")
    send(client, "/agent", "/language", language="ko")
    floor.arrive(CALL, "aiko")
    floor.hear(CALL, KILL)
    page = client.get("/agent").text
    assert 'class="sentence"' in page
    assert 'class="meaning"' not in page


def test_a_demand_said_again_is_named_in_the_pages_language(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    floor.apply(CALL, on.MatterAnswered)
    for _ in range(3):
        floor.hear(CALL, REFUND)
    page = sign_in("aiko").get("/agent").text
    assert "the same demand, said 3 times" in page
    assert "You have now asked about the refund 3 times" in page


def test_a_call_without_a_prompt_asks_for_nothing(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    page = sign_in("aiko").get("/agent").text
    assert "Nothing to do" in page
    assert "/agent/said" not in forms(page)


def test_the_page_shows_the_callers_history_and_the_clock(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, "aiko", day=2, week=5, month=9, since_s=65)
    page = " ".join(sign_in("aiko").get("/agent").text.split())
    assert "…0143" in page
    for label, number in (("Today", 3), ("7 days", 6), ("30 days", 10)):
        assert f"<dt>{label}</dt><dd>{number}</dd>" in page
    assert "data-running" in page
    assert 'data-limit="1800"' in page
    assert "<b data-elapsed>1:" in page


def test_a_withheld_number_has_no_history(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, "aiko", caller=None)
    page = sign_in("aiko").get("/agent").text
    assert "number withheld" in page
    assert "<dt>Today</dt>" not in page


def test_on_hold_the_clock_stands_still(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    floor.apply(CALL, on.HoldStarted)
    page = sign_in("aiko").get("/agent").text
    assert "On hold" in page
    assert "data-running" not in page


def test_without_speech_the_page_says_that_the_clock_still_runs(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    client = sign_in("aiko")
    assert "Speech is off" not in client.get("/agent").text
    floor.apply(CALL, on.HearingChanged, hearing=False)
    assert "Speech is off: the clock still runs." in client.get("/agent").text


def test_the_page_shows_the_last_words_of_both(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    for number in range(9):
        floor.hear(CALL, f"word{number}.", Speaker.AGENT if number % 2 else Speaker.CALLER)
    page = sign_in("aiko").get("/agent").text
    assert "word0." not in page
    assert 'class="line caller"><b lang="en">Caller</b> word8.' in page
    assert 'class="line agent"><b lang="en">You</b> word7.' in page


def test_an_old_prompt_of_a_long_call_is_still_explained(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, "aiko", day=3)
    for number in range(210):
        floor.hear(CALL, f"word{number}")
    assert "call 4 today" in sign_in("aiko").get("/agent").text


def test_a_double_click_is_one_event(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    floor.hear(CALL, KILL)
    client = sign_in("aiko")
    fields = form(client, "/agent", "/agent/said")
    assert client.post("/agent/said", data=fields).location == "/agent"
    assert client.post("/agent/said", data=fields).location == "/agent"
    (said,) = floor.told(CALL, on.PromptSaid)
    assert said.id == f"said:{fields['nonce']}"
    page = client.get("/agent").text
    assert "You said" in page
    assert "/agent/said" not in forms(page)


def test_an_answered_matter_gets_a_tick(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    client = sign_in("aiko")
    send(client, "/agent", "/agent/answered")
    assert floor.facts(CALL).answered_at
    page = client.get("/agent").text
    assert '<p class="done" id="answered">The matter is answered</p>' in page
    assert "/agent/answered" not in forms(page)


def test_the_agents_word_counts_when_the_voice_failed(
    sign_in: SignIn, floor: Floor, parts: ConsoleParts
) -> None:
    quick = TalkTime(hint_s=1, warning_s=1, notice_s=2, notice_lead_s=5, final_notice_s=600, final_lead_s=5)
    parts.policies.save(full_policy(talk_time=quick), "adil", "a test", 1)
    floor.arrive(CALL, "aiko", since_s=60)
    floor.apply(CALL, on.LimitDue, limit="notice")
    client = sign_in("aiko")
    assert "A voice is telling the caller now." in client.get("/agent").text
    floor.apply(CALL, on.AnnouncementFailed, announcement="notice")
    page = client.get("/agent").text
    assert "please say it yourself" in page
    assert "it counts as the notice" in page
    send(client, "/agent", "/agent/said")
    assert "notice" in floor.facts(CALL).given


def test_an_agent_cannot_touch_anothers_call(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    floor.arrive(OTHER, "ben")
    client = sign_in("aiko")
    fields = form(client, "/agent", "/agent/answered")
    client.post("/agent/answered", data={**fields, "call": OTHER})
    assert floor.facts(OTHER).answered_at is None
    assert floor.facts(CALL).answered_at is None
    assert "nothing was changed" in client.get("/agent").text


def test_an_agent_cannot_look_at_anothers_ended_call(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(OTHER, "ben")
    floor.hear(OTHER, KILL)
    client = sign_in("aiko")
    assert "waiting for calls" in client.get(f"/agent/call?last={OTHER}").text
    floor.end(OTHER)
    assert "waiting for calls" in client.get(f"/agent/call?last={OTHER}").text


def test_after_the_call_the_page_tells_how_it_ended(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    floor.hear(CALL, KILL)
    floor.end(CALL, on.EndedBy.CALLER)
    client = sign_in("aiko")
    ended = client.get(f"/agent/call?last={CALL}").text
    assert "Call ended" in ended
    assert "The caller hung up." in ended
    assert "recorded, open and unjudged" in ended
    floor.arrive(OTHER, "aiko")
    assert OTHER in client.get(f"/agent/call?last={CALL}").text


def test_a_call_that_rings_is_shown_already(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, day=3)
    floor.give(CALL, "aiko")
    page = sign_in("aiko").get("/agent").text
    assert "Your phone is ringing." in page
    assert "call 4 today" in page


def test_a_call_that_the_agent_left_goes_on_without_them(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    floor.apply(CALL, on.AgentLeft, leg="CA" + "9" * 32)
    page = sign_in("aiko").get(f"/agent/call?last={CALL}").text
    assert "You left the call" in page
    assert not forms(page)


@pytest.mark.parametrize("prompt", ["", "x", "0", "-1", "99999999"])
def test_a_prompt_number_that_cannot_be_is_refused(prompt: str, sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    floor.hear(CALL, KILL)
    assert send(sign_in("aiko"), "/agent", "/agent/said", prompt=prompt).status_code == 400


def test_what_was_said_is_shown_as_text_and_never_as_markup(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    floor.hear(CALL, "<script>alert(1)</script>")
    assert "<script>alert" not in sign_in("aiko").get("/agent").text
