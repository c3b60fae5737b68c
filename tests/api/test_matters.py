"""What a live call is about, set from outside."""

from datetime import UTC, datetime

import pytest

from callguard.api.parts import ApiParts
from rules import events as on
from rules.matters import Matter
from tests.api.conftest import Ask, audit
from tests.desk.front import SID, Front

PATH = f"/calls/{SID}/matter"
REFUND = Matter("refund", "the refund", day=4, week=4, month=4)


@pytest.fixture(autouse=True)
def _call(front: Front) -> None:
    front.arrive(matters=(REFUND,))
    front.join()


def chosen(front: Front) -> list[on.MatterChosen]:
    return [e.event for e in front.calls.log(SID) if isinstance(e.event, on.MatterChosen)]


def test_an_open_matter_is_chosen_by_its_id_and_its_contacts_are_counted(
    ask: Ask, front: Front, parts: ApiParts
) -> None:
    response = ask("PUT", PATH, {"id": "refund"})
    assert response.status_code == 200
    assert response.json == {"call": SID, "matter": {"id": "refund", "name": "the refund"}}
    assert front.facts.matter == REFUND
    assert front.facts.matter_chosen
    assert [event.by for event in chosen(front)] == ["api:crm"]
    assert [f.act for f in front.facts.found] == ["frequent_contact"] * len(front.facts.found) != []
    assert audit(parts.database) == [("api:crm", "matter_chosen", SID)]


def test_a_new_matter_is_opened_by_its_name(ask: Ask, front: Front) -> None:
    response = ask("PUT", PATH, {"name": " broken router "})
    assert response.json is not None
    assert response.json["matter"]["name"] == "broken router"
    assert front.facts.matter is not None
    assert front.facts.matter.id == response.json["matter"]["id"]


@pytest.mark.parametrize("body", [{"id": "refund"}, {"name": "broken router"}], ids=str)
def test_the_same_again_changes_nothing(
    body: dict[str, str], ask: Ask, front: Front, parts: ApiParts
) -> None:
    first, second = ask("PUT", PATH, body), ask("PUT", PATH, body)
    assert first.json == second.json
    assert len(chosen(front)) == len(audit(parts.database)) == 1


def test_an_idempotency_key_is_good_for_one_matter_even_when_another_was_chosen_since(
    ask: Ask, front: Front
) -> None:
    key = {"Idempotency_Key": "d3b07384"}
    first = ask("PUT", PATH, {"name": "broken router"}, **key)
    ask("PUT", PATH, {"id": "refund"})
    assert ask("PUT", PATH, {"name": "broken router"}, **key).json == first.json
    assert front.facts.matter is not None
    assert front.facts.matter.id == "refund"
    again = ask("PUT", PATH, {"name": "something else"}, **key)
    assert again.status_code == 422
    assert len(chosen(front)) == 2


def test_an_id_that_is_not_this_callers_is_refused_with_those_that_are(ask: Ask, front: Front) -> None:
    response = ask("PUT", PATH, {"id": "somebody-elses"})
    assert response.status_code == 404
    assert "open are: refund" in response.text
    assert chosen(front) == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"id": "refund", "name": "the refund"},
        {"name": ""},
        {"name": "  "},
        {"name": "a\nb"},
        {"name": "x" * 129},
        {"name": "a\x00b"},
        {"id": 7},
        {"id": "a b"},
        {"matter": "refund"},
    ],
    ids=str,
)
def test_a_body_that_names_no_matter_is_refused(body: dict[str, object], ask: Ask, front: Front) -> None:
    assert ask("PUT", PATH, body).status_code == 422
    assert chosen(front) == []


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "\u00e9"])
def test_an_idempotency_key_is_bounded(key: str, ask: Ask) -> None:
    assert ask("PUT", PATH, {"id": "refund"}, Idempotency_Key=key).status_code == 422


def test_a_call_that_is_over_is_about_what_it_was(ask: Ask, front: Front) -> None:
    front.apply(on.CallEnded("ended", datetime.now(UTC)))
    assert ask("PUT", PATH, {"id": "refund"}).status_code == 404
    assert chosen(front) == []
