"""Dialling a party into a conference, as a POST to Participants does."""

from callguard.simulator.conference import Conference
from callguard.simulator.errors import JoinError
from callguard.simulator.join_options import JoinOptions
from callguard.simulator.leg import Leg
from callguard.simulator.party import Party

RING_GRACE_S = 5.0
"""Twilio rings this much longer than `Timeout` says."""


async def dial(
    leg: Leg, party: Party, conference: Conference, options: JoinOptions, timeout_s: float
) -> None:
    """Ring, and when answered stay in the conference until put out; then the leg ends."""
    try:
        await _ring(leg, party, timeout_s)
    finally:
        conference.expected_labels.discard(options.label or "")
        if not leg.is_live:
            conference.end_if_empty()
    if leg.is_live:
        await _take_part(leg, conference, options)
    else:
        conference.report_add_failed(leg, options)


async def _ring(leg: Leg, party: Party, timeout_s: float) -> None:
    clock = leg.carrier.clock
    leg.ring()
    longest_s = timeout_s + RING_GRACE_S
    await clock.sleep(longest_s if party.outcome == "no-answer" else min(party.answer_after_s, longest_s))
    if party.outcome == "busy":
        leg.end("busy")
    elif party.outcome == "no-answer" or party.answer_after_s > longest_s:
        leg.end("no-answer")
    else:
        leg.answer()


async def _take_part(leg: Leg, conference: Conference, options: JoinOptions) -> None:
    if not conference.is_live:
        leg.end("completed")
        return
    try:
        participant = conference.join(leg, options)
    except JoinError:
        leg.end("failed")
        conference.report_add_failed(leg, options)
        return
    await participant.left.wait()
    leg.end("completed")
