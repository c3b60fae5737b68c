"""What hearing a call costs: both tiers as they run, beside plain Vosk on both tracks."""

import json
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from callguard.speech.engine import SpeechEngine
from callguard.speech.heard import Heard, Tier
from callguard.speech.models import Models
from callguard.speech.mulaw import RATE_HZ, decode
from callguard.speech.recogniser import VoskRecognisers

LINES = Path(__file__).parents[1] / "simulator" / "audio"
CHUNK = RATE_HZ // 5
FRAME = RATE_HZ // 50
SILENCE = b"\xff"
ENOUGH_LAG_S = 5.0
PHRASES = ("환불해 주세요", "돈 돌려 주세요", "죽여 버리겠다", "너 이름이 뭐야", "책임자 바꿔", "무릎 꿇어")


class SpeechCost(msgspec.Struct, frozen=True):
    """One way to hear the call: CPU seconds for each second of a call of two tracks."""

    way: str
    call_s: float
    cpu_s: float
    voiced_s: float
    cpu_per_call_s: float
    of_baseline: float


def run(models: Models | None = None, *, language: str = "ko") -> list[SpeechCost]:
    """Measure the baseline (no gate, a partial after every chunk) and both tiers on the same call."""
    models = models or Models()
    if models.get(language) is None:
        raise LookupError(f"no speech model for {language!r}")
    caller, agent = conversation(LINES)
    call_s = len(caller) / RATE_HZ
    baseline_s = _plain_vosk(models, language, (caller, agent))
    return [
        _cost("ungated, listen, every partial", call_s, baseline_s, 2 * call_s, baseline_s),
        *(_tier(models, language, tier, (caller, agent), baseline_s) for tier in ("listen", "watch")),
    ]


def conversation(lines: Path) -> tuple[bytes, bytes]:
    """A call from the simulator's lines: caller and agent in turn, each silent while the other speaks."""
    callers = sorted((lines / "polite").glob("*.wav")) + sorted((lines / "angry").glob("*.wav"))
    agents = sorted((lines / "agent").glob("*.wav"))
    caller, agent = bytearray(), bytearray()
    for number, path in enumerate(callers):
        said = _mulaw(path) + SILENCE * (RATE_HZ // 2)
        answer = _mulaw(agents[number % len(agents)]) + SILENCE * (RATE_HZ // 2)
        caller += said + SILENCE * len(answer)
        agent += SILENCE * len(said) + answer
    return bytes(caller), bytes(agent)


def _plain_vosk(models: Models, language: str, tracks: Sequence[bytes]) -> float:
    """As Vosk's own server does it; the CPU seconds."""
    began_s = time.thread_time()
    for mulaw in tracks:
        recogniser = VoskRecognisers(models)(language, "listen", ())
        for start in range(0, len(mulaw), CHUNK):
            if recogniser.feed(decode(mulaw[start : start + CHUNK])):
                recogniser.finish()
            else:
                recogniser.partial()
        recogniser.finish()
    return time.thread_time() - began_s


def _tier(
    models: Models, language: str, tier: Tier, tracks: tuple[bytes, bytes], baseline_s: float
) -> SpeechCost:
    engine = SpeechEngine(models)
    opened = [
        engine.open_track("bench", speaker, language, tier, PHRASES, _ignore)
        for speaker in ("caller", "agent")
    ]
    for start in range(0, len(tracks[0]), FRAME):
        while max(track.lag_s for track in opened) > ENOUGH_LAG_S:
            time.sleep(0.005)
        for track, mulaw in zip(opened, tracks, strict=True):
            track.feed(mulaw[start : start + FRAME], start * 1000 // RATE_HZ)
    for track in opened:
        track.close()
        track.join()
    spent = engine.stats().tiers[tier]
    engine.close()
    return _cost(f"gated, {tier}", len(tracks[0]) / RATE_HZ, spent.cpu_s, spent.voiced_s, baseline_s)


def _cost(way: str, call_s: float, cpu_s: float, voiced_s: float, baseline_s: float) -> SpeechCost:
    return SpeechCost(
        way=way,
        call_s=round(call_s, 1),
        cpu_s=round(cpu_s, 3),
        voiced_s=round(voiced_s, 1),
        cpu_per_call_s=round(cpu_s / call_s, 4),
        of_baseline=round(cpu_s / baseline_s, 3),
    )


def _mulaw(wav: Path) -> bytes:
    """The samples of one of our own files; `wave` refuses mu-law."""
    content = wav.read_bytes()
    return content[content.index(b"data") + 8 :]


def _ignore(_heard: Heard) -> None:
    """The words do not matter here."""


def report(costs: Sequence[SpeechCost], *, as_json: bool = False) -> str:
    """The results as a table for people, or as JSON."""
    if as_json:
        return json.dumps(msgspec.to_builtins(costs), ensure_ascii=False)
    rows = [
        f"{cost.way:32} {cost.cpu_per_call_s:8.4f} CPU s per s of call   {cost.of_baseline:6.3f} of baseline"
        for cost in costs
    ]
    return "\n".join(rows)
