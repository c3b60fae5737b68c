"""What the agent tells about their own call."""

import pytest

from callguard.console.parts import ConsoleParts
from rules import events as on
from rules.acts import Act
from rules.matters import Matter
from rules.stages import Stage
from rules.ticks import How, Tick
from tests.console.conftest import SignIn
from tests.console.floor import KILL, Floor, sid
from tests.console.forms import form, send

CALL = sid(1)
PAGE = "/agent"


def test_a_mark_is_a_finding_of_the_agent(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    client = sign_in("aiko")
    send(client, PAGE, "/agent/mark", act="nitpicking")
    assert "nitpicking: marked by you" in client.get(PAGE).text
    facts = floor.facts(CALL)
    assert (facts.acts, facts.found[-1].confirmed) == ((Act.NITPICKING,), True)


def test_a_finding_is_confirmed_or_dismissed_with_one_key(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    floor.hear(CALL, KILL)
    client = sign_in("aiko")
    send(client, PAGE, "/agent/finding", answer="yes")
    assert floor.facts(CALL).stage is Stage.END_CALL
    assert "confirmed" in client.get(PAGE).text
    send(client, PAGE, "/agent/finding", answer="no")
    assert floor.facts(CALL).found[0].dismissed
    assert "dismissed" in client.get(PAGE).text


def test_a_tick_is_pressed_and_taken_back(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    client = sign_in("aiko")
    send(client, PAGE, "/agent/tick", tick="behaviour", set="0")
    assert floor.facts(CALL).ticks[Tick.BEHAVIOUR].how is How.PRESSED
    assert 'aria-pressed="true"' in client.get(PAGE).text
    send(client, PAGE, "/agent/tick", tick="behaviour", set="1")
    assert floor.facts(CALL).ticks == {}


def test_a_matter_is_chosen_among_the_open_ones_or_named_anew(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    floor.apply(CALL, on.MatterChosen, matter=Matter("bill", "the bill", day=1), by="api")
    client = sign_in("aiko")
    assert '<option value="bill" selected>the bill</option>' in client.get(PAGE).text
    send(client, PAGE, "/agent/matter", matter="new", name="a <parcel>")
    facts = floor.facts(CALL)
    assert facts.matter is not None
    assert (facts.matter.name, facts.matter_chosen) == ("a <parcel>", True)
    assert "a &lt;parcel&gt;" in client.get(PAGE).text
    send(client, PAGE, "/agent/matter", matter="bill")
    chosen = floor.facts(CALL).matter
    assert chosen is not None
    assert chosen.day == 1


def test_an_answer_that_we_owe_is_noted(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    send(sign_in("aiko"), PAGE, "/agent/owed", hours="72")
    facts = floor.facts(CALL)
    assert facts.owed_until is not None
    assert 71 < (facts.owed_until - facts.now).total_seconds() / 3600 < 73


def test_more_time_is_given_as_often_as_the_policy_says(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    client = sign_in("aiko")
    for left in (1, 0):
        send(client, PAGE, "/agent/extend", reason="complex")
        assert f"Extend ({left} left)" in client.get(PAGE).text
    client.post("/agent/extend", data=form(client, PAGE, "/agent/extend") | {"reason": "complex"})
    assert floor.facts(CALL).extended_s == 1800


def test_a_caller_who_needs_more_time_is_shown_as_such_everywhere(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    client = sign_in("aiko")
    send(client, PAGE, "/agent/more-time", reason="relay")
    assert floor.facts(CALL).accommodation
    assert "no stage comes from the clock" in client.get(PAGE).text
    assert "needs more time" in sign_in("sora").get("/wallboard").text
    send(client, PAGE, "/agent/more-time")
    assert not floor.facts(CALL).accommodation


def test_a_supervisor_extends_without_bound(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    client = sign_in("sora")
    for _ in range(3):
        send(client, "/wallboard", f"/wallboard/calls/{CALL}/extend", reason="our_delay")
    assert floor.facts(CALL).extended_s == 2700
    assert floor.audit() == [("sora", "call_extended", CALL)] * 3


@pytest.mark.parametrize(
    ("step", "typed"),
    [
        ("mark", {"act": "dancing"}),
        ("tick", {"tick": "lunch"}),
        ("finding", {"finding": "1", "answer": "maybe"}),
        ("finding", {"finding": "x", "answer": "yes"}),
        ("matter", {"matter": "new", "name": " "}),
        ("matter", {"matter": "somebody-elses"}),
        ("owed", {"hours": "-1"}),
        ("extend", {"reason": ""}),
        ("more-time", {"reason": "x" * 201}),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    step: str, typed: dict[str, str], sign_in: SignIn, floor: Floor
) -> None:
    floor.arrive(CALL, "aiko")
    client, before = sign_in("aiko"), floor.facts(CALL)
    sent = form(client, PAGE, "/agent/answered") | typed
    assert client.post(f"/agent/{step}", data=sent).status_code == 400
    assert floor.facts(CALL) == before


def test_a_rest_is_shown_and_ended_by_the_agent(sign_in: SignIn, parts: ConsoleParts, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    until = floor.facts(CALL).now.replace(year=2100)
    parts.duty.rest("aiko", until)
    parts.duty.release(CALL)
    client = sign_in("aiko")
    assert "A rest for you, until" in client.get(PAGE).text
    send(client, PAGE, "/agent/ready")
    assert "On duty, waiting for calls" in client.get(PAGE).text
