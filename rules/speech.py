"""Rule: what was said. The caller's words become findings and demands, the agent's words ticks."""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.acts import Act
from rules.agent_side import hear_agent
from rules.book import Rulebook
from rules.decision import Draft, Evidence
from rules.events import SpeechHeard
from rules.facts import CallFacts, PhraseHeard
from rules.ladder import calm, climb
from rules.matching.matcher import Matcher, spot
from rules.matching.spotted import Hit, Spotted
from rules.policy import Mode, Speech
from rules.repetition import judge_demands
from rules.second_opinion import ALONE, confidence_of, found_alone, is_doubted
from rules.speaker import Speaker

_KEPT = 12
_AGAIN_S = 60.0
"""The longest stretch that is decoded a second time, and some more."""
CIVIL_LETTERS = 4


@dataclass(frozen=True, slots=True)
class Said:
    """An utterance with what the matcher made of it."""

    event: SpeechHeard
    matcher: Matcher
    hits: tuple[Hit, ...]

    def time_of(self, place: int) -> float:
        """Return when the character at `place` was said: its word's start, or the utterance's."""
        word = len(self.event.text[:place].split(" ")) - 1
        starts = self.event.words_s
        return starts[word] if word < len(starts) else self.event.start_s


def judge_speech(draft: Draft, event: SpeechHeard, before: CallFacts) -> Draft:
    """Judge one utterance; in a queue that goes by the clock alone only the agent's ticks count."""
    matcher = draft.book.matchers.get(draft.facts.language)
    if matcher is None:
        return draft
    if event.speaker is not Speaker.CALLER:
        return hear_agent(draft, event, matcher)
    if draft.mode is Mode.CLOCK:
        return draft
    spotted = found_in(event, matcher)
    doubted = is_doubted(draft.book.policy.speech, event.opinion)
    said = Said(event, matcher, () if doubted else spotted.hits)
    draft = _find(draft, said)
    draft, values = judge_demands(draft, event, spotted.demands)
    if draft.decision.findings:
        return climb(draft, before, **values)
    return _civil_turn(draft, event, civil=spotted.civil)


def found_in(event: SpeechHeard, matcher: Matcher) -> Spotted:
    """Return what the matcher finds in an utterance, from the event where it was found already."""
    known = event.spotted
    return known if known and known.pack == matcher.version else spot(matcher, event.text, event.speaker)


def _find(draft: Draft, said: Said) -> Draft:
    """Find each act once for a stretch of time: the same words come as a partial and as a final, and again
    when a call that was watched is heard in full.
    """
    event = said.event
    recent = tuple(h for h in draft.facts.heard if h.end_s > event.start_s - _AGAIN_S)
    for act, evidence in _meant(draft.book, said):
        heard = PhraseHeard(act, event.start_s, event.end_s)
        if not any(_is_same(heard, known) for known in recent):
            recent = (*recent, heard)[-_KEPT:]
            draft = draft.find(act, evidence)
    return draft.know(heard=recent) if recent != draft.facts.heard else draft


def _meant(book: Rulebook, said: Said) -> Iterator[tuple[Act, Evidence]]:
    """Yield what the packs find, the entry that says most first, and then what meaning finds alone."""
    for hit in sorted(said.hits, key=lambda hit: (-hit.severity, -hit.confidence, hit.start)):
        yield hit.act, _evidence(book.policy.speech, said, hit)
    event, alone = said.event, found_alone(book, said.event.opinion)
    if alone and event.opinion and event.final:
        act, severity = alone
        yield act, Evidence(
            ALONE, event.text, severity, event.opinion.probability, said.matcher.version,
            event.start_s, event.end_s, (), event.opinion.nearest,
        )  # fmt: skip


def _is_same(heard: PhraseHeard, known: PhraseHeard) -> bool:
    apart = heard.end_s <= known.start_s or known.end_s <= heard.start_s
    return heard.act is known.act and not apart


def _evidence(policy: Speech, said: Said, hit: Hit) -> Evidence:
    confidence = confidence_of(hit, said.event.confidence, said.event.opinion)
    severity = max(1, hit.severity - 1) if confidence < policy.min_confidence else hit.severity
    opinion = said.event.opinion
    return Evidence(
        f"phrase.{hit.entry}",
        hit.matched,
        severity,
        confidence,
        said.matcher.version,
        said.time_of(hit.start),
        max(said.time_of(max(hit.start, hit.end - 1)), said.time_of(hit.start)),
        said.matcher.guards_of(hit.entry),
        opinion.nearest if opinion and opinion.act is hit.act else (),
    )


def _civil_turn(draft: Draft, event: SpeechHeard, *, civil: bool) -> Draft:
    """Count a turn without a finding; enough of them take the prompt down."""
    if draft.facts.last_act_s is None or not event.final:
        return draft
    if not civil and len(event.text.replace(" ", "")) < CIVIL_LETTERS:
        return draft
    draft = draft.know(civil=draft.facts.civil + 1)
    return calm(draft) if draft.facts.civil >= draft.book.policy.ladder.calm_turns else draft
