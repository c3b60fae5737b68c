"""What is signed, where it goes, and what a URL's fragment asks for."""

import pytest

from callguard.simulator.border import Border, Patience, parse_patience
from callguard.simulator.errors import WebhookError
from callguard.simulator.signature import Signer

BORDER = Border("https://callguard.example", "http://127.0.0.1:8080")


def test_the_signature_is_the_one_of_twilios_own_example() -> None:
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675310",
        "Digits": "1234",
        "From": "+14158675310",
        "To": "+18005551212",
    }
    signer = Signer("12345")
    assert signer.sign("https://example.com/myapp.php?foo=1&bar=2", form) == "L/OH5YylLD5NRKLltdqwSvS0BnU="
    assert signer.sign("wss://example.com/media", {}) == "7PR3qMkpDyEJtMrVOY/LDyNq8J8="


def test_the_public_address_is_signed_without_its_fragment_and_the_loopback_connected() -> None:
    target = BORDER.target("https://callguard.example/status?a=%20b#rc=3&rp=5xx,ct&rt=900")
    assert target.signed_url == "https://callguard.example/status?a=%20b"
    assert target.connect_url == "http://127.0.0.1:8080/status?a=%20b"
    assert target.patience == Patience(retries=3, retried=frozenset({"5xx", "ct"}), read_s=0.9)


def test_a_socket_goes_to_the_loopback_too() -> None:
    assert BORDER.target("wss://callguard.example/media/x").connect_url == "ws://127.0.0.1:8080/media/x"


def test_settings_out_of_range_are_pulled_into_it() -> None:
    assert parse_patience("rc=9&ct=1&tt=99999") == Patience(retries=5, connect_s=0.1, total_s=15.0)
    assert parse_patience("rc=many") == Patience()


@pytest.mark.parametrize(
    "url", ["https://elsewhere.example/x", "/relative", "http://callguard.example/x", ""]
)
def test_nobody_but_the_customer_is_ever_asked(url: str) -> None:
    with pytest.raises(WebhookError):
        BORDER.target(url)
