"""Links that sign a user in with one click: signed, and good for 12 hours."""

from itsdangerous import BadData, URLSafeTimedSerializer

from callguard.config import Settings
from callguard.vault import Vault

LINK_S = 12 * 3600


def sign_in_link(vault: Vault, settings: Settings, name: str) -> str:
    """Return the address that signs this user in and shows their page."""
    return f"{settings.pages_url}/sign-in/link/{_signer(vault).dumps(name)}"


def name_of(vault: Vault, token: str) -> str | None:
    """Return the user whom the link's token names; None when it is forged or too old."""
    try:
        name = _signer(vault).loads(token, max_age=LINK_S)
    except BadData:
        return None
    return name if isinstance(name, str) else None


def _signer(vault: Vault) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(vault.session_key, salt="callguard.sign_in_link")
