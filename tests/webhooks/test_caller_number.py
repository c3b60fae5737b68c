import pytest

from webhooks.caller_number import caller_number

KEYS = ["266696687", "7378742833", "2562533", "8656696", "86282452253", "7748283"]
WORDS = ["anonymous", "unknown", "restricted", "unavailable", "private", "blocked"]


@pytest.mark.parametrize("keys", KEYS)
@pytest.mark.parametrize("prefix", ["", "+", "+1"])
def test_a_word_spelt_on_the_keypad_is_no_number(prefix: str, keys: str) -> None:
    assert caller_number(prefix + keys) is None


@pytest.mark.parametrize("word", WORDS)
def test_a_word_is_no_number_in_any_case(word: str) -> None:
    assert [caller_number(spelt) for spelt in (word, word.upper(), word.title())] == [None] * 3


@pytest.mark.parametrize(
    "sent",
    [
        *(None, "", " ", "+", "sip:anonymous@anonymous.invalid", "sip:mori@example.com", "client:mori"),
        *("110", "09012345678", "+0123456789", "+81 90 1234 5678", "+81901234567890123", "+819012345678\n"),
        "+٨١٩٠١٢٣٤٥٦٧٨",
    ],
)
def test_what_is_not_e164_is_no_number(sent: str | None) -> None:
    assert caller_number(sent) is None


@pytest.mark.parametrize("sent", ["+819012345678", "+14158675310", "+821012345678", "+2666966870"])
def test_a_number_stays_as_it_is(sent: str) -> None:
    assert caller_number(sent) == sent
