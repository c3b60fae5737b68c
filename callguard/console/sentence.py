"""The prompt as the agent's page shows it: in the call's language, and small in the page's."""

from dataclasses import dataclass

from callguard.config import Language
from callguard.console.reason import reason_of
from callguard.live.calls import LogEntry
from rules.book import Rulebook
from rules.effects import Prompt, ShowPrompt
from rules.events import PromptSaid
from rules.facts import CallFacts


@dataclass(frozen=True, slots=True)
class Sentence:
    """What to say now and why; `meaning` is None when the agent reads the call's language."""

    prompt: Prompt
    meaning: str | None
    reason: str
    said: bool


def sentence_of(facts: CallFacts, log: list[LogEntry], book: Rulebook, language: Language) -> Sentence | None:
    """Return the sentence of the call's prompt, if there is one."""
    prompt = facts.prompt
    cause = next((entry for entry in reversed(log) if prompt and shows(entry, prompt)), None)
    if prompt is None or cause is None:
        return None
    meaning = book.say(language, prompt.script, _values(prompt, facts.language, book, language))
    said = any(isinstance(e.event, PromptSaid) and e.event.prompt == prompt.number for e in log)
    return Sentence(prompt, None if meaning == prompt.text else meaning, reason_of(prompt, cause), said)


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
