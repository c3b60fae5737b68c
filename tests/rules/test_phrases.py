"""What the caller says: phrases, repeated demands, and who may be blamed for a word."""

import pytest

from rules import events as on
from rules.acts import Act
from rules.effects import EndCall, FlagCall, RecordCall, RecordIncident, ShowPrompt
from rules.policy import Policy, Speech
from rules.speaker import Speaker
from rules.stages import Stage
from tests.full_policy import FULL
from tests.rules.calls import SHORT, Story

DEMO = Policy(queues=FULL, talk_time=SHORT, speech=Speech(repeat_firm=2, repeat_final=4))


@pytest.mark.parametrize(
    ("language", "said", "matched"),
    [
        ("ko", "너 정말 죽여 버리 겠다 알았어", "죽여 버리"),
        ("ja", "お前 殺す ぞ", "殺す"),
        ("en", "Listen, I'm going to KILL you!", "KILL you"),
    ],
)
def test_a_threat_is_a_final_warning_and_calls_a_supervisor(language: str, said: str, matched: str) -> None:
    story = Story(language=language).talk()
    story.hear(3, said, 0)
    (finding,) = story.findings
    assert (finding.act, finding.severity) == (Act.THREAT, 4)
    assert matched in finding.matched
    assert story.reached(Stage.FINAL_WARNING)
    assert len(story.effects(FlagCall)) == 1
    assert len(story.effects(RecordIncident)) == 1
    assert story.effects(EndCall) == []


def test_the_agents_own_words_are_no_finding() -> None:
    story = Story().talk()
    story.hear(3, "죽여 버리겠다", 0, speaker=Speaker.AGENT)
    assert story.findings == []


def test_a_phrase_inside_an_exception_means_nothing() -> None:
    story = Story().talk()
    story.hear(3, "제가 바보 같은 실수를 했어요", 0)
    assert story.findings == []
    story.hear(6, "이 바보 같은 회사", 1)
    assert [f.act for f in story.findings] == [Act.VERBAL_ABUSE]


def test_english_words_are_matched_whole() -> None:
    story = Story(language="en").talk()
    story.hear(3, "you stupidly priced tool", 0)
    assert story.findings == []


def test_a_partial_and_its_final_are_one_finding() -> None:
    story = Story().talk()
    story.hear(3, "죽여 버리겠다", 4, final=False)
    assert story.hear(4, "아 죽여 버리겠다 진짜", 4, start_s=2.0).effects == ()
    story.hear(9, "죽여 버리겠다", 5)
    assert len(story.findings) == 2


def test_words_heard_again_from_the_ring_buffer_are_no_second_finding() -> None:
    story = Story(DEMO).talk()
    story.hear(2, "환불해 주세요", 1)
    story.at(3, on.MatterAnswered)
    story.hear(5, "환불해 주세요", 2)
    story.hear(9, "환불해 주세요", 7, start_s=4.2, end_s=4.9)
    assert len(story.findings) == 1


def test_doubtful_hearing_weighs_one_severity_less() -> None:
    story = Story().talk()
    story.hear(3, "죽여 버리겠다", 0, confidence=0.3)
    assert [f.severity for f in story.findings] == [3]


def test_asking_for_a_refund_is_no_finding_until_it_was_answered() -> None:
    story = Story(DEMO).talk()
    for n in range(5):
        story.hear(3 + n, "환불 해 주세요", n)
    assert story.findings == []


def test_the_same_demand_after_its_answer_goes_from_firm_to_final() -> None:
    story = Story(DEMO).talk()
    story.hear(2, "환불해 주세요", 0)
    story.at(3, on.MatterAnswered)
    story.hear(4, "돈 돌려 주세요", 1)
    assert (story.findings[0].act, story.findings[0].severity) == (Act.REPEATED_DEMAND, 2)
    assert story.reached(Stage.FIRM)
    assert story.facts.prompt is not None
    assert "환불에 대해서는 1차례" in story.facts.prompt.text
    story.hear(6, "환불 해 줘", 2)
    story.hear(8, "환불 해 줘", 3)
    assert story.reached(Stage.FINAL_WARNING)


def test_a_prompt_is_not_shown_again_for_the_same_act_at_the_same_stage() -> None:
    story = Story().talk()
    for n in range(3):
        story.hear(3 + n, "죽여 버리겠다", n)
    assert len(story.effects(ShowPrompt)) == 1
    assert len(story.findings) == 3


def test_an_insult_said_again_is_graver_than_the_first() -> None:
    story = Story().talk()
    story.hear(3, "이 멍청한 새끼야", 0)
    assert story.reached(Stage.FIRM)
    story.hear(4, "이 멍청한 새끼야", 1)
    assert story.reached(Stage.FINAL_WARNING)


def test_words_decoded_after_the_end_are_kept_as_evidence_and_prompt_nobody() -> None:
    story = Story().talk()
    story.at(5, on.CallEnded)
    decision = story.hear(6, "죽여 버리겠다", 0)
    assert [type(e) for e in decision.effects] == [RecordIncident, RecordCall]
    assert len(story.findings) == 1


def test_an_unknown_language_is_heard_without_findings() -> None:
    story = Story(language="fr").talk()
    story.hear(3, "je vais te tuer", 0)
    assert story.findings == []
