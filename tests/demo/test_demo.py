"""`scripts/demo --once --json`, as a new user and outside checks run it."""

from typing import Any

import pytest

from callguard.demo.setting import POLICY

pytestmark = pytest.mark.timeout(450)

Json = dict[str, Any]
KEYS = {
    "call": {
        "call_sid", "caller_calls_today", "stage", "ended_by", "duration_s", "limits", "prompts", "findings",
        "transcript",
    },
    "incident": {"id", "call_sid", "acts", "stage", "status"},
}  # fmt: skip


def test_the_result_has_the_agreed_form(demonstration: Json) -> None:
    assert demonstration.keys() >= {
        "calls", "incidents", "speech", "queue", "database", "twilio_requests",
    }  # fmt: skip
    assert [set(call) for call in demonstration["calls"]] == [KEYS["call"]] * 3
    assert [set(incident) for incident in demonstration["incidents"]] == [KEYS["incident"]] * 2
    assert demonstration["database"] == "sqlite"
    assert demonstration["queue"]["engine"] == "rq"
    assert demonstration["queue"]["jobs_failed"] == 0
    assert demonstration["queue"]["jobs_done"] > 10
    assert demonstration["speech"]["audio_s"] > demonstration["speech"]["cpu_s"] > 0


def test_the_ordinary_call_ends_by_itself_and_leaves_no_incident(demonstration: Json) -> None:
    ordinary = demonstration["calls"][0]
    assert (ordinary["ended_by"], ordinary["stage"]) == ("caller", "courteous")
    assert ordinary["prompts"] == ordinary["findings"] == ordinary["limits"] == []
    assert ordinary["call_sid"] not in [i["call_sid"] for i in demonstration["incidents"]]
    assert {line["speaker"] for line in ordinary["transcript"]} == {"caller", "agent"}


def test_the_fourth_call_of_the_day_climbs_to_the_final_warning(demonstration: Json) -> None:
    threat = demonstration["calls"][1]
    assert threat["caller_calls_today"] == 4
    assert [call["caller_calls_today"] for call in demonstration["earlier_calls"]] == [1, 2, 3]
    assert [(p["stage"], p["act"]) for p in threat["prompts"]] == [
        ("courteous", "frequent_contact"),
        ("firm", "repeated_demand"),
        ("final_warning", "threat"),
    ]
    assert [f["act"] for f in threat["findings"]][:3] == ["frequent_contact", "repeated_demand", "threat"]
    heard = [line["text"].replace(" ", "") for line in threat["transcript"] if line["speaker"] == "caller"]
    assert "환불해주세요" in heard
    assert "죽여버리겠다" in heard
    incident = next(i for i in demonstration["incidents"] if i["call_sid"] == threat["call_sid"])
    assert set(incident["acts"]) == {"frequent_contact", "repeated_demand", "threat"}
    assert (incident["stage"], incident["status"]) == ("final_warning", "open")


def test_the_limit_ends_the_call_that_overruns_and_only_after_both_notices(demonstration: Json) -> None:
    overrun = demonstration["calls"][2]
    assert overrun["ended_by"] == "limit"
    assert [mark["limit"] for mark in overrun["limits"]] == [
        "hint",
        "warning",
        "notice",
        "final_notice",
        "limit",
    ]
    assert all(mark["fired_s"] >= mark["due_s"] for mark in overrun["limits"])
    assert [p["stage"] for p in overrun["prompts"]] == ["firm", "firm", "final_warning", "end_call"]
    _, _, notice, final, limit = overrun["limits"]
    assert limit["fired_s"] - notice["fired_s"] >= POLICY.talk_time.notice_lead_s
    assert limit["fired_s"] - final["fired_s"] >= POLICY.talk_time.final_lead_s
    incident = next(i for i in demonstration["incidents"] if i["call_sid"] == overrun["call_sid"])
    assert (incident["acts"], incident["status"]) == (["time_restraint"], "open")


@pytest.mark.parametrize(
    ("path_end", "field"),
    [("/Participants.json", "Label"), (".json", "AnnounceUrl"), (".json", "Twiml")],
)
def test_twilio_was_asked_to_dial_to_speak_and_to_end(demonstration: Json, path_end: str, field: str) -> None:
    asked = [r for r in demonstration["twilio_requests"] if field in r["form"]]
    assert asked
    assert all(r["method"] == "POST" and r["path"].endswith(path_end) for r in asked)
