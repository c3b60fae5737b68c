"""One call of a test: the caller's side of it, and what the site knows of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from msgspec import Struct
from sqlalchemy import func, select

from callguard.db.calls import CallRow, EventRow
from callguard.demo.report import Json, report
from callguard.live import keys
from callguard.simulator import SimCall
from callguard.site import Site
from rules.effects import Job
from rules.events import Event
from rules.facts import CallFacts, Phase
from tests.flow.loop import Loop
from tests.flow.waiting import until


@dataclass(slots=True)
class Call:
    """Dialled by `Stage.dial`."""

    site: Site
    sim: SimCall
    loop: Loop

    @property
    def sid(self) -> str:
        """The call's SID."""
        return self.sim.call_sid

    @property
    def facts(self) -> CallFacts:
        """What is known of the call now."""
        return self.until(lambda _: True)

    def until(self, claim: Callable[[CallFacts], object], what: str = "the call") -> CallFacts:
        """Wait until the claim holds of the call's facts, and return them."""

        def look() -> CallFacts | None:
            snapshot = self.site.calls.load(self.sid)
            return snapshot.facts if snapshot and claim(snapshot.facts) else None

        return until(look, what)

    def talks(self) -> CallFacts:
        """Wait until caller and agent are both there."""
        return self.until(lambda facts: facts.phase is Phase.TALKING, "both there")

    def tell(self, kind: Callable[..., Event], **fields: object) -> None:
        """Tell the site of an act of agent or supervisor, as their pages do."""
        now = datetime.now(UTC)
        self.site.desk.apply(self.sid, kind(f"{kind.__name__}:{now.timestamp()}", now, **fields))

    def hang_up(self) -> None:
        """The caller puts the phone down."""
        self.loop.call(self.sim.hang_up)

    def ended(self) -> CallFacts:
        """Wait until the call is over, at Twilio and here, whoever ended it."""
        self.loop.run(self.sim.wait_ended())
        return self.until(lambda facts: facts.phase is Phase.ENDED and facts.ended_by, "known to be over")

    def recorded(self) -> Json:
        """Wait until everything about the ended call is in the database, and return it."""
        self.ended()
        until(self._is_settled, "recorded whole")
        found: Json = report(self.site, [self.sid], [], [])["calls"][0]
        return found

    def events(self, kind: type[Struct] | None = None) -> list[Event]:
        """Return what happened so far, of one kind or all."""
        return [e.event for e in self.site.calls.log(self.sid) if kind is None or isinstance(e.event, kind)]

    def jobs(self) -> int:
        """Return how many effects of this call were for workers."""
        return sum(isinstance(effect, Job) for e in self.site.calls.log(self.sid) for effect in e.effects)

    def _is_settled(self) -> bool:
        waiting = cast("list[bytes]", self.site.redis.hkeys(keys.OUTBOX_BODIES))
        if any(effect.decode().startswith(self.sid) for effect in waiting):
            return False
        with self.site.database.read() as session:
            row = session.get(CallRow, self.sid)
            events = session.scalar(select(func.count()).where(EventRow.call_sid == self.sid))
            return row is not None and row.recorded == events == len(self.site.calls.log(self.sid))
