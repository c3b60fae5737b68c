"""The form and the link to sign in."""

import time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from redis import Redis

from callguard.console.links import LINK_S, name_of, sign_in_link
from callguard.console.parts import ConsoleParts
from callguard.console.users import UserError, Users
from callguard.db.people import Role
from callguard.live import keys
from callguard.vault import Vault
from tests.console.floor import PASSWORD, Floor
from tests.console.forms import send


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize(("name", "page"), [("aiko", "/agent"), ("sora", "/wallboard"), ("adil", "/policy")])
def test_everybody_gets_to_their_own_page(name: str, page: str, client: FlaskClient) -> None:
    assert send(client, "/sign-in", "/sign-in", name=name, password=PASSWORD).location == page
    assert client.get(page).status_code == 200
    assert client.get("/").location == page


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(client: FlaskClient) -> None:
    wrong = send(client, "/sign-in", "/sign-in", name="aiko", password="wrong")
    unknown = send(client, "/sign-in", "/sign-in", name="nobody", password="wrong")
    assert wrong.status_code == unknown.status_code == 403
    assert _body(wrong.text, "aiko") == _body(unknown.text, "nobody")


def _body(html: str, name: str) -> str:
    return "\n".join(
        line for line in html.replace(f'"{name}"', '"…"').splitlines() if "csrf_token" not in line
    )


def test_a_user_without_a_password_cannot_sign_in_by_the_form(
    client: FlaskClient, parts: ConsoleParts
) -> None:
    parts.users.add("mika", "Mika", Role.AGENT, None, "ja", None)
    assert send(client, "/sign-in", "/sign-in", name="mika", password="").status_code == 403


def test_after_ten_tries_even_the_right_password_has_to_wait(client: FlaskClient, redis: Redis) -> None:
    for _ in range(10):
        send(client, "/sign-in", "/sign-in", name="aiko", password="wrong")
    assert send(client, "/sign-in", "/sign-in", name="aiko", password=PASSWORD).status_code == 429
    assert send(client, "/sign-in", "/sign-in", name="ben", password=PASSWORD).location == "/agent"
    (key,) = redis.scan_iter(keys.sign_in("*"))
    assert 0 < redis.ttl(key) <= keys.SIGN_IN_S


def test_the_right_password_gives_all_tries_back(client: FlaskClient, redis: Redis) -> None:
    send(client, "/sign-in", "/sign-in", name="aiko", password="wrong")
    send(client, "/sign-in", "/sign-in", name="aiko", password=PASSWORD)
    assert not list(redis.scan_iter(keys.sign_in("*")))


def test_a_link_signs_in_with_one_click(client: FlaskClient, parts: ConsoleParts) -> None:
    link = sign_in_link(parts.vault, parts.settings, "sora")
    assert link.startswith("http://127.0.0.1:8080/sign-in/link/")
    assert client.get(link.removeprefix("http://127.0.0.1:8080")).location == "/wallboard"
    assert client.get("/wallboard").status_code == 200


def test_a_link_of_another_site_or_of_yesterday_signs_nobody_in(
    client: FlaskClient, parts: ConsoleParts
) -> None:
    foreign = sign_in_link(Vault("another secret"), parts.settings, "sora")
    assert client.get(foreign.removeprefix("http://127.0.0.1:8080")).status_code == 403

    class Yesterday(TimestampSigner):
        def get_timestamp(self) -> int:
            return int(time.time()) - LINK_S - 60

    old = URLSafeTimedSerializer(
        parts.vault.session_key, salt="callguard.sign_in_link", signer=Yesterday
    ).dumps("sora")
    assert name_of(parts.vault, str(old)) is None
    assert client.get(f"/sign-in/link/{old}").status_code == 403


def test_a_link_of_a_deactivated_user_is_no_longer_good(
    client: FlaskClient, parts: ConsoleParts, floor: Floor
) -> None:
    link = sign_in_link(parts.vault, parts.settings, "sora")
    floor.deactivate("sora")
    assert client.get(link.removeprefix("http://127.0.0.1:8080")).status_code == 403


def test_signing_in_leaves_nothing_of_the_session_before(client: FlaskClient) -> None:
    client.get("/sign-in")
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    send(client, "/sign-in", "/sign-in", name="aiko", password=PASSWORD)
    with client.session_transaction() as session:
        assert "planted" not in session


@pytest.mark.parametrize("name", ["a", "Aiko", "ai ko", "a" * 33, "愛子", "aiko\n"])
def test_a_user_needs_a_plain_name(name: str, parts: ConsoleParts) -> None:
    with pytest.raises(UserError):
        parts.users.add(name, "X", Role.AGENT, None, "ja", None)


def test_a_user_is_added_once(parts: ConsoleParts) -> None:
    users = Users(parts.database)
    added = users.add("mika", "Mika", Role.AGENT, PASSWORD, "ja", "client:mika")
    assert users.check_password("mika", PASSWORD) == added == users.get("mika")
    with pytest.raises(UserError, match="already"):
        users.add("mika", "Mika", Role.ADMIN, PASSWORD, "ja", None)
    with pytest.raises(UserError, match="expected one of"):
        users.add("mikb", "Mika", Role.ADMIN, PASSWORD, "fr", None)
