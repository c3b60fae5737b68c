"""`CallDesk.apply`: load, decide, commit; again if somebody was quicker."""

import time
from collections.abc import Callable, Sequence

import msgspec
import structlog
from msgspec.structs import replace

from callguard.errors import ContentionError, UnknownCallError
from callguard.live.calls import Commit, LiveCalls, LogEntry, Outcome, Snapshot
from callguard.live.limits import Limits
from callguard.live.outbox import OutboxEntry
from callguard.policies.store import Rulebooks
from rules.decide import decide
from rules.decision import Decision
from rules.effects import CancelLimit, Effect, FlagCall, Job, ScheduleLimit, ShowPrompt
from rules.events import AgentLeft, CallArrived, CallEnded, CallerJoined, Event, LimitDue, RingFailed
from rules.facts import CallFacts, Phase

log = structlog.get_logger()

TRIES = 50
GRACE_S = 5.0
HandOn = Callable[[Sequence[OutboxEntry]], None]


class CallDesk:
    """Applies events to calls; `hand_on` gives committed effects to the workers at once."""

    def __init__(self, calls: LiveCalls, limits: Limits, books: Rulebooks, hand_on: HandOn) -> None:
        self._calls = calls
        self._limits = limits
        self._books = books
        self._hand_on = hand_on

    def apply(self, call_sid: str, event: Event) -> Decision | None:
        """Decide about an event and make it true; None for a repeat.

        Raises UnknownCallError for a call that never arrived, ContentionError when others change the call
        faster than this process can decide.
        """
        book = self._books.current()
        for attempt in range(TRIES):
            before = self._load(call_sid, event)
            decision = decide(book, before.facts, event)
            if _is_idle(before.facts, decision, event):
                self._drop(before, event)
                return None
            entries = _outbox(call_sid, before.version, decision)
            outcome = self._commit(before, decision, event, entries)
            if outcome is Outcome.DONE:
                self._hand_on(entries)
                return decision
            if outcome is Outcome.DUPLICATE:
                log.info("event repeated", call=call_sid, event_id=event.id)
                return None
            time.sleep(min(0.02, 0.001 * attempt))
        raise ContentionError(f"{call_sid}: {TRIES} tries")

    def _drop(self, before: Snapshot, event: Event) -> None:
        facts = before.facts
        if isinstance(event, LimitDue) and event.limit not in facts.due:
            self._limits.drop(facts.call_sid, event.limit, before.version)
        if facts.phase is Phase.ENDED:
            log.info("event after the end of its call", call=facts.call_sid, kind=type(event).__name__)

    def _load(self, call_sid: str, event: Event) -> Snapshot:
        found = self._calls.load(call_sid)
        if found is None and not isinstance(event, CallArrived):
            raise UnknownCallError(call_sid)
        return found or Snapshot(CallFacts(call_sid), 0)

    def _commit(
        self, before: Snapshot, decision: Decision, event: Event, entries: Sequence[OutboxEntry]
    ) -> Outcome:
        entry = LogEntry(event, decision.findings, decision.effects, decision.facts.policy_version)
        effects, look_again = decision.effects, time.time() + GRACE_S
        commit = Commit(
            schedule=[
                (e.limit, e.due_at.timestamp()) for e in decision.effects if isinstance(e, ScheduleLimit)
            ],
            cancel=[e.limit for e in decision.effects if isinstance(e, CancelLimit)],
            outbox=[(e.id, look_again, msgspec.json.encode(e).decode()) for e in entries],
            kinds=_kinds(event, effects),
            live=decision.facts.is_live,
            release=not decision.facts.is_live or isinstance(event, AgentLeft | RingFailed),
        )
        return self._calls.commit(before, decision.facts, entry, commit)


def _is_idle(before: CallFacts, decision: Decision, event: Event) -> bool:
    """Whether nothing came of a timer, of one more report that the call is over, or of what came after it.

    Such an event is not kept: the record of an ended call is complete when its last effect is done.
    """
    may_be_idle = before.phase is Phase.ENDED or isinstance(event, LimitDue | CallEnded | CallerJoined)
    if not may_be_idle or decision.effects:
        return False
    same = replace(decision.facts, now=before.now, policy_version=before.policy_version)
    return same == before


def _outbox(call_sid: str, version: int, decision: Decision) -> list[OutboxEntry]:
    jobs = [effect for effect in decision.effects if isinstance(effect, Job)]
    return [OutboxEntry(f"{call_sid}-{version}-{n}", call_sid, job) for n, job in enumerate(jobs)]


def _kinds(event: Event, effects: Sequence[Effect]) -> str:
    shown = [kind for kind in (ShowPrompt, FlagCall) if any(isinstance(e, kind) for e in effects)]
    return " ".join(str(struct.__struct_config__.tag) for struct in (type(event), *shown))
