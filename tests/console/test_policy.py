"""The admin's page."""

import html

import pytest

from callguard.console.field_names import GROUP_NAMES
from callguard.console.parts import ConsoleParts
from callguard.console.policy_fields import all_fields, policy_groups, value_at
from rules.events import PromptSaid
from rules.policy import AtLimit, Mode, Policy
from tests.console.conftest import SignIn
from tests.console.floor import KILL, Floor, sid
from tests.console.forms import form, send
from tests.full_policy import full_policy

PAGE = "/policy"


@pytest.mark.parametrize("language", ["en", "ja", "ko"])
def test_the_page_explains_every_field_in_its_own_language(sign_in: SignIn, language: str) -> None:
    client = sign_in("adil")
    send(client, PAGE, "/language", language=language)
    page = html.unescape(client.get(PAGE).text)
    for field in all_fields():
        assert field.explanation.text(language) in page
        assert field.explanation.name(language) in page
        assert f'name="{field.path}"' in page
    assert {group.path for group in policy_groups()} == set(GROUP_NAMES)


def test_the_page_shows_bounds_and_defaults(sign_in: SignIn) -> None:
    page = sign_in("adil").get(PAGE).text
    for field in all_fields():
        assert value_at(Policy(), field.path) == field.default
        assert field.choices or f"From {field.low} to {field.high}." in page


def test_a_queue_is_switched_at_once_with_who_and_why(
    sign_in: SignIn, parts: ConsoleParts, floor: Floor
) -> None:
    client = sign_in("adil")
    action = f"{PAGE}/queues/main/mode"
    send(client, PAGE, action, mode="clock", reason="The pack misfires")
    saved = parts.policies.current()
    assert (saved.policy.queues["main"].mode, saved.saved_by, saved.reason) == (
        Mode.CLOCK, "adil", "The pack misfires",
    )  # fmt: skip
    assert floor.audit() == [("adil", "queue_switched", "main")]
    call = floor.arrive(sid(1), "aiko")
    floor.hear(call, KILL)
    assert floor.facts(call).findings == 0


@pytest.mark.parametrize(("mode", "reason"), [("clock", "  "), ("clock", "x" * 501)])
def test_a_switch_without_its_reason_changes_nothing(
    mode: str, reason: str, sign_in: SignIn, parts: ConsoleParts
) -> None:
    client = sign_in("adil")
    send(client, PAGE, f"{PAGE}/queues/main/mode", mode=mode, reason=reason)
    assert parts.policies.current().version == 1
    assert "Please say why" in client.get(PAGE).text


@pytest.mark.parametrize("change", [{"mode": "loud"}, {"queue": "nowhere"}])
def test_a_mode_or_queue_that_is_not_there_is_refused(
    change: dict[str, str], sign_in: SignIn, parts: ConsoleParts
) -> None:
    client = sign_in("adil")
    sent = form(client, PAGE, f"{PAGE}/queues/main/mode") | {
        "reason": "x",
        "mode": change.get("mode", "full"),
    }
    response = client.post(f"{PAGE}/queues/{change.get('queue', 'main')}/mode", data=sent)
    assert response.status_code == 404
    assert parts.policies.current().version == 1


def test_a_saved_policy_is_a_new_version_with_who_and_why(
    sign_in: SignIn, parts: ConsoleParts, floor: Floor
) -> None:
    client = sign_in("adil")
    changed = {"talk_time.limit_s": "2000", "talk_time.at_limit": "end", "speech.min_confidence": "0.7"}
    response = send(client, PAGE, PAGE, reason="Calls are <long>", **changed)
    assert response.location == PAGE
    saved = parts.policies.current()
    assert (saved.version, saved.saved_by, saved.reason) == (2, "adil", "Calls are <long>")
    assert saved.policy.talk_time.limit_s == 2000
    assert saved.policy.talk_time.at_limit is AtLimit.END
    assert saved.policy.speech.min_confidence == 0.7
    assert floor.audit() == [("adil", "policy_saved", "policy 2")]
    page = client.get(PAGE).text
    assert "Version 2 is saved and in force." in page
    assert "Calls are &lt;long&gt;" in page


