"""What the site's secret key is for: numbers encrypted and found by keyed hash, sessions signed."""

import base64
import hmac
import os
import secrets
from hashlib import sha256
from pathlib import Path

from cryptography.fernet import Fernet

from callguard.config import Settings


class Vault:
    """Keys derived from one secret, one for each use."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._numbers = Fernet(base64.urlsafe_b64encode(self._derive("numbers")))

    def encrypt_number(self, number: str) -> str:
        """Return the number so that only this site can read it."""
        return self._numbers.encrypt(number.encode()).decode()

    def decrypt_number(self, encrypted: str) -> str:
        """Return the number again."""
        return self._numbers.decrypt(encrypted.encode()).decode()

    def caller_key(self, number: str) -> str:
        """Return the pseudonym under which a number is counted; without the key it cannot be guessed."""
        return hmac.new(self._derive("callers"), number.encode(), sha256).hexdigest()

    @property
    def session_key(self) -> bytes:
        """What signs the console's cookies and links."""
        return self._derive("sessions")

    def _derive(self, use: str) -> bytes:
        return hmac.new(self._secret, f"callguard/{use}".encode(), sha256).digest()


def hint_of(number: str) -> str:
    """Return the last four digits, by which people tell callers apart."""
    return f"…{number[-4:]}"


def open_vault(settings: Settings) -> Vault:
    """Use the key of the settings, or the one in the data folder, made on the first start."""
    if settings.secret_key is not None:
        return Vault(settings.secret_key.get_secret_value())
    return Vault(_kept_secret(settings.data_dir / "secret_key"))


def _kept_secret(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()
