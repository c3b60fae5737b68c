"""`callguard keys`: made, shown once, listed, revoked."""

from pathlib import Path

from typer.testing import CliRunner

from callguard.api.keys import ApiKeys
from callguard.cli import app
from callguard.config import environment
from callguard.db.database import Database
from callguard.site import database_url
from tests.settings import settings_for


def test_a_key_is_shown_once_listed_without_its_secret_and_revoked(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    runner = CliRunner(env=environment(settings))
    assert runner.invoke(app, ["db", "upgrade"]).exit_code == 0
    made = runner.invoke(app, ["keys", "create", "crm", "--by", "adil"])
    secret = made.stdout.strip()
    assert ApiKeys(Database(database_url(settings))).find(secret) is not None
    listed = runner.invoke(app, ["keys", "list"]).stdout
    assert listed.split()[0] == "crm"
    assert listed.split()[-1] == "adil"
    assert secret.split(".")[2] not in listed
    assert runner.invoke(app, ["keys", "revoke", "crm"]).exit_code == 0
    assert "revoked" in runner.invoke(app, ["keys", "list"]).stdout
    again = runner.invoke(app, ["keys", "create", "crm"])
    assert (again.exit_code, again.stdout) == (2, "")
    assert "never given twice" in again.stderr
    assert runner.invoke(app, ["keys", "revoke", "nobody"]).exit_code == 2
