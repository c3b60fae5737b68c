"""The scenarios that the demo plays."""

from itertools import pairwise
from pathlib import Path

import pytest

from callguard.simulator import ScenarioError, load_scenario
from callguard.simulator.sound import SAMPLE_RATE_HZ

NAMES = ("ordinary", "threat", "overrun", "short")


@pytest.mark.parametrize("name", NAMES)
def test_in_a_scenario_nobody_talks_over_anybody_and_all_is_said_before_the_end(name: str) -> None:
    script = load_scenario(name)
    assert script.from_number.startswith("+120255501"), "a number reserved for fiction"
    spans = [(line.at_s, line.at_s + len(line.sound()) / SAMPLE_RATE_HZ) for line in script.lines]
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert script.hang_up_s is not None
    assert spans[-1][1] <= script.hang_up_s


def test_mori_makes_the_threatening_call_and_the_short_ones() -> None:
    assert load_scenario("threat").from_number == load_scenario("short").from_number
    assert len({load_scenario(name).from_number for name in NAMES}) == 3


@pytest.mark.parametrize(
    "text",
    ["lines: [{at_s: 1, speaker: nobody, audio: agent/bye}]", "hang_up: 3", "lines: [{", "lines: 3"],
)
def test_a_wrong_scenario_is_refused_with_its_path(tmp_path: Path, text: str) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(text)
    with pytest.raises(ScenarioError, match=r"wrong\.yaml"):
        load_scenario(str(path))


def test_a_scenario_whose_audio_is_missing_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "silent.yaml"
    path.write_text("lines: [{at_s: 1, speaker: agent, audio: agent/never_recorded}]")
    with pytest.raises(ScenarioError, match="never_recorded"):
        load_scenario(str(path))
