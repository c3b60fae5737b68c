"""Lines that several people use."""

import pytest
from sqlalchemy import select

from callguard.api.parts import ApiParts
from callguard.db.calls import CallerRow
from callguard.db.people import AuditRow
from rules import events as on
from rules.frequency import counts
from tests.api.conftest import NUMBER, Ask, audit
from tests.desk.front import SID, Front


def line(*, shared: bool, reason: str = "a care home") -> dict[str, object]:
    return {"caller": NUMBER, "shared": shared, "reason": reason}


def test_a_marked_line_is_shared_at_the_next_call_until_the_mark_is_taken_back(
    ask: Ask, parts: ApiParts, mori: str
) -> None:
    response = ask("PUT", "/lines", line(shared=True))
    assert (response.status_code, response.json) == (200, {"shared": True, "changed": True})
    assert parts.histories.get(mori).shared
    ask("PUT", "/lines", line(shared=False, reason="they moved out"))
    assert not parts.histories.get(mori).shared


def test_marked_twice_it_is_marked_once_and_the_reason_is_on_record(
    ask: Ask, parts: ApiParts, mori: str
) -> None:
    ask("PUT", "/lines", line(shared=True))
    again = ask("PUT", "/lines", line(shared=True))
    assert again.json == {"shared": True, "changed": False}
    assert audit(parts.database) == [("api:crm", "line_marked", mori)]
    with parts.database.read() as session:
        details = session.scalars(select(AuditRow.details).where(AuditRow.action == "line_marked")).one()
    assert details == {"shared": True, "reason": "a care home"}


def test_a_call_under_way_on_that_line_counts_no_longer(
    ask: Ask, parts: ApiParts, front: Front, mori: str
) -> None:
    front.arrive(caller=mori, counts=on.CallCounts(5, 5, 5))
    assert counts(front.facts)
    ask("PUT", "/lines", line(shared=True))
    assert not counts(front.facts)
    assert [f.dismissed for f in front.facts.found] == [True]
    ask("PUT", "/lines", line(shared=True))
    assert len([e for e in front.calls.log(SID) if isinstance(e.event, on.LineMarked)]) == 1


def test_a_call_of_somebody_else_is_left_alone(ask: Ask, front: Front) -> None:
    front.arrive(caller="kim")
    ask("PUT", "/lines", line(shared=True))
    assert counts(front.facts)


def test_the_number_itself_is_kept_nowhere_and_comes_with_the_first_call(
    ask: Ask, parts: ApiParts, mori: str
) -> None:
    ask("PUT", "/lines", line(shared=True))
    with parts.database.read() as session:
        row = session.get_one(CallerRow, mori)
        assert (row.number, row.hint, row.shared) == (None, "…0143", True)
    assert NUMBER not in str(audit(parts.database))


@pytest.mark.parametrize("wrong", [{"shared": "yes"}, {"reason": " "}, {"caller": "withheld"}], ids=str)
def test_what_is_wrong_is_refused(wrong: dict[str, object], ask: Ask, parts: ApiParts) -> None:
    assert ask("PUT", "/lines", {**line(shared=True), **wrong}).status_code == 422
    assert audit(parts.database) == []
