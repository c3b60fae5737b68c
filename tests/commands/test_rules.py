"""`callguard rules` and `callguard packs`: the contracts that outside checks use."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from callguard.cli import app

Json = dict[str, Any]
NO_OPINION = "--no-opinion"
STERN = "ladder: {final_warning: {severity: 4, score: 50}, end_call: {severity: 4, score: 60, said: firm}}"


def run(*command: str, lines: Sequence[object] | None = None) -> tuple[Result, list[Json]]:
    given = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines or ())
    result = CliRunner().invoke(app, list(command), input=given)
    return result, [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]


def test_each_utterance_gets_its_findings_in_order_with_places_in_its_text() -> None:
    said: list[Json] = [
        {"id": "a", "lang": "ko", "speaker": "caller", "text": "죽여 버리겠다"},
        {"id": 7, "lang": "ja", "speaker": "caller", "text": "送料 は いくら です か"},
        {"id": "c", "lang": "en", "speaker": "caller", "text": "well i'll kill you"},
    ]
    result, answers = run("rules", "check", "--json", NO_OPINION, lines=list(said))
    assert result.exit_code == 0
    assert [answer["id"] for answer in answers] == ["a", 7, "c"]
    assert answers[1]["findings"] == []
    for line, answer in zip(said, answers, strict=True):
        assert answer.keys() == {"id", "findings", "guarded"}
        for finding in answer["findings"]:
            assert finding.keys() == {"act", "rule", "matched", "severity", "confidence", "start", "end"}
            assert str(line["text"])[finding["start"] : finding["end"]] == finding["matched"]
    assert answers[0]["findings"][0]["act"] == answers[2]["findings"][0]["act"] == "threat"


def test_the_agents_words_are_guarded_by_who_speaks() -> None:
    line = {"id": 1, "lang": "ko", "speaker": "agent", "text": "죽여 버리겠다"}
    _, (answer,) = run("rules", "check", "--json", NO_OPINION, lines=[line])
    assert answer["findings"] == []
    assert [guarded["guard"] for guarded in answer["guarded"]] == ["speaker"]


@pytest.mark.parametrize(
    "bad",
    [
        "{", "[]", '{"id": 1}', '{"id": 1, "lang": "fr", "text": "x", "speaker": "caller"}',
        '{"id": 1, "lang": "en", "text": 5, "speaker": "caller"}',
        '{"id": 1, "lang": "en", "text": "x", "speaker": "dog"}',
        '{"id": 1, "lang": "en", "text": "x", "speaker": "caller", "more": ' + "[" * 100_000,
    ],
)  # fmt: skip
def test_a_bad_line_gets_its_error_and_the_rest_goes_on(bad: str) -> None:
    good = {"id": "good", "lang": "en", "speaker": "caller", "text": "hello"}
    result, answers = run("rules", "check", "--json", NO_OPINION, lines=[good, "", bad, good])
    assert result.exit_code == 1
    assert [answer.get("id") for answer in answers] == ["good", None, "good"]
    assert answers[1].keys() == {"line", "error"}
    assert answers[1]["line"] == 3


def test_a_dialogue_is_replayed_to_its_acts_stage_and_timeline() -> None:
    turns = [
        {"t_s": 0, "speaker": "agent", "text": "무엇을 도와드릴까요"},
        {"t_s": 4, "speaker": "caller", "text": "죽여 버리겠다"},
    ]
    result, (answer,) = run(
        "rules", "replay", "--json", NO_OPINION, lines=[{"id": "d", "lang": "ko", "turns": turns}]
    )
    assert result.exit_code == 0
    assert answer.keys() == {"id", "acts", "stage", "stage_said", "timeline"}
    assert (answer["acts"], answer["stage"], answer["stage_said"]) == (
        ["threat"],
        "final_warning",
        "courteous",
    )
    assert answer["timeline"][0].keys() == {"t_s", "stage", "act", "rule"}


def test_a_policy_of_ones_own_decides(tmp_path: Path) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text(STERN)
    turns = [{"t_s": 4, "speaker": "caller", "text": "무릎 꿇고 사과해"}]
    dialogue = {"id": "d", "lang": "ko", "turns": turns}
    _, (own,) = run("rules", "replay", "--json", NO_OPINION, "--policy", str(policy), lines=[dialogue])
    _, (usual,) = run("rules", "replay", "--json", NO_OPINION, lines=[dialogue])
    assert (own["stage"], usual["stage"]) == ("firm", "final_warning")


def test_a_policy_that_cannot_be_read_ends_the_command_with_its_reason(tmp_path: Path) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text("talk_time: {limit_s: 0}")
    result, _ = run("rules", "check", "--json", "--policy", str(policy))
    assert result.exit_code == 2
    assert "talk_time.limit_s" in result.output


OWN = "language: en\nentries:\n  - {{id: own.a, act: threat, severity: 3, {}}}\n"
FAULTS = [
    ("entries: [", 1, ""),
    (OWN.format("say: [abc]").replace("3, say", "9, say"), 3, "<= 4"),
    (OWN.format("say: ['a (b']"), 3, "is not closed"),
    (OWN.format("say: ['{nobody} xyz']"), 3, "no family"),
    (OWN.format("say: ['..']"), 3, "a word is needed"),
    (OWN.format("say: [zzyzx], examples: [good day]"), 3, "is not found"),
    (OWN.format("say: [zzyzx], counter: [zzyzx now]"), 3, "is found by own.a"),
    ("language: en\nswitched_off: [nobody.here]\n", 1, "no entry named nobody.here"),
    ("language: fr\n", 1, "expected one of"),
]


@pytest.mark.parametrize(("text", "line", "fault"), FAULTS, ids=[fault or "yaml" for _, _, fault in FAULTS])
def test_a_faulty_pack_is_explained_with_file_and_line(
    tmp_path: Path, text: str, line: int, fault: str
) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(app, ["packs", "check", str(file)])
    assert result.exit_code == 1
    assert f"{file}:{line}: " in result.output
    assert fault in result.output


def test_the_packs_that_come_along_are_good() -> None:
    result = CliRunner().invoke(app, ["packs", "check"])
    assert (result.exit_code, result.output.count("good")) == (0, 3)


@pytest.mark.parametrize("what", ["packs", "policy"])
def test_the_schemas_are_published(what: str) -> None:
    result = CliRunner().invoke(app, [what, "schema"])
    assert result.exit_code == 0
    assert json.loads(result.stdout)
