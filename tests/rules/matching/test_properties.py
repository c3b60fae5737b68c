"""What holds for every pack and whatever is said."""

from contextlib import suppress
from functools import cache
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from callguard.policies.language_tools import tools_for
from callguard.policies.matchers import PACK_LANGUAGES, matcher, pack
from rules.acts import Act
from rules.matching.matcher import Matcher, Tools, build_matcher, spot
from rules.matching.spotted import DemandHit, Guarded, Hit
from rules.pack import OwnEntries, Pack, PackError, merge, parse_own, parse_pack
from rules.speaker import Speaker
from tests.rules.matching.packs import nothing, ready

LANGUAGES = st.sampled_from(PACK_LANGUAGES)
SPEAKERS = st.sampled_from(Speaker)
PARTS = {
    "en": ["kill", "you", "not", "he said", "i'll", "idiot", "my money back", "thank you", "'", "0"],
    "ja": ["殺す", "ぞ", "お前", "ない", "バカ", "慰謝料", "医者 料", "と 言わ れ た", "ー", "ｶﾞ"],
    "ko": ["죽여", "버리겠다", "바보", "안", "너", "환불", "해 주세요", "라고 했어요", "ㅋㅋ", "ᆨ"],
}
SAID = {
    language: st.lists(st.sampled_from(parts) | st.text(max_size=6), max_size=12).map(" ".join)
    for language, parts in PARTS.items()
}


@settings(max_examples=60, deadline=None)
@given(st.data(), LANGUAGES, SPEAKERS)
def test_every_hit_is_a_stretch_of_what_was_said(
    data: st.DataObject, language: str, speaker: Speaker
) -> None:
    said = data.draw(SAID[language])
    spotted = spot(matcher(language), said, speaker)
    found: list[Hit | Guarded | DemandHit] = [*spotted.hits, *spotted.guarded, *spotted.demands]
    for hit in found:
        assert 0 <= hit.start < hit.end
        assert hit.matched
    assert len({hit.entry for hit in spotted.hits}) == len(spotted.hits)
    assert not {hit.entry for hit in spotted.hits} & {g.entry for g in spotted.guarded}
    assert spot(matcher(language), said, speaker) == spotted
    assert msgspec.json.decode(msgspec.json.encode(spotted), type=type(spotted)) == spotted


@pytest.mark.parametrize("language", PACK_LANGUAGES)
@pytest.mark.parametrize("said", ["", " ", "。、…", "\x00\n\t", "'", "ー", "　"])
def test_nothing_is_found_where_nothing_was_said(language: str, said: str) -> None:
    assert nothing(spot(matcher(language), said))
    assert nothing(spot(matcher(language), said, Speaker.AGENT))


@cache
def without_guards(language: str) -> Matcher:
    ours = pack(language)
    entries = tuple(replace(entry, despite=(), unless=()) for entry in ours.entries)
    return build_matcher(replace(ours, guards=(), entries=entries), tools_for(language))


@settings(max_examples=60, deadline=None)
@given(st.data(), LANGUAGES)
def test_a_guard_never_adds_a_finding(data: st.DataObject, language: str) -> None:
    said = data.draw(SAID[language])
    assert {hit.entry for hit in spot(matcher(language), said).hits} <= {
        hit.entry for hit in spot(without_guards(language), said).hits
    }


@settings(max_examples=40, deadline=None)
@given(st.data(), LANGUAGES)
def test_entries_about_something_else_change_nothing(data: st.DataObject, language: str) -> None:
    said = data.draw(SAID[language])
    assert spot(wider(language), said).hits == spot(matcher(language), said).hits


@cache
def wider(language: str) -> Matcher:
    own = {
        "language": language,
        "entries": [{"id": "own", "act": "threat", "severity": 1, "say": ["zzyzx .. qqfft"]}],
    }
    merged = replace(merge(pack(language), parse_own(own)), version=pack(language).version)
    return build_matcher(merged, tools_for(language))


def test_our_entries_are_switched_off_one_by_one() -> None:
    ours = ready("en", "kill you", demands=[{"id": "d", "topic": "x", "say": ["a refund"]}]).pack
    own = OwnEntries(language="en", switched_off=("a",))
    assert [entry.id for entry in merge(ours, own).entries] == []
    assert [demand.id for demand in merge(ours, own).demands] == ["d"]


LETTERS = st.text(st.sampled_from("abk i()[]|{}~_.*'\\?+^$殺すばか죽이다ー"), max_size=14)
PATTERNS = st.lists(LETTERS, min_size=1, max_size=3)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Packs of the right shape whose patterns are anything."""
    entry = {
        "id": "a",
        "act": draw(st.sampled_from(Act)).value,
        "severity": draw(st.integers(0, 5)),
        "say": draw(PATTERNS),
        "unless": draw(st.just([]) | PATTERNS),
    }
    kinds = draw(st.sets(st.sampled_from(["before", "after", "inside"])))
    guard = {kind: draw(PATTERNS) for kind in kinds}
    around = draw(st.just([]) | PATTERNS | st.just(["a {hit} b"]))
    return {
        "language": draw(st.sampled_from(["en", "ja", "ko"])), "version": "1", "entries": [entry],
        "families": draw(st.dictionaries(st.sampled_from("abk"), PATTERNS)),
        "guards": draw(st.sampled_from([[], [{"id": "g", "around": around, **guard}]])),
    }  # fmt: skip


PLAIN = Tools()


@settings(max_examples=300, deadline=None)
@given(documents(), LETTERS)
def test_any_pattern_becomes_a_matcher_or_is_refused(document: dict[str, Any], said: str) -> None:
    with suppress(PackError, msgspec.ValidationError):
        spot(build_matcher(parse_pack(document), PLAIN), said)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from([*Pack.__struct_fields__, "id", "say", "act", "x"]), inner, max_size=4
    ),
    max_leaves=12,
)  # fmt: skip


@given(JSON)
def test_any_document_is_a_pack_or_refused(document: object) -> None:
    for parse in (parse_pack, parse_own):
        with suppress(PackError, msgspec.ValidationError):
            parse(document)
