"""The prompt as the agent's page shows it: in the call's language, and small in the page's."""

from dataclasses import dataclass

from callguard.config import Language
from callguard.console.reason import reason_of
from callguard.live.calls import LogEntry
from rules.book import Rulebook
from rules.effects import Prompt, ShowPrompt
from rules.events import PromptSaid
from rules.facts import CallFacts

OTHERS = 2


@dataclass(frozen=True, slots=True)
class Sentence:
    """What to say now, in what `others` ways, and why; no `meaning` when the agent reads the language."""

    prompt: Prompt
    others: tuple[str, ...]
    meaning: str | None
    reason: str
    said: bool


def sentence_of(facts: CallFacts, log: list[LogEntry], book: Rulebook, language: Language) -> Sentence | None:
    """Return the sentence of the call's prompt, if there is one."""
    prompt = facts.prompt
    cause = next((entry for entry in reversed(log) if prompt and shows(entry, prompt)), None)
    if prompt is None or cause is None:
        return None
    place = _place(prompt, facts.language, book)
    meaning = book.say(language, prompt.script, _values(prompt, facts.language, book, language), place)
    said = any(isinstance(e.event, PromptSaid) and e.event.prompt == prompt.number for e in log)
    others = tuple(text for text in _variants(prompt, facts.language, book) if text != prompt.text)[:OTHERS]
    meant = None if meaning == prompt.text else meaning
    return Sentence(prompt, others, meant, reason_of(prompt, cause), said)


def _place(prompt: Prompt, language: str, book: Rulebook) -> int:
    """Return which of the ways is shown, so that the page's language shows the same one."""
    ways = _variants(prompt, language, book)
    return ways.index(prompt.text) if prompt.text in ways else 0


def _variants(prompt: Prompt, language: str, book: Rulebook) -> list[str]:
    """Return all ways to say the prompt's sentence."""
    count = len(book.scripts_for(language).sentences[prompt.script].say)
    return [book.say(language, prompt.script, prompt.values, variant) for variant in range(count)]


def shows(entry: LogEntry, prompt: Prompt) -> bool:
    """Whether this entry of the log is the one that showed the prompt."""
    return any(isinstance(e, ShowPrompt) and e.prompt.number == prompt.number for e in entry.effects)


def _values(prompt: Prompt, spoken: str, book: Rulebook, language: Language) -> dict[str, str]:
    """Name the demand in the page's language, where its pack has the same one."""
    topic = prompt.values.get("topic")
    matcher = book.matchers.get(spoken)
    ids = {d.topic: d.id for d in matcher.pack.demands} if topic and matcher else {}
    topics = {d.id: d.topic for d in book.matchers[language].pack.demands} if ids else {}
    known = topics.get(ids.get(topic, "")) if topic else None
    return {**prompt.values, "topic": known} if known else prompt.values
