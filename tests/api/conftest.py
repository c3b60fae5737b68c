"""The API over real stores, with one key, and Mori's live call at the desk."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy import select
from werkzeug.test import TestResponse

from callguard.api.app import create_api_app
from callguard.api.keys import ApiKeys
from callguard.api.parts import ApiParts
from callguard.db.database import Database
from callguard.db.people import AuditRow
from callguard.jobs.lines import Lines
from callguard.live.history import Histories
from callguard.vault import Vault
from tests.desk.front import Front

SEOUL = ZoneInfo("Asia/Seoul")
NUMBER = "+815012340143"
Ask = Callable[..., TestResponse]


@pytest.fixture
def front(redis: Redis) -> Front:
    return Front(redis)


@pytest.fixture
def parts(redis: Redis, database: Database, front: Front) -> ApiParts:
    histories = Histories(redis, SEOUL)
    lines = Lines(database, histories, front.calls, front.desk)
    return ApiParts(
        Vault("a secret that only tests know, long enough"),
        database,
        front.desk,
        front.calls,
        histories,
        lines,
    )


@pytest.fixture
def mori(parts: ApiParts) -> str:
    """The pseudonym of Mori's number."""
    return parts.vault.caller_key(NUMBER)


@pytest.fixture
def app(parts: ApiParts) -> Flask:
    return create_api_app(parts)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def secret(database: Database) -> str:
    return ApiKeys(database).create("crm", "adil")


@pytest.fixture
def ask(client: FlaskClient, secret: str) -> Ask:
    """Send JSON with the key."""

    def send(method: str, path: str, body: object, **headers: str) -> TestResponse:
        sent = {"Authorization": f"Bearer {secret}", **{k.replace("_", "-"): v for k, v in headers.items()}}
        return client.open(f"/api/v1{path}", method=method, json=body, headers=sent)

    return send


def audit(database: Database) -> list[tuple[str, str, str]]:
    """What the audit log says beside the making of the key."""
    with database.read() as session:
        rows = session.scalars(select(AuditRow).order_by(AuditRow.id))
        return [(row.by, row.action, row.subject) for row in rows if row.action != "api_key_created"]
