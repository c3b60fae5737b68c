"""What the two people of a call do: their lines, in time, and how it ends. Read from a scenario file."""

from pathlib import Path
from typing import Literal

import msgspec
import yaml

from callguard.simulator.errors import ScenarioError
from callguard.simulator.sound import load_sound

SCENARIO_FOLDER = Path(__file__).parent / "scenarios"

Speaker = Literal["caller", "agent"]


class ScriptLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line: `audio` is a μ-law WAV, by its path or its name in the audio folder."""

    at_s: float
    speaker: Speaker
    audio: str

    def sound(self) -> bytes:
        """The line's μ-law samples."""
        return load_sound(self.audio)


class CallScript(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A call's timeline, in seconds after the agent joined; without `hang_up_s` someone else must end it."""

    language: str = "ko"
    from_number: str = ""
    lines: tuple[ScriptLine, ...] = ()
    hang_up_s: float | None = None
    hangs_up: Speaker = "caller"
    drop_stream_after_s: float | None = None


def load_scenario(name: str) -> CallScript:
    """Read a scenario by its name in the scenarios folder, or by a path; its audio must exist."""
    path = Path(name) if name.endswith(".yaml") else SCENARIO_FOLDER / f"{name}.yaml"
    try:
        script = msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), CallScript)
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise ScenarioError(f"{path}: {error}") from error
    for line in script.lines:
        line.sound()
    return script
