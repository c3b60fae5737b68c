"""Contacts by other channels."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from callguard.api.parts import ApiParts
from callguard.db.calls import CallerRow
from callguard.db.matters import ContactRow, MatterRow
from tests.api.conftest import NUMBER, Ask, audit


def contact(**changed: object) -> dict[str, object]:
    at = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
    return {"id": "mail-1", "caller": NUMBER, "channel": "mail", "at": at, **changed}


def open_matter(parts: ApiParts, caller: str) -> None:
    with parts.database.write() as session:
        session.add(CallerRow(key=caller, number="sealed", hint="…0143"))
        session.flush()
        opened = datetime.now(UTC) - timedelta(days=3)
        session.add(MatterRow(id="refund", caller_key=caller, name="the refund", opened_at=opened))


def stored(parts: ApiParts) -> list[ContactRow]:
    with parts.database.read() as session:
        return list(session.scalars(select(ContactRow)))


def test_a_contact_about_a_matter_is_counted_at_the_next_call(ask: Ask, parts: ApiParts, mori: str) -> None:
    open_matter(parts, mori)
    response = ask("POST", "/contacts", contact(matter="refund", note="asks again"))
    assert response.status_code == 201
    assert response.json == {"id": "mail-1", "matter": "refund", "new": True}
    (matter,) = parts.histories.matters(parts.histories.get(mori), datetime.now(UTC))
    assert (matter.id, matter.week) == ("refund", 1)
    assert audit(parts.database) == [("api:crm", "contact_added", "mail-1")]


def test_the_same_id_twice_is_one_contact(ask: Ask, parts: ApiParts, mori: str) -> None:
    open_matter(parts, mori)
    body = contact(matter="refund")
    assert ask("POST", "/contacts", body).status_code == 201
    again = ask("POST", "/contacts", body)
    assert (again.status_code, again.json) == (200, {"id": "mail-1", "matter": "refund", "new": False})
    assert len(stored(parts)) == len(audit(parts.database)) == 1


def test_an_id_of_another_callers_contact_is_refused(ask: Ask, parts: ApiParts) -> None:
    ask("POST", "/contacts", contact())
    assert ask("POST", "/contacts", contact(caller="+815012340199")).status_code == 422
    assert len(stored(parts)) == 1


def test_the_number_itself_is_kept_nowhere(ask: Ask, parts: ApiParts, mori: str) -> None:
    ask("POST", "/contacts", contact())
    with parts.database.read() as session:
        row = session.get_one(CallerRow, mori)
        assert (row.number, row.hint) == (None, "…0143")
        assert NUMBER not in str(vars(session.scalars(select(ContactRow)).one()))
    assert NUMBER not in str(audit(parts.database))


@pytest.mark.parametrize(
    "wrong",
    [
        {"caller": "0501234"},
        {"caller": "anonymous"},
        {"caller": "+266696687"},
        {"caller": NUMBER + "\n"},
        {"channel": "fax"},
        {"at": "2026-11-24T10:00:00"},
        {"at": "yesterday"},
        {"at": "2999-01-01T00:00:00Z"},
        {"at": "0001-01-01T00:00:00+14:00"},
        {"id": ""},
        {"id": "x" * 65},
        {"matter": "nobodys"},
        {"note": "a\x00b"},
        {"note": "x" * 2001},
        {"more": 1},
    ],
    ids=str,
)
def test_what_is_wrong_is_named_and_nothing_is_kept(
    wrong: dict[str, object], ask: Ask, parts: ApiParts
) -> None:
    response = ask("POST", "/contacts", contact(**wrong))
    assert response.status_code == 422
    assert NUMBER not in response.text
    assert stored(parts) == []
    assert audit(parts.database) == []


def test_a_matter_of_somebody_else_is_refused(ask: Ask, parts: ApiParts, client: FlaskClient) -> None:
    assert client
    open_matter(parts, "kim")
    assert ask("POST", "/contacts", contact(matter="refund")).status_code == 422
    assert stored(parts) == []
