"""The talk of one call: its script, once there is an agent to talk to."""

from callguard.simulator.call_script import CallScript, Speaker
from callguard.simulator.sound import FRAME_S, SAMPLE_RATE_HZ, SILENCE, excerpt, mix


class Conversation:
    """Says what a speaker's microphone carries at any moment; silent until it has begun."""

    def __init__(self, script: CallScript) -> None:
        self.script = script
        self.began_at_s: float | None = None
        self._lines = [(line.speaker, line.at_s, line.sound()) for line in script.lines]

    def begin(self, at_s: float) -> None:
        """The agent is in: the script's clock starts."""
        self.began_at_s = at_s

    def spoken(self, speaker: Speaker, at_s: float) -> bytes:
        """One frame of what this speaker says at that played second."""
        if self.began_at_s is None:
            return SILENCE
        now_s = at_s - self.began_at_s
        return mix(
            [
                excerpt(sound, now_s - start_s)
                for who, start_s, sound in self._lines
                if who == speaker and start_s - FRAME_S < now_s < start_s + len(sound) / SAMPLE_RATE_HZ
            ]
        )
