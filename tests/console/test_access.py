"""Who sees what, and what a forged or foreign request gets."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from callguard.config import Settings
from callguard.console.app import create_console_app
from callguard.console.parts import ConsoleParts
from tests.console.conftest import SignIn
from tests.console.floor import PASSWORD, Floor, sid
from tests.console.forms import form, forms, send

AGENT, SUPERVISOR, ADMIN = "aiko", "sora", "adil"
CALL = sid(1)
STEPS = ("ready", "owed", "tick", "mark", "finding", "matter", "extend", "more-time")
ROUTES = {
    ("GET", "/agent"): AGENT,
    ("GET", "/agent/call"): AGENT,
    ("POST", "/agent/said"): AGENT,
    ("POST", "/agent/answered"): AGENT,
    ("GET", "/wallboard"): SUPERVISOR,
    ("GET", "/wallboard/calls"): SUPERVISOR,
    ("GET", f"/wallboard/calls/{CALL}/end"): SUPERVISOR,
    ("POST", f"/wallboard/calls/{CALL}/end"): SUPERVISOR,
    ("POST", f"/wallboard/calls/{CALL}/reviewed"): SUPERVISOR,
    ("POST", f"/wallboard/calls/{CALL}/extend"): SUPERVISOR,
    ("POST", f"/wallboard/calls/{CALL}/allowed"): SUPERVISOR,
    ("GET", f"/wallboard/calls/{CALL}/line"): SUPERVISOR,
    ("POST", f"/wallboard/calls/{CALL}/line"): SUPERVISOR,
    **{("POST", f"/agent/{step}"): AGENT for step in STEPS},
    ("GET", "/policy"): ADMIN,
    ("POST", "/policy"): ADMIN,
    ("POST", "/policy/queues/main/mode"): ADMIN,
}
PUBLIC = {"/", "/sign-in", "/sign-in/link/<token>", "/sign-out", "/language", "/static/<path:filename>"}
PAGES = {AGENT: "/agent", SUPERVISOR: "/wallboard", ADMIN: "/policy"}


def token(client: FlaskClient, page: str) -> dict[str, str]:
    return {"csrf_token": form(client, page, "/language")["csrf_token"], "nonce": "0123456789abcdef"}


def test_the_routes_below_are_all_there_are(app: Flask) -> None:
    known = {path.replace(CALL, "<sid>").replace("/main/", "/<queue>/") for _, path in ROUTES} | PUBLIC
    assert {rule.rule for rule in app.url_map.iter_rules()} == known


@pytest.mark.parametrize(("route", "owner"), ROUTES.items(), ids=str)
@pytest.mark.parametrize("user", [AGENT, SUPERVISOR, ADMIN])
def test_each_route_is_for_one_role_alone(
    route: tuple[str, str], owner: str, user: str, sign_in: SignIn, floor: Floor
) -> None:
    floor.arrive(CALL, "aiko")
    (method, path), client = route, sign_in(user)
    data = token(client, PAGES[user]) if method == "POST" else None
    response = client.open(path, method=method, data=data)
    assert (response.status_code == 403) == (user != owner)
    assert response.status_code < 500


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_a_stranger_is_sent_to_the_form_to_sign_in(route: tuple[str, str], app: Flask) -> None:
    response = app.test_client().open(route[1], method=route[0])
    assert (response.status_code, response.location) == (303, "/sign-in")


@pytest.mark.parametrize("route", [route for route in ROUTES if route[0] == "POST"], ids=lambda r: r[1])
def test_a_form_without_its_token_changes_nothing(
    route: tuple[str, str], sign_in: SignIn, floor: Floor
) -> None:
    floor.arrive(CALL, "aiko")
    before = floor.facts(CALL)
    data = {"call": CALL, "nonce": "0123456789abcdef", "prompt": "1", "csrf_token": "forged"}
    assert sign_in(ROUTES[route]).post(route[1], data=data).status_code == 400
    assert floor.facts(CALL) == before


def test_a_token_of_one_session_is_worth_nothing_in_another(sign_in: SignIn) -> None:
    aikos, bens = sign_in("aiko"), sign_in("ben")
    stolen = token(aikos, "/agent")
    assert bens.post("/agent/answered", data=stolen).status_code == 400


def test_the_session_of_a_deactivated_user_is_over_at_once(sign_in: SignIn, floor: Floor) -> None:
    client = sign_in("sora")
    assert client.get("/wallboard").status_code == 200
    floor.deactivate("sora")
    assert client.get("/wallboard").location == "/sign-in"


def test_a_forged_cookie_is_nobody(app: Flask) -> None:
    client = app.test_client()
    client.set_cookie("callguard_session", "eyJ1c2VyIjoiYWRpbCJ9.aaaaaa.forged")
    assert client.get("/policy").location == "/sign-in"


@pytest.mark.parametrize("address", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_nobody_is_redirected_to_another_site(address: str, app: Flask) -> None:
    client = app.test_client()
    fields = {**form(client, "/sign-in", "/sign-in"), "name": "aiko", "password": PASSWORD}
    response = client.post(
        f"/sign-in?next={address}", data={**fields, "next": address}, headers={"Referer": address}
    )
    assert response.location == "/agent"
    switched = client.post(
        "/language",
        data={**token(client, "/agent"), "language": "ja", "next": address},
        headers={"Referer": address},
    )
    assert switched.location == "/agent"


def test_pages_carry_headers_that_forbid_framing_keeping_and_foreign_script(sign_in: SignIn) -> None:
    headers = sign_in("sora").get("/wallboard").headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


def test_no_page_has_inline_script_or_style(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    for user, page in PAGES.items():
        html = sign_in(user).get(page).text
        assert not [bad for bad in (" style=", "<style", " onclick=", "<script>") if bad in html]


def test_the_cookie_is_secure_where_the_pages_are_https(parts: ConsoleParts, settings: Settings) -> None:
    cookie = _cookie(create_console_app(parts))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie

    https = settings.model_copy(update={"console_url": None})
    served = ConsoleParts(
        **{name: getattr(parts, name) for name in ConsoleParts.__slots__} | {"settings": https}
    )
    assert "Secure" in _cookie(create_console_app(served))


def _cookie(app: Flask) -> str:
    return str(app.test_client().get("/sign-in").headers["Set-Cookie"])


def test_a_form_of_a_lost_page_gets_a_page_that_helps(sign_in: SignIn) -> None:
    response = sign_in("aiko").post("/agent/answered", data={})
    assert response.status_code == 400
    assert "load the page again" in response.text


def test_signing_out_ends_the_session(sign_in: SignIn) -> None:
    client = sign_in("aiko")
    assert send(client, "/agent", "/sign-out").location == "/sign-in"
    assert client.get("/agent").location == "/sign-in"


def test_the_language_is_the_users_for_good(sign_in: SignIn) -> None:
    client = sign_in("aiko")
    send(client, "/agent", "/language", language="ja")
    assert '<html lang="ja">' in client.get("/agent").text
    assert "受付中" in sign_in("aiko").get("/agent").text
    assert send(client, "/agent", "/language", language="xx").status_code == 400


def test_before_sign_in_the_browser_says_which_language(app: Flask) -> None:
    client = app.test_client()
    assert "로그인" in client.get("/sign-in", headers={"Accept-Language": "ko-KR,ko"}).text
    send(client, "/sign-in", "/language", language="ja")
    page = client.get("/sign-in", headers={"Accept-Language": "ko"}).text
    assert "サインイン" in page
    assert "/language" in forms(page)
