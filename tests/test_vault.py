"""Numbers at rest, and the key that guards them."""

import stat
from pathlib import Path

import pytest
from cryptography.fernet import InvalidToken

from callguard.vault import Vault, hint_of, open_vault
from tests.settings import settings_for

NUMBER = "+12025550143"


def test_a_number_is_read_again_by_its_own_site_alone() -> None:
    sealed = Vault("a" * 40).encrypt_number(NUMBER)
    assert NUMBER[2:] not in sealed
    assert Vault("a" * 40).decrypt_number(sealed) == NUMBER
    with pytest.raises(InvalidToken):
        Vault("b" * 40).decrypt_number(sealed)


def test_a_caller_has_one_pseudonym_at_a_site_and_another_elsewhere() -> None:
    here, elsewhere = Vault("a" * 40), Vault("b" * 40)
    assert here.caller_key(NUMBER) == here.caller_key(NUMBER)
    assert here.caller_key(NUMBER) != elsewhere.caller_key(NUMBER)
    assert here.caller_key(NUMBER) != here.caller_key(NUMBER + "0")
    assert hint_of(NUMBER) == "…0143"


def test_the_key_in_the_data_folder_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    sealed = open_vault(settings).encrypt_number(NUMBER)
    assert open_vault(settings).decrypt_number(sealed) == NUMBER
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_a_new_data_folder_is_closed_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    open_vault(settings_for(folder))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
