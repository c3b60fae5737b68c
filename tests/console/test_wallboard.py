"""The supervisor's page."""

from datetime import datetime
from zoneinfo import ZoneInfo

from rules import events as on
from rules.matters import Matter
from tests.console.conftest import SignIn
from tests.console.floor import KILL, Floor, sid
from tests.console.forms import form, forms, send

CALL, CALM, FLAGGED = sid(1), sid(2), sid(3)
BOARD = "/wallboard"


def end_of(call: str) -> str:
    return f"/wallboard/calls/{call}/end"


def review_of(call: str) -> str:
    return f"/wallboard/calls/{call}/reviewed"


def test_an_empty_board_says_so(sign_in: SignIn) -> None:
    page = sign_in("sora").get(BOARD).text
    assert "No call is under way." in page
    assert "No incident is recorded." in page


def test_flagged_calls_come_first_then_the_stage_then_the_time_left(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALM, "aiko", caller="one", since_s=10)
    floor.arrive(CALL, caller="two", day=4)
    floor.apply(CALL, on.MatterChosen, matter=Matter("bill", "the bill", day=4), by="ben")
    floor.arrive(FLAGGED, "ben", caller="three")
    floor.hear(FLAGGED, KILL)
    page = sign_in("sora").get(BOARD).text
    places = [page.index(f'id="call-{call}"') for call in (FLAGGED, CALL, CALM)]
    assert places == sorted(places)


def test_between_equals_the_nearer_limit_comes_first(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALM, "aiko", caller="one", since_s=10)
    floor.arrive(CALL, "ben", caller="two", since_s=900)
    page = sign_in("sora").get(BOARD).text
    assert page.index(f'id="call-{CALL}"') < page.index(f'id="call-{CALM}"')


def test_a_call_past_the_first_mark_is_marked_as_long_and_nobody_is_called(
    sign_in: SignIn, floor: Floor
) -> None:
    floor.arrive(CALL, "aiko", since_s=601)
    page = sign_in("sora").get(BOARD).text
    assert "a long call" not in page
    floor.apply(CALL, on.LimitDue, limit="hint")
    page = sign_in("sora").get(BOARD).text
    assert "a long call" in page
    assert "Mark as reviewed" not in page


def test_a_row_tells_who_talks_to_whom_and_what_happened(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, "aiko", day=3)
    floor.hear(CALL, KILL)
    page = " ".join(sign_in("sora").get(BOARD).text.split())
    assert "<b>Aiko</b> <span>Caller …0143 · call 4 today</span>" in page
    assert '<span class="act">frequent contact</span><span class="act">threat</span>' in page
    assert "Final warning" in page


def test_a_withheld_number_is_shown_as_such(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, caller=None)
    page = sign_in("sora").get(BOARD).text
    assert "number withheld" in page
    assert "waiting for an agent" in page
    assert "today" not in page


def test_a_review_is_kept_and_takes_the_flag_away(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    floor.hear(CALL, KILL)
    client = sign_in("sora")
    send(client, BOARD, review_of(CALL))
    assert floor.facts(CALL).reviewed_by == "sora"
    assert floor.audit() == [("sora", "call_reviewed", CALL)]
    page = client.get(BOARD).text
    assert "Marked as reviewed." in page
    assert "reviewed by Sora" in page
    assert review_of(CALL) not in forms(page)


def test_ending_a_call_asks_first(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    client = sign_in("sora")
    assert end_of(CALL) not in forms(client.get(BOARD).text)
    assert "End this call now?" in client.get(end_of(CALL)).text
    assert floor.facts(CALL).ending is None


def test_a_double_click_ends_a_call_once(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    client = sign_in("sora")
    fields = form(client, end_of(CALL), end_of(CALL))
    client.post(end_of(CALL), data=fields)
    client.post(end_of(CALL), data=fields)
    assert floor.facts(CALL).ending is on.EndedBy.SUPERVISOR
    assert len(floor.told(CALL, on.EndRequested)) == 1
    assert floor.audit() == [("sora", "end_requested", CALL)]
    assert "The call is being ended." in client.get(BOARD).text


def test_a_call_that_is_over_cannot_be_ended(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    client = sign_in("sora")
    fields = form(client, end_of(CALL), end_of(CALL))
    floor.end(CALL)
    assert client.post(end_of(CALL), data=fields).status_code == 404
    assert client.get(end_of("CA" + "f" * 32)).status_code == 404
    assert floor.audit() == []


def test_incidents_are_shown_with_the_sites_own_time(sign_in: SignIn, floor: Floor) -> None:
    floor.record_incident(sid(7), ["threat", "repeated_demand"])
    floor.record_incident(sid(8), ["time_restraint"], withheld=True)
    page = sign_in("sora").get(BOARD).text
    assert "open, unjudged" in page
    assert "repeated demand" in page
    assert "number withheld" in page
    assert "+09:00" in page
    today = datetime.now(ZoneInfo("Asia/Seoul")).date()
    assert f"{today:%Y-%m-%d}" in page


def test_only_the_newest_ten_incidents_are_shown(sign_in: SignIn, floor: Floor) -> None:
    for number in range(12):
        floor.record_incident(sid(20 + number), ["threat"])
    page = sign_in("sora").get(BOARD).text
    assert page.count("open, unjudged") == 10
    assert "<td>12</td>" in page
    assert "<td>2</td>" not in page
