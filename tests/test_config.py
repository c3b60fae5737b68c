"""The settings: a wrong one stops the start with its name, what was given, and what is allowed."""

from pathlib import Path

import pytest

from callguard.config import Settings, describe, environment, load_settings, variable
from callguard.errors import ConfigError
from tests.settings import ACCOUNT_SID, PUBLIC_URL, settings_for

NEEDED = {
    "CALLGUARD_PUBLIC_URL": PUBLIC_URL,
    "CALLGUARD_TWILIO_ACCOUNT_SID": ACCOUNT_SID,
    "CALLGUARD_TWILIO_AUTH_TOKEN": "token",
}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in NEEDED.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("CALLGUARD_PUBLIC_URL", "foo", "https://"),
        ("CALLGUARD_PUBLIC_URL", "http://example.com", "https://"),
        ("CALLGUARD_PORT", "0", "a port from 1 to 65535"),
        ("CALLGUARD_PORT", "x", "a port"),
        ("CALLGUARD_TWILIO_ACCOUNT_SID", "AC1", "32 hexadecimal digits"),
        ("CALLGUARD_LANGUAGE", "fr", "ja, en or ko"),
        ("CALLGUARD_TIME_ZONE", "Asia/Atlantis", "IANA"),
        ("CALLGUARD_SPEECH_TIER", "loud", "auto, listen, watch or off"),
        ("CALLGUARD_MODEL_KO", "/nowhere", "am/final.mdl"),
        ("CALLGUARD_ACTION_WORKERS", "0", "from 1 to 32"),
        ("CALLGUARD_REDIS_FSYNC", "never", "everysec"),
    ],
)
def test_a_wrong_setting_names_itself_its_value_and_what_is_allowed(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError) as error:
        load_settings()
    assert f"{name}='{value}': expected" in str(error.value)
    assert expected in str(error.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CALLGUARD_SECRET_KEY", "short secret"),
        ("CALLGUARD_TWILIO_AUTH_TOKEN", "one-secret,,two"),
        ("REDIS_URL", "http://:secret@host"),
        ("DATABASE_URL", "mysql://user:secret@host/db"),
    ],
)
def test_a_wrong_secret_is_never_shown(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError) as error:
        load_settings()
    assert name in str(error.value)
    assert "secret" not in str(error.value).replace(name, "")


def test_every_wrong_setting_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CALLGUARD_PUBLIC_URL")
    monkeypatch.setenv("CALLGUARD_LANGUAGE", "fr")
    with pytest.raises(ConfigError) as error:
        load_settings()
    assert "CALLGUARD_PUBLIC_URL is not set: expected an https:// address" in str(error.value)
    assert len(str(error.value).splitlines()) == 2


def test_settings_come_from_a_file_too_and_empty_means_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("CALLGUARD_LANGUAGE=ko\nCALLGUARD_PORT=9000\n", encoding="utf-8")
    monkeypatch.setenv("CALLGUARD_PORT", "9001")
    monkeypatch.setenv("REDIS_URL", "")
    settings = load_settings()
    assert (settings.language, settings.port, settings.redis_url) == ("ko", 9001, None)


def test_settings_that_are_shown_hide_their_secrets(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, redis_url="redis://:hidden@host")
    shown = dict(describe(settings))
    assert shown.keys() == {variable(field) for field in Settings.model_fields}
    assert "hidden" not in str(shown)
    assert "test-token" not in str(shown)
    assert shown["CALLGUARD_PUBLIC_URL"] == PUBLIC_URL


def test_child_processes_read_the_very_same_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_for(tmp_path, redis_url="redis://:hidden@host", secret_key="x" * 40)
    for name, value in environment(settings).items():
        monkeypatch.setenv(name, value)
    assert Settings() == settings  # type: ignore[call-arg]
