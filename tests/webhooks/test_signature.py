import pytest
from werkzeug.datastructures import MultiDict

from tests.webhooks.twilio_side import PUBLIC_URL, sign
from webhooks.signature import TwilioAuth

# Twilio's own test vector.
FORM = {
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+14158675310",
    "Digits": "1234",
    "From": "+14158675310",
    "To": "+18005551212",
}
PATH = "/myapp.php?foo=1&bar=2"
SIGNATURE = "L/OH5YylLD5NRKLltdqwSvS0BnU="
SOCKET_SIGNATURE = "7PR3qMkpDyEJtMrVOY/LDyNq8J8="


@pytest.fixture
def auth() -> TwilioAuth:
    return TwilioAuth(["12345"], "https://example.com")


def test_twilios_own_form_is_admitted(auth: TwilioAuth) -> None:
    assert auth.admits_form(PATH, FORM, SIGNATURE)


def test_twilios_own_handshake_is_admitted(auth: TwilioAuth) -> None:
    assert auth.admits_socket("/media", SOCKET_SIGNATURE)


@pytest.mark.parametrize("signature", [None, "", "x", SIGNATURE.lower(), SIGNATURE + "A", "é" * 28])
def test_a_missing_or_forged_signature_is_not_admitted(auth: TwilioAuth, signature: str | None) -> None:
    assert not auth.admits_form(PATH, FORM, signature)
    assert not auth.admits_socket("/media", signature)


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/myapp.php?bar=2&foo=1", FORM),
        ("/myapp.php", FORM),
        (PATH, FORM | {"Digits": "1235"}),
        (PATH, FORM | {"Added": ""}),
        (PATH, {}),
    ],
)
def test_a_signature_fits_one_request_alone(auth: TwilioAuth, path: str, form: dict[str, str]) -> None:
    assert not auth.admits_form(path, form, SIGNATURE)


def test_the_old_and_the_new_token_are_both_admitted_while_tokens_change() -> None:
    auth = TwilioAuth(["new", "old"], PUBLIC_URL)
    url = PUBLIC_URL + "/twilio/voice"
    for token, admitted in [("old", True), ("new", True), ("older", False)]:
        assert auth.admits_form("/twilio/voice", {}, sign(url, token=token)) is admitted


@pytest.mark.parametrize(
    "signed",
    [
        "https://example.com/p?q=%E3%81%82",
        "https://example.com:443/p?q=%E3%81%82",
    ],
)
def test_the_form_address_may_be_signed_with_its_port(auth: TwilioAuth, signed: str) -> None:
    assert auth.admits_form("/p?q=%E3%81%82", {}, sign(signed))


@pytest.mark.parametrize(
    "signed",
    [
        "wss://example.com/media/t",
        "wss://example.com/media/t/",
        "wss://example.com:443/media/t",
        "wss://example.com:443/media/t/",
    ],
)
@pytest.mark.parametrize(
    "public_url", ["https://example.com", "https://example.com/", "https://example.com:443"]
)
def test_the_socket_address_may_be_signed_with_port_or_slash(public_url: str, signed: str) -> None:
    assert TwilioAuth(["12345"], public_url).admits_socket("/media/t", sign(signed))


@pytest.mark.parametrize(
    "signed", ["https://example.com/media/t", "wss://example.com/media/u", "wss://evil.com/media/t"]
)
def test_a_socket_signature_for_another_address_is_not_admitted(auth: TwilioAuth, signed: str) -> None:
    assert not auth.admits_socket("/media/t", sign(signed))


def test_a_public_address_with_port_and_path_is_signed_as_it_is() -> None:
    auth = TwilioAuth(["12345"], "http://127.0.0.1:8080/guard")
    assert auth.admits_form("/p", {}, sign("http://127.0.0.1:8080/guard/p"))
    assert auth.admits_socket("/media/t", sign("ws://127.0.0.1:8080/guard/media/t"))


def test_blank_values_and_doubled_names_are_part_of_what_is_signed(auth: TwilioAuth) -> None:
    fields = [("Blank", ""), ("Doubled", "b"), ("Doubled", "a"), ("Doubled", "b")]
    signature = sign("https://example.com/p", fields)
    assert auth.admits_form("/p", MultiDict(fields), signature)
    assert not auth.admits_form("/p", MultiDict(fields[:2]), signature)
    assert not auth.admits_form("/p", MultiDict([*fields[1:], ("Blank", " ")]), signature)


@pytest.mark.parametrize("tokens", [[], [""], ["12345", ""]])
def test_an_empty_token_is_refused_for_everybody_knows_it(tokens: list[str]) -> None:
    with pytest.raises(ValueError, match="auth_tokens"):
        TwilioAuth(tokens, PUBLIC_URL)


def test_a_public_address_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="public_url"):
        TwilioAuth(["12345"], "foo")


def test_the_tokens_are_not_shown(auth: TwilioAuth) -> None:
    assert "12345" not in repr(auth)
