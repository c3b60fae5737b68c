"""What a language brings from its dictionaries."""

from concurrent.futures import ThreadPoolExecutor

from callguard.policies.language_tools import tools_for
from callguard.policies.matchers import matcher
from rules.matching.matcher import spot


def test_threads_may_match_japanese_at_once() -> None:
    ready, said = matcher("ja"), ["それ は ばか だ", "お前 を 殺し て やる", "送料 は いくら です か"] * 40
    with ThreadPoolExecutor(4) as threads:
        at_once = list(threads.map(lambda text: spot(ready, text), said))
    assert at_once == [spot(ready, text) for text in said]


def test_a_dictionary_is_read_once() -> None:
    assert tools_for("en") is tools_for("en")


def test_an_english_stem_stands_for_its_forms() -> None:
    assert {"kill", "kills", "killed", "killing"} <= set(tools_for("en").forms("kill"))
    assert {"go", "goes", "going", "gone", "went"} <= set(tools_for("en").forms("go"))
    assert {"shoot", "shot", "shooting"} <= set(tools_for("en").forms("shoot"))