def test_a_live_call_takes_up_the_new_version_at_its_next_event(sign_in: SignIn, floor: Floor) -> None:
    call = floor.arrive(sid(1), "aiko")
    assert floor.facts(call).policy_version == 1
    send(sign_in("adil"), PAGE, PAGE, reason="Longer", **{"talk_time.limit_s": "2400"})
    floor.apply(call, PromptSaid, prompt=99)
    assert floor.facts(call).policy_version == 2
    assert 'data-limit="2400"' in sign_in("aiko").get("/agent").text


@pytest.mark.parametrize(
    ("path", "typed", "problem"),
    [
        ("talk_time.limit_s", "0", "A whole number from 1 to 14400"),
        ("talk_time.limit_s", "14401", "A whole number from 1 to 14400"),
        ("talk_time.limit_s", "1e3", "A whole number from 1 to 14400"),
        ("talk_time.limit_s", "", "A whole number from 1 to 14400"),
        ("talk_time.warning_s", "1600", "“First mark” must be less than “Notice to the caller”."),
        ("talk_time.at_limit", "explode", "Please choose one."),
        ("frequency.day.warn", "11", "The counts must not fall: note, then warn, then alert."),
        ("frequency.min_talk_s", "601", "A whole number from 0 to 600"),
        ("speech.min_confidence", "nan", "A number from 0 to 1"),
        ("speech.min_confidence", "1.5", "A number from 0 to 1"),
        ("speech.repeat_firm", "5", "“Same demand: firm” must be less than “Same demand: final warning”."),
        ("reason", "  ", "Please say why"),
        ("reason", "x" * 501, "At most 500 characters"),
    ],
)
def test_a_wrong_value_is_named_at_its_field_and_nothing_is_saved(
    path: str, typed: str, problem: str, sign_in: SignIn, parts: ConsoleParts
) -> None:
    client = sign_in("adil")
    sent = {**form(client, PAGE, PAGE), "reason": "A reason", "frequency.month.alert": "77", path: typed}
    response = client.post(PAGE, data=sent)
    assert response.status_code == 422
    page = " ".join(response.text.split())
    assert problem in page
    assert "Nothing was saved" in page
    assert 'name="frequency.month.alert" type="number" min="1" max="1000" step="1" value="77"' in page
    assert parts.policies.current().version == 1


def test_the_problem_stands_beside_its_field(sign_in: SignIn) -> None:
    client = sign_in("adil")
    page = send(client, PAGE, PAGE, reason="x", **{"speech.repeat_final": "99"}).text
    field = page.split('id="speech-repeat_final"')[1].split("</div>")[0]
    assert 'aria-invalid="true"' in field
    assert "A whole number from 3 to 20" in field
    assert page.count('aria-invalid="true"') == 1


def test_a_version_saved_in_the_meantime_is_not_overwritten(sign_in: SignIn, parts: ConsoleParts) -> None:
    client = sign_in("adil")
    sent = {**form(client, PAGE, PAGE), "reason": "Mine", "talk_time.limit_s": "3000"}
    parts.policies.save(full_policy(), "adil", "Another window", 1)
    response = client.post(PAGE, data=sent)
    assert response.status_code == 409
    assert "Adil saved version 2 in the meantime" in response.text
    assert 'value="3000"' in response.text
    assert "In force: 1800." in response.text
    assert parts.policies.current().version == 2


def test_the_form_of_a_stale_version_may_be_sent_again_knowingly(
    sign_in: SignIn, parts: ConsoleParts
) -> None:
    client = sign_in("adil")
    sent = {**form(client, PAGE, PAGE), "reason": "Mine", "talk_time.limit_s": "3000"}
    parts.policies.save(full_policy(), "adil", "Another window", 1)
    client.post(PAGE, data=sent)
    client.post(PAGE, data={**sent, "replaces": "2"})
    assert parts.policies.current().policy.talk_time.limit_s == 3000


def test_the_default_versions_author_is_named(sign_in: SignIn) -> None:
    page = " ".join(sign_in("adil").get(PAGE).text.split())
    assert "<td>CallGuard</td> <td>Defaults</td>" in page
