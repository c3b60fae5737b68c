"""A written dialogue as a call: what a rulebook makes of turns with times."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from rules import events as on
from rules.acts import Act
from rules.book import Rulebook
from rules.decision import Decision
from rules.effects import ShowPrompt, WouldPrompt
from rules.matters import Matter
from rules.opinion import Opinion, OpinionOf
from rules.replay import rerun
from rules.speaker import Speaker
from rules.stages import Stage, higher

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
LETTERS_S = 12
"""Letters said in a second, where a turn has no end of its own."""
LONGEST_S = 20.0


class Turn(Struct, frozen=True):
    """One turn: seconds from the call's start, who spoke, and the words."""

    t_s: float
    speaker: Speaker
    text: str


class Dialogue(Struct, frozen=True):
    """A call in writing. `caller_calls_today` counts this call too; they are taken to be on one matter."""

    id: str | int
    lang: str
    turns: tuple[Turn, ...]
    caller_calls_today: int | None = None


class Moment(Struct, frozen=True):
    """A prompt: when, which stage, for which act, by which rule."""

    t_s: float
    stage: Stage
    act: Act | None
    rule: str


class Outcome(Struct, frozen=True):
    """What came of a dialogue. `stage` is the highest prompted, `stage_said` the highest that was said."""

    id: str | int
    acts: tuple[Act, ...]
    stage: Stage
    stage_said: Stage
    timeline: tuple[Moment, ...]


def play(book: Rulebook, dialogue: Dialogue, opinion_of: OpinionOf | None = None) -> Outcome:
    """Return what the rulebook makes of a dialogue."""
    acts: dict[Act, None] = {}
    stage, said, timeline = Stage.COURTEOUS, Stage.COURTEOUS, list[Moment]()
    for event, decision in rerun(book, "CA" + "0" * 32, _events(dialogue, opinion_of)):
        acts |= dict.fromkeys(finding.act for finding in decision.findings)
        timeline += _moments(event, decision)
        stage, said = higher(stage, decision.facts.stage), higher(said, decision.facts.said)
    return Outcome(dialogue.id, tuple(acts), stage, said, tuple(timeline))


def _events(dialogue: Dialogue, opinion_of: OpinionOf | None) -> Iterator[on.Event]:
    earlier = max(0, (dialogue.caller_calls_today or 1) - 1)
    counts = on.CallCounts(earlier, earlier, earlier)
    matter = Matter("dialogue", day=earlier, week=earlier, month=earlier)
    turns = sorted(dialogue.turns, key=lambda turn: turn.t_s)
    yield on.CallArrived("arrived", BEGIN, language=dialogue.lang, caller="caller", counts=counts)
    yield on.CallerJoined("joined", BEGIN)
    yield on.AgentJoined("agent", BEGIN, agent="agent", leg="CA" + "1" * 32)
    if earlier:
        yield on.MatterChosen("matter", BEGIN, matter=matter, by="agent")
    for number, turn in enumerate(turns):
        by_caller = turn.speaker is Speaker.CALLER
        opinion = opinion_of(turn.text, dialogue.lang) if opinion_of and by_caller else None
        yield _heard(number, turn, _until(number, turns), opinion)
    last_s = _until(len(turns) - 1, turns) if turns else 0.0
    yield on.CallEnded("ended", BEGIN + timedelta(seconds=last_s + 1))


def _heard(number: int, turn: Turn, end_s: float, opinion: Opinion | None) -> on.Event:
    return on.SpeechHeard(
        f"turn:{number}",
        BEGIN + timedelta(seconds=end_s),
        speaker=turn.speaker,
        utterance=number,
        text=turn.text,
        start_s=turn.t_s,
        end_s=end_s,
        final=True,
        opinion=opinion,
    )


def _until(number: int, turns: list[Turn]) -> float:
    """A turn ends when its words are said, and before the next one begins."""
    turn = turns[number]
    spoken = turn.t_s + min(LONGEST_S, 0.5 + len(turn.text) / LETTERS_S)
    following = turns[number + 1].t_s if number + 1 < len(turns) else spoken
    return max(turn.t_s, min(spoken, following))


def _moments(event: on.Event, decision: Decision) -> Iterator[Moment]:
    t_s = round((decision.facts.now - BEGIN).total_seconds(), 3)
    for effect in decision.effects:
        if isinstance(effect, ShowPrompt | WouldPrompt):
            prompt = effect.prompt
            yield Moment(t_s, prompt.stage, prompt.act, _rule(event, decision, prompt.act))


def _rule(event: on.Event, decision: Decision, act: Act | None) -> str:
    found = [f.rule for f in decision.findings if f.act is act]
    if found:
        return found[0]
    if isinstance(event, on.LimitDue):
        return f"time.{event.limit}"
    return str(event.__struct_config__.tag)
