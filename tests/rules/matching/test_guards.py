"""Guards: where words that match are no finding."""

import pytest

from rules.matching.matcher import spot
from rules.speaker import Speaker
from tests.rules.matching.packs import found, guarded, ready

CASES = [
    ({"before": ["not"], "window": 2}, "i'm not ever really kill you", True),
    ({"before": ["not"], "window": 1}, "i'm not ever really kill you", False),
    ({"after": ["he said"], "window": 0}, "kill you he said", True),
    ({"after": ["he said"], "window": 0}, "kill you now he said", False),
    ({"inside": ["going to kill"]}, "going to kill you", True),
    ({"around": ["(he|she) said .. {hit}"]}, "he said kill you", True),
    ({"around": ["(he|she) said .. {hit}"]}, "he said he would kill you", True),
    ({"around": ["(he|she) said .. {hit}"]}, "he said nothing for a year and kill you", False),
    ({"around": ["{hit} .. he said"]}, "kill you is what he said", True),
    ({"before": ["he", "he said he would"], "window": 0}, "he said he would kill you", True),
    ({"before": ["not"], "window": 5, "acts": ["sexual_remark"]}, "not kill you", False),
]


@pytest.mark.parametrize(("guard", "said", "holds"), CASES)
def test_a_guard_holds_where_its_words_stand(guard: dict[str, object], said: str, *, holds: bool) -> None:
    matcher = ready("en", "[going to] kill you", guards=[{"id": "report", **guard}])
    assert guarded(matcher, said) == (["report"] if holds else [])
    assert bool(found(matcher, said)) is not holds


def test_a_word_border_holds_in_a_guard() -> None:
    matcher = ready("ja", "殺す", guards=[{"id": "negation", "after": ["_ない_"], "window": 5}])
    assert found(matcher, "殺す あぶない") == ["殺す"]
    assert guarded(matcher, "殺す こと は ない") == ["negation"]


def test_an_entry_may_do_without_a_guard() -> None:
    guard = {"id": "negation", "before": ["not"], "window": 5}
    matcher = ready("en", "kill you", entry={"despite": ["negation"]}, guards=[guard])
    assert found(matcher, "not kill you") == ["kill you"]
    assert matcher.guards_of("a") == ()


def test_a_hit_inside_an_idiom_is_none_but_the_next_one_is() -> None:
    matcher = ready("en", "~kill", entry={"unless": ["~kill my battery"]})
    assert guarded(matcher, "this is killing my battery") == ["idiom"]
    spotted = spot(matcher, "this is killing my battery and i will kill")
    assert [(hit.matched, hit.start) for hit in spotted.hits] == [("kill", 38)]
    assert spotted.guarded == ()


def test_what_the_agent_says_is_guarded_by_who_speaks() -> None:
    spotted = spot(ready("en", "kill you"), "he said i will kill you", Speaker.AGENT)
    assert spotted.hits == ()
    assert [g.guard for g in spotted.guarded] == ["speaker"]
