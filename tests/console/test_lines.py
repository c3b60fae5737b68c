"""A supervisor marks a line as several people's, from a call or an incident."""

import pytest
from sqlalchemy import select

from callguard.console.parts import ConsoleParts
from callguard.db.people import AuditRow
from rules import events as on
from tests.console.conftest import SignIn
from tests.console.floor import Floor, sid
from tests.console.forms import form, forms, send

CALL, OLD, BOARD = sid(1), sid(7), "/wallboard"


def line_of(call: str) -> str:
    return f"/wallboard/calls/{call}/line"


def test_the_line_of_a_live_call_is_marked_with_a_reason_and_counts_no_longer(
    sign_in: SignIn, floor: Floor, parts: ConsoleParts
) -> None:
    floor.arrive(CALL, "aiko", day=3)
    client = sign_in("sora")
    assert "call 4 today" in client.get(BOARD).text
    send(client, line_of(CALL), line_of(CALL), reason="a care home")
    page = client.get(BOARD).text
    assert "The line counts as several people" in page
    assert "call 4 today" not in page
    assert floor.facts(CALL).shared
    assert parts.lines.is_shared("mori")
    assert floor.audit() == [("sora", "line_marked", "mori")]
    with parts.database.read() as session:
        details = session.scalars(select(AuditRow.details).where(AuditRow.action == "line_marked")).one()
    assert details == {"shared": True, "reason": "a care home"}
    assert "Several people use this line" in sign_in("aiko").get("/agent").text


def test_the_line_of_an_incident_is_marked_and_the_mark_taken_back(
    sign_in: SignIn, floor: Floor, parts: ConsoleParts
) -> None:
    floor.record_incident(OLD, ["frequent_contact"])
    client = sign_in("sora")
    assert line_of(OLD) in client.get(BOARD).text
    send(client, line_of(OLD), line_of(OLD), reason="a family")
    assert parts.lines.is_shared("mori")
    assert form(client, line_of(OLD), line_of(OLD))["shared"] == "0"
    send(client, line_of(OLD), line_of(OLD), reason="they moved out")
    assert not parts.lines.is_shared("mori")
    assert [action for _, action, _ in floor.audit()] == ["line_marked"] * 2


@pytest.mark.parametrize("wrong", [{"reason": ""}, {"reason": "x" * 201}, {"shared": "maybe"}], ids=str)
def test_without_a_reason_nothing_is_marked(
    wrong: dict[str, str], sign_in: SignIn, floor: Floor, parts: ConsoleParts
) -> None:
    floor.arrive(CALL, "aiko")
    fields = {"reason": "a care home", **wrong}
    assert send(sign_in("sora"), line_of(CALL), line_of(CALL), **fields).status_code == 400
    assert not parts.lines.is_shared("mori")


def test_a_withheld_number_is_nobodys_line(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, caller=None)
    floor.record_incident(OLD, ["threat"], withheld=True)
    client = sign_in("sora")
    page = client.get(BOARD).text
    assert line_of(CALL) not in page
    assert line_of(OLD) not in page
    assert {client.get(line_of(call)).status_code for call in (CALL, OLD, sid(99))} == {404}


def test_nobody_is_asked_to_allow_what_the_machine_decides(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    floor.hear(CALL, "이 멍청한 새끼야")
    assert f"/wallboard/calls/{CALL}/allowed" not in forms(sign_in("sora").get(BOARD).text)
    assert floor.told(CALL, on.StageAllowed) == []
