"""Another system beside the call: through the served API, real webhooks and the workers."""

from datetime import UTC, datetime

import httpx

from callguard.db.calls import CallerRow
from rules.events import MatterChosen
from tests.flow.stage import Stage

KIM = "+12025550177"


def ask(site: Stage, secret: str, method: str, path: str, body: object) -> httpx.Response:
    address = f"http://127.0.0.1:{site.settings.port}/api/v1{path}"
    headers = {"Authorization": f"Bearer {secret}"}
    return httpx.request(method, address, json=body, headers=headers, timeout=30)


def test_a_matter_a_letter_and_a_shared_line_are_known_at_the_next_call(site: Stage) -> None:
    secret = site.site.api.keys.create("crm", "adil")
    call = site.dial(caller=KIM)
    call.talks()
    chosen = ask(site, secret, "PUT", f"/calls/{call.sid}/matter", {"name": "broken router"})
    assert chosen.status_code == 200
    assert [e.by for e in call.events() if isinstance(e, MatterChosen)] == ["api:crm"]
    call.hang_up()
    call.recorded()

    matter = chosen.json()["matter"]["id"]
    letter = {
        "id": "letter-1",
        "caller": KIM,
        "channel": "letter",
        "at": datetime.now(UTC).isoformat(),
        "matter": matter,
    }
    assert [ask(site, secret, "POST", "/contacts", letter).status_code for _ in range(2)] == [201, 200]
    again = site.dial(caller=KIM)
    (known,) = again.until(lambda facts: facts.is_live, "arrived").matters
    assert (known.id, known.day) == (matter, 2)
    again.hang_up()
    again.recorded()

    line = {"caller": KIM, "shared": True, "reason": "a care home"}
    assert ask(site, secret, "PUT", "/lines", line).json() == {"shared": True, "changed": True}
    shared = site.dial(caller=KIM)
    assert shared.until(lambda facts: facts.is_live, "arrived").shared
    shared.hang_up()
    assert shared.recorded()
    assert KIM not in site.log()


def test_a_line_that_the_api_named_first_gets_its_encrypted_number_with_its_first_call(site: Stage) -> None:
    secret, number = site.site.api.keys.create("flex", "adil"), "+12025550188"
    key = site.site.vault.caller_key(number)
    ask(site, secret, "PUT", "/lines", {"caller": number, "shared": True, "reason": "a home"})
    assert stored(site, key).number is None
    call = site.dial(caller=number)
    call.until(lambda facts: facts.is_live, "arrived")
    call.hang_up()
    call.recorded()
    sealed = stored(site, key).number
    assert sealed is not None
    assert site.site.vault.decrypt_number(sealed) == number
    assert stored(site, key).shared


def test_the_api_shows_strangers_json_and_the_pages_their_form(site: Stage) -> None:
    refused = ask(site, "wrong", "PUT", "/lines", {})
    assert (refused.status_code, refused.headers["content-type"]) == (401, "application/json")
    assert "set-cookie" not in refused.headers
    page = httpx.get(f"http://127.0.0.1:{site.settings.port}/wallboard", timeout=30)
    assert (page.status_code, page.headers["location"]) == (303, "/sign-in")


def test_a_body_in_pieces_is_read_and_bounded_like_any_other(site: Stage) -> None:
    secret = site.site.api.keys.create("pieces", "adil")
    address = f"http://127.0.0.1:{site.settings.port}/api/v1/lines"
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    small = [b'{"caller": "+12025550199", ', b'"shared": false, "reason": "moved"}']
    large = [b'{"caller": "', *(b"1" * 1000 for _ in range(20)), b'"}']
    taken = httpx.put(address, content=iter(small), headers=headers, timeout=30)
    assert (taken.status_code, taken.json()) == (200, {"shared": False, "changed": False})
    refused = httpx.put(address, content=iter(large), headers=headers, timeout=30)
    assert (refused.status_code, "16384" in refused.json()["error"]) == (413, True)


def stored(site: Stage, key: str) -> CallerRow:
    with site.site.database.read() as session:
        return session.get_one(CallerRow, key)
