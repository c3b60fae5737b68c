"""Who may use the API, and how it refuses."""

import json
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from callguard.api.keys import ApiKeys, KeyNameError
from callguard.api.parts import ApiParts
from callguard.db.api_keys import ApiKeyRow
from callguard.db.database import Database
from tests.api.conftest import NUMBER, Ask, audit
from tests.desk.front import SID

ROUTES = {
    ("PUT", "/api/v1/calls/<sid>/matter"),
    ("POST", "/api/v1/contacts"),
    ("PUT", "/api/v1/lines"),
}
LINE = {"caller": NUMBER, "shared": True, "reason": "a care home"}


def refusal(response: TestResponse) -> str:
    assert response.content_type == "application/json"
    assert response.headers["Cache-Control"] == "no-store"
    body = json.loads(response.text)
    assert set(body) == {"error"}
    return str(body["error"])


def test_the_routes_below_are_all_there_are(app: Flask) -> None:
    rules = app.url_map.iter_rules()
    assert {(m, r.rule) for r in rules for m in r.methods or () if m not in ("OPTIONS", "HEAD")} == ROUTES


@pytest.mark.parametrize(("method", "path"), [*ROUTES, ("GET", "/api/v1/nothing"), ("GET", "/")])
@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer cgk.crm.wrong", "Basic Y3JtOnB3"])
def test_without_a_key_nothing_opens_whatever_is_asked(
    method: str, path: str, header: str | None, client: FlaskClient, secret: str, database: Database
) -> None:
    assert secret
    response = client.open(
        path, method=method, json=LINE, headers={"Authorization": header} if header else {}
    )
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert "Authorization: Bearer" in refusal(response)
    assert audit(database) == []


def test_a_secret_of_another_key_or_a_changed_one_is_no_key(parts: ApiParts, secret: str) -> None:
    other = parts.keys.create("flex", "adil")
    forged = ".".join((*secret.split(".")[:2], other.split(".")[2]))
    assert parts.keys.find(forged) is None
    assert parts.keys.find(secret[:-1] + ("A" if secret[-1] != "A" else "B")) is None
    assert parts.keys.find(secret + "\n") is None
    found = parts.keys.find(secret)
    assert found is not None
    assert found.actor == "api:crm"


def test_a_revoked_key_is_told_so_and_opens_nothing(ask: Ask, parts: ApiParts) -> None:
    parts.keys.revoke("crm", "adil")
    parts.keys.revoke("crm", "adil")
    response = ask("PUT", "/lines", LINE)
    assert response.status_code == 403
    assert "revoked" in refusal(response)
    assert audit(parts.database) == [("adil", "api_key_revoked", "crm")]


def test_of_the_secret_only_a_hash_is_kept_and_a_name_is_never_given_twice(
    secret: str, parts: ApiParts
) -> None:
    with parts.database.read() as session:
        row = session.get_one(ApiKeyRow, "crm")
        assert secret.split(".")[2] not in f"{row.hash} {row.created_by}"
        assert len(row.hash) == 64
        assert row.created_at <= datetime.now(UTC)
    parts.keys.revoke("crm", "adil")
    for name in ("crm", "CRM", "a", "with space"):
        with pytest.raises(KeyNameError):
            parts.keys.create(name, "adil")
    with pytest.raises(KeyNameError):
        ApiKeys(parts.database).revoke("nobody", "adil")


def test_what_is_not_json_is_refused_with_what_to_send(client: FlaskClient, secret: str) -> None:
    headers = {"Authorization": f"bearer {secret}"}
    form = client.put("/api/v1/lines", data={"caller": NUMBER}, headers=headers)
    assert (form.status_code, "application/json" in refusal(form)) == (415, True)
    headers["Content-Type"] = "application/json"
    for broken in (b"", b"{", b"[]", b'{"caller": 1}', b"\xff", b'{"caller":"\\ud800"}', b"[" * 9_000):
        response = client.put("/api/v1/lines", data=broken, headers=headers)
        assert (response.status_code, "docs/api.md" in refusal(response)) == (422, True)


def test_a_body_is_bounded(client: FlaskClient, secret: str) -> None:
    body = json.dumps({**LINE, "reason": "x" * 20_000})
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    response = client.put("/api/v1/lines", data=body, headers=headers)
    assert (response.status_code, "16384" in refusal(response)) == (413, True)


def test_unknown_addresses_and_methods_are_refused_in_json(ask: Ask) -> None:
    assert "docs/api.md" in refusal(ask("GET", "/nothing", None))
    response = ask("POST", "/lines", LINE)
    assert response.status_code == 405
    assert "PUT" in response.headers["Allow"]
    assert "docs/api.md" in refusal(response)


@pytest.mark.parametrize("sid", [SID, "CA1", "CA" + "g" * 32, "x" * 300])
def test_a_call_that_is_not_under_way_is_not_found(sid: str, ask: Ask) -> None:
    response = ask("PUT", f"/calls/{sid}/matter", {"name": "the refund"})
    assert (response.status_code, "under way" in refusal(response)) == (404, True)


def test_no_session_is_begun(ask: Ask) -> None:
    assert "Set-Cookie" not in ask("PUT", "/lines", LINE).headers
