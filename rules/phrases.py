"""Rule: phrases of the pack, and one demand said again after it was answered."""

from rules.acts import Act
from rules.decision import Draft
from rules.events import Speaker, SpeechHeard
from rules.facts import PhraseHeard
from rules.pack import ActPhrases, Demand
from rules.policy import Speech
from rules.spot import Hit, spot
from rules.stages import Stage

_KEPT = 32
_STAGES = {1: Stage.COURTEOUS, 2: Stage.FIRM, 3: Stage.FINAL_WARNING, 4: Stage.FINAL_WARNING}


def judge_speech(draft: Draft, event: SpeechHeard) -> Draft:
    """Find what the caller said, once for each stretch of time and entry: the same words come as a partial
    and as a final, and again when a call that was watched is heard in full.
    """
    pack = draft.book.packs.get(draft.facts.language)
    if event.speaker is not Speaker.CALLER or pack is None:
        return draft
    for hit in spot(pack, event.text):
        heard = PhraseHeard(hit.entry.id, event.start_s, event.end_s)
        if not any(_is_same(heard, known) for known in draft.facts.heard):
            draft = _judge(draft.know(heard=(*draft.facts.heard, heard)[-_KEPT:]), event, hit)
    return draft


def _is_same(heard: PhraseHeard, known: PhraseHeard) -> bool:
    apart = heard.end_s <= known.start_s or known.end_s <= heard.start_s
    return heard.entry == known.entry and not apart


def _judge(draft: Draft, event: SpeechHeard, hit: Hit) -> Draft:
    if isinstance(hit.entry, Demand):
        return _judge_demand(draft, event, hit, hit.entry)
    return _judge_act(draft, event, hit, hit.entry)


def _judge_act(draft: Draft, event: SpeechHeard, hit: Hit, entry: ActPhrases) -> Draft:
    severity = _weigh(draft.book.policy.speech, entry.severity, event.confidence)
    confidence = 1.0 if event.confidence is None else event.confidence
    found = draft.find(entry.act, f"phrase.{entry.id}", hit.matched, severity, confidence)
    return _prompt_once(found, _STAGES[severity], "words", entry.act)


def _judge_demand(draft: Draft, event: SpeechHeard, hit: Hit, demand: Demand) -> Draft:
    """Count a demand from its first hearing on, and again only once the matter has its answer."""
    before = draft.facts.demands.get(demand.id, 0)
    count = before + 1 if draft.facts.answered_at or before == 0 else before
    draft = draft.know(demands={**draft.facts.demands, demand.id: count})
    severity = _repetition(draft.book.policy.speech, count)
    if severity == 0 or count == before:
        return draft
    confidence = 1.0 if event.confidence is None else event.confidence
    found = draft.find(Act.REPEATED_DEMAND, f"demand.{demand.id}", hit.matched, severity, confidence)
    values = {"topic": demand.topic, "count": str(count), "answers": str(count - 1)}
    return _prompt_once(found, _STAGES[severity], "repetition", Act.REPEATED_DEMAND, **values)


def _repetition(policy: Speech, count: int) -> int:
    if count < 2:
        return 0
    return 1 + (count >= policy.repeat_firm) + (count >= policy.repeat_final)


def _weigh(policy: Speech, severity: int, confidence: float | None) -> int:
    doubtful = confidence is not None and confidence < policy.min_confidence
    return max(1, severity - 1) if doubtful else severity


def _prompt_once(draft: Draft, stage: Stage, cause: str, act: Act, **values: str) -> Draft:
    """Prompt, unless the call is over or a prompt of a higher or the same stage and act is shown."""
    shown = draft.facts.prompt
    if not draft.facts.is_live:
        return draft
    if shown and (shown.stage.rank > stage.rank or (shown.stage is stage and shown.act is act)):
        return draft
    return draft.prompt(stage, cause, act, None, **values)
