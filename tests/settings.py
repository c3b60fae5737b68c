"""Settings for tests: complete, so that the machine's environment does not matter."""

from pathlib import Path

from pydantic import SecretStr

from callguard.config import Language, Settings, SpeechTier

PUBLIC_URL = "https://callguard.example"
ACCOUNT_SID = "AC" + "0123456789abcdef" * 2
TOKEN = "test-token"


def settings_for(folder: Path, *, redis_url: str | None = None, **others: object) -> Settings:
    """Return settings whose data lies in the folder."""
    values: dict[str, object] = {
        "public_url": PUBLIC_URL,
        "console_url": "http://127.0.0.1:8080",
        "data_dir": folder,
        "twilio_account_sid": ACCOUNT_SID,
        "twilio_auth_token": SecretStr(TOKEN),
        "language": Language.KO,
        "time_zone": "Asia/Seoul",
        "speech_tier": SpeechTier.WATCH,
        "redis_url": SecretStr(redis_url) if redis_url else None,
        "database_url": SecretStr(f"sqlite:///{folder}/callguard.sqlite3"),
        **others,
    }
    return Settings(_env_file=None, **values)  # type: ignore[call-arg, arg-type]
