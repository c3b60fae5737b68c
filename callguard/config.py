"""The settings: read once from `CALLGUARD_*` variables and `.env`, typed, and refusing to start wrong."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from callguard.errors import ConfigError

PREFIX = "CALLGUARD_"


class Language(StrEnum):
    """Languages of first class."""

    JA = "ja"
    EN = "en"
    KO = "ko"


class SpeechTier(StrEnum):
    """How much of a call is decoded."""

    AUTO = "auto"
    LISTEN = "listen"
    WATCH = "watch"
    OFF = "off"


class StreamAuth(StrEnum):
    """What a media socket has to show."""

    SIGNATURE = "signature"
    TOKEN = "token"  # noqa: S105 - the name of a choice


class Fsync(StrEnum):
    """When the embedded Valkey writes to disk."""

    ALWAYS = "always"
    EVERYSEC = "everysec"


def _https(value: str) -> str:
    if not value.startswith("https://") or len(value) <= len("https://"):
        raise ValueError
    return value.rstrip("/")


def _http(value: str) -> str:
    if not value.startswith(("https://", "http://")):
        raise ValueError
    return value.rstrip("/")


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError
    return value


def _model(value: Path) -> Path:
    if not (value / "am" / "final.mdl").is_file():
        raise ValueError
    return value


def _tokens(value: SecretStr) -> SecretStr:
    if not all(token.strip() for token in value.get_secret_value().split(",")):
        raise ValueError
    return value


def _redis(value: SecretStr) -> SecretStr:
    if not value.get_secret_value().startswith(("redis://", "rediss://", "unix://")):
        raise ValueError
    return value


def _database(value: SecretStr) -> SecretStr:
    if not value.get_secret_value().startswith(("postgresql://", "postgresql+psycopg://", "sqlite:///")):
        raise ValueError
    return value


def _folder(value: Path) -> Path:
    if not value.is_dir():
        raise ValueError
    return value


ModelPath = Annotated[Path, AfterValidator(_model)]


class Settings(BaseSettings):
    """Each field's description completes the sentence *expected …* of its error message."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True
    )

    public_url: Annotated[str, AfterValidator(_https)] = Field(
        description="an https:// address that Twilio can reach"
    )
    console_url: Annotated[str, AfterValidator(_http)] | None = Field(
        default=None, description="the http(s):// address of the pages; the public address when not set"
    )
    host: str = Field(default="127.0.0.1", min_length=1, description="an address of this machine")
    port: int = Field(default=8080, ge=1, le=65535, description="a port from 1 to 65535")
    data_dir: Path = Field(default=Path("data"), description="a folder for the embedded stores")
    redis_url: Annotated[SecretStr, AfterValidator(_redis)] | None = Field(
        default=None,
        validation_alias=AliasChoices("REDIS_URL", "CALLGUARD_REDIS_URL"),
        description="redis://, rediss:// or unix://; an embedded Valkey when not set",
    )
    database_url: Annotated[SecretStr, AfterValidator(_database)] | None = Field(
        default=None,
        validation_alias=AliasChoices("DATABASE_URL", "CALLGUARD_DATABASE_URL"),
        description="postgresql:// or sqlite:///; a SQLite file in the data folder when not set",
    )
    redis_fsync: Fsync = Field(
        default=Fsync.ALWAYS,
        description="always, or everysec, which may lose a second of accepted events",
    )
    secret_key: SecretStr | None = Field(
        default=None,
        min_length=32,
        description="at least 32 characters, the same on all machines; kept in the data folder when not set",
    )
    twilio_account_sid: str = Field(
        pattern=r"^AC[0-9a-f]{32}$", description="AC and 32 hexadecimal digits, from Twilio's console"
    )
    twilio_auth_token: Annotated[SecretStr, AfterValidator(_tokens)] = Field(
        min_length=1,
        description="the account's auth token; during a change of tokens both, separated by a comma",
    )
    twilio_api_url: Annotated[str, AfterValidator(_http)] = Field(
        default="https://api.twilio.com", description="the http(s):// address of Twilio's REST API"
    )
    language: Language = Field(default=Language.JA, description="ja, en or ko: what callers speak")
    time_zone: Annotated[str, AfterValidator(_zone)] = Field(
        default="Asia/Tokyo", description="an IANA time zone, such as Asia/Seoul: when a day begins"
    )
    speech_tier: SpeechTier = Field(default=SpeechTier.AUTO, description="auto, listen, watch or off")
    model_ja: ModelPath | None = Field(
        default=None, description="the folder of an unpacked Japanese Vosk model, with am/final.mdl in it"
    )
    model_en: ModelPath | None = Field(
        default=None, description="the folder of an unpacked English Vosk model, with am/final.mdl in it"
    )
    model_ko: ModelPath | None = Field(
        default=None, description="the folder of an unpacked Korean Vosk model, with am/final.mdl in it"
    )
    packs_dir: Annotated[Path, AfterValidator(_folder)] | None = Field(
        default=None, description="a folder with entries of your own beside our packs, such as ja.yaml"
    )
    stream_auth: StreamAuth = Field(
        default=StreamAuth.SIGNATURE,
        description="signature, or token: a media socket then needs its one-time token only",
    )
    action_workers: int = Field(default=2, ge=1, le=32, description="a number of processes from 1 to 32")

    @property
    def pages_url(self) -> str:
        """Where people open the console."""
        return self.console_url or self.public_url

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def auth_tokens(self) -> tuple[str, ...]:
        """Twilio's auth tokens; the first signs our own requests."""
        return tuple(t.strip() for t in self.twilio_auth_token.get_secret_value().split(","))

    @property
    def models(self) -> dict[str, Path]:
        """The folders of the speech models that were named, by language."""
        named = {"ja": self.model_ja, "en": self.model_en, "ko": self.model_ko}
        return {language: path for language, path in named.items() if path}


def load_settings(**overrides: object) -> Settings:
    """Read the settings; raise ConfigError with one line for each variable that is wrong or missing."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        raise ConfigError("\n".join(_explain(dict(fault)) for fault in error.errors())) from None


def describe(settings: Settings) -> list[tuple[str, str]]:
    """Return each variable with its effective value, secrets masked."""
    return [(variable(name), _show(getattr(settings, name))) for name in Settings.model_fields]


def variable(field: str) -> str:
    """Return the environment variable of a field."""
    alias = Settings.model_fields[field].validation_alias
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else PREFIX + field.upper()


def _explain(fault: dict[str, Any]) -> str:
    place = str(fault["loc"][0])
    field = next((f for f in Settings.model_fields if place in (f, variable(f))), place)
    expected = Settings.model_fields[field].description
    if fault["type"] == "missing":
        return f"{variable(field)} is not set: expected {expected}"
    return f"{variable(field)}={_given(field, fault['input'])}: expected {expected}"


def _given(field: str, value: object) -> str:
    secret = "SecretStr" in str(Settings.model_fields[field].annotation) or "@" in str(value)
    return "(not shown)" if secret else repr(str(value))


def _show(value: object) -> str:
    if value is None:
        return "(not set)"
    return str(value)


def environment(settings: Settings) -> dict[str, str]:
    """Return an environment in which child processes read these very settings."""
    values = {variable(name): getattr(settings, name) for name in Settings.model_fields}
    plain = {
        k: v.get_secret_value() if isinstance(v, SecretStr) else str(v)
        for k, v in values.items()
        if v is not None
    }
    return {**os.environ, **plain}
