"""Stages that wait for a person's word, and hints beside the prompt."""

import pytest

from callguard.console.parts import ConsoleParts
from rules import events as on
from rules.policy import Decider
from rules.stages import Stage
from tests.console.conftest import SignIn
from tests.console.floor import KILL, Floor, sid
from tests.console.forms import forms, send
from tests.full_policy import full_policy
from tests.rules.calls import ladder

CALL, BOARD = sid(1), "/wallboard"
ALLOW = f"/wallboard/calls/{CALL}/allowed"
INSULT = "이 멍청한 새끼야"


def decide_by(parts: ConsoleParts, **deciders: Decider) -> None:
    current = parts.policies.current()
    parts.policies.save(full_policy(ladder=ladder(**deciders)), "adil", "Test", current.version)


def reached(floor: Floor) -> Stage:
    return floor.facts(CALL).stage


def test_a_supervisor_allows_the_stage_that_waits_for_them(
    sign_in: SignIn, floor: Floor, parts: ConsoleParts
) -> None:
    decide_by(parts, final_warning=Decider.SUPERVISOR)
    floor.arrive(CALL, "aiko")
    floor.hear(CALL, KILL)
    assert reached(floor) is Stage.FIRM
    assert "“Final warning” waits for a supervisor." in sign_in("aiko").get("/agent").text
    client = sign_in("sora")
    assert "Allow “Final warning”" in client.get(BOARD).text
    send(client, BOARD, ALLOW)
    assert reached(floor) is Stage.FINAL_WARNING
    assert floor.audit() == [("sora", "stage_allowed", CALL)]
    assert ALLOW not in forms(client.get(BOARD).text)


@pytest.mark.parametrize("stage", ["end_call", "courteous", "", "x"])
def test_only_the_two_stages_below_the_end_can_be_allowed(
    stage: str, sign_in: SignIn, floor: Floor, parts: ConsoleParts
) -> None:
    decide_by(parts, final_warning=Decider.SUPERVISOR)
    floor.arrive(CALL, "aiko")
    floor.hear(CALL, KILL)
    assert send(sign_in("sora"), BOARD, ALLOW, stage=stage).status_code == 400
    assert floor.told(CALL, on.StageAllowed) == []


def test_the_agent_is_told_that_a_stage_waits_for_their_word(
    sign_in: SignIn, floor: Floor, parts: ConsoleParts
) -> None:
    decide_by(parts, firm=Decider.AGENT)
    floor.arrive(CALL, "aiko")
    floor.hear(CALL, INSULT)
    client = sign_in("aiko")
    assert "“Firm” waits for your word" in client.get("/agent").text
    send(client, "/agent", "/agent/finding", answer="yes")
    assert reached(floor) is Stage.FIRM
    assert "waits for your word" not in client.get("/agent").text


def test_hints_for_what_was_heard_stand_beside_the_prompt_in_the_calls_language(
    sign_in: SignIn, floor: Floor
) -> None:
    floor.arrive(CALL, "aiko")
    client = sign_in("aiko")
    assert 'id="hints"' not in client.get("/agent").text
    floor.hear(CALL, INSULT)
    page = client.get("/agent").text
    assert '<dd lang="ko">맞받아치지 않기</dd>' in page
    assert "<dt>Avoid</dt>" in page


def test_hints_go_when_the_caller_is_calm_and_when_the_call_is_to_end(sign_in: SignIn, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    floor.hear(CALL, INSULT)
    client = sign_in("aiko")
    for _ in range(2):
        floor.hear(CALL, "지난달 요금을 확인하고 싶어요")
    assert 'id="hints"' not in client.get("/agent").text
    floor.hear(CALL, KILL)
    assert 'id="hints"' in client.get("/agent").text
    floor.apply(CALL, on.FindingConfirmed, finding=2, by="aiko")
    assert reached(floor) is Stage.END_CALL
    assert 'id="hints"' not in client.get("/agent").text
