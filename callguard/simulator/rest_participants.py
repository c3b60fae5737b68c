"""REST: Participants of a conference."""

from callguard.simulator.announcement import announce
from callguard.simulator.clock import utc_now
from callguard.simulator.conference import Conference
from callguard.simulator.dialling import dial
from callguard.simulator.errors import RestError
from callguard.simulator.join_options import ConferenceCallback, JoinOptions, is_label
from callguard.simulator.leg import Leg, StatusCallback
from callguard.simulator.parameter_names import (
    NOTHING,
    PARTICIPANT_CREATE,
    PARTICIPANT_LIST,
    PARTICIPANT_UPDATE,
)
from callguard.simulator.parameters import Parameters
from callguard.simulator.participant import Participant
from callguard.simulator.resource import account_path, dialled_body, page_body, participant_body
from callguard.simulator.rest_answer import Answer, not_found
from callguard.simulator.rest_conferences import find_conference, page_of
from callguard.simulator.world import World

DEFAULT_TIMEOUT_S = 60


def list_participants(world: World, parameters: Parameters, conference: str) -> Answer:
    """GET Participants: those who are in now."""
    parameters.allow(PARTICIPANT_LIST)
    found = find_conference(world, conference)
    muted, hold, coaching = (parameters.flag(name) for name in ("Muted", "Hold", "Coaching"))
    bodies = [
        participant_body(p)
        for p in found.participants
        if muted in (None, p.muted) and hold in (None, p.hold) and coaching in (None, p.coaching)
    ]
    path = f"{account_path(world.carrier.account_sid)}/Conferences/{found.sid}/Participants.json"
    page, size = page_of(parameters)
    return Answer(200, page_body(path, "participants", bodies, page, size, {}))


def create_participant(world: World, parameters: Parameters, conference: str) -> Answer:
    """POST Participants: dial somebody into the conference, by SID or by name."""
    parameters.allow(PARTICIPANT_CREATE)
    caller, called = parameters.needed("From"), parameters.needed("To")
    options = _join_options(parameters)
    found = _conference_to_enter(world, conference)
    if found.has_label(options.label):
        raise RestError(409, 16026, "Participant label is in use by another participant")
    _check_coaching(found, options.coaching, options.coach_sid)
    leg = world.add_leg(
        Leg(world.carrier, caller, called, "outbound-api", "queued", callback=_status_callback(parameters))
    )
    if options.label is not None:
        found.expected_labels.add(options.label)
    if parameters.text("TimeLimit") is not None:
        leg.limit(parameters.number("TimeLimit", 0))
    body = dialled_body(found, leg, _settings(options))
    timeout_s = parameters.number("Timeout", DEFAULT_TIMEOUT_S)
    leg.follow(dial(leg, world.parties[called], found, options, timeout_s))
    return Answer(201, body)


def fetch_participant(world: World, parameters: Parameters, conference: str, who: str) -> Answer:
    """GET Participants/{CallSid or label}."""
    parameters.allow(NOTHING)
    return Answer(200, participant_body(_participant(world, conference, who)))


def update_participant(world: World, parameters: Parameters, conference: str, who: str) -> Answer:
    """POST Participants/{CallSid or label}: mute, hold, coach, announce."""
    parameters.allow(PARTICIPANT_UPDATE)
    participant = _participant(world, conference, who)
    _set_coaching(participant, parameters)
    _set_muted(participant, parameters.flag("Muted"))
    _set_hold(participant, parameters)
    _set_exit(participant, parameters)
    participant.updated_at = utc_now()
    url = parameters.text("AnnounceUrl")
    if url:
        method = parameters.text("AnnounceMethod") or "POST"
        world.carrier.tasks.spawn(announce(world.carrier, participant.conference, participant, url, method))
    return Answer(200, participant_body(participant))


def delete_participant(world: World, parameters: Parameters, conference: str, who: str) -> Answer:
    """DELETE Participants/{CallSid or label}: out of the conference; the leg goes on with its TwiML."""
    parameters.allow(NOTHING)
    participant = _participant(world, conference, who)
    participant.conference.remove(participant, "participant_updated_via_api", kicked=True)
    return Answer(204)


def _participant(world: World, conference: str, who: str) -> Participant:
    participant = find_conference(world, conference).find(who)
    if participant is None:
        raise not_found()
    return participant


def _conference_to_enter(world: World, sid_or_name: str) -> Conference:
    if not sid_or_name.startswith("CF"):
        return world.open_conference(sid_or_name)
    conference = find_conference(world, sid_or_name)
    if not conference.is_live:
        raise not_found()
    return conference


def _join_options(parameters: Parameters) -> JoinOptions:
    label = parameters.text("Label")
    if label is not None and not is_label(label):
        raise RestError(400, 16024, "Invalid participant label")
    coach_sid = parameters.text("CallSidToCoach")
    return JoinOptions(
        label=label,
        muted=parameters.switch("Muted", default=False),
        start_on_enter=parameters.switch("StartConferenceOnEnter", default=True),
        end_on_exit=parameters.switch("EndConferenceOnExit", default=False),
        coaching=parameters.switch("Coaching", default=coach_sid is not None),
        coach_sid=coach_sid,
        wait_url=parameters.text("WaitUrl"),
        wait_method=parameters.text("WaitMethod") or "POST",
        max_participants=parameters.number("MaxParticipants", 250),
        callback=_conference_callback(parameters),
    )


def _conference_callback(parameters: Parameters) -> ConferenceCallback | None:
    url = parameters.text("ConferenceStatusCallback")
    if not url:
        return None
    events = frozenset(parameters.all("ConferenceStatusCallbackEvent") or ("start", "end"))
    return ConferenceCallback(url, parameters.text("ConferenceStatusCallbackMethod") or "POST", events)


def _status_callback(parameters: Parameters) -> StatusCallback | None:
    url = parameters.text("StatusCallback")
    if not url:
        return None
    events = frozenset(parameters.all("StatusCallbackEvent") or ("completed",))
    return StatusCallback(url, parameters.text("StatusCallbackMethod") or "POST", events)


def _settings(options: JoinOptions) -> dict[str, str | bool | None]:
    return {
        "label": options.label,
        "muted": options.muted,
        "coaching": options.coaching,
        "call_sid_to_coach": options.coach_sid,
        "start_conference_on_enter": options.start_on_enter,
        "end_conference_on_exit": options.end_on_exit,
    }


def _check_coaching(conference: Conference, coaching: bool, coach_sid: str | None) -> None:  # noqa: FBT001
    if not coaching:
        return
    coached = conference.find(coach_sid) if coach_sid else None
    if coached is None:
        raise RestError(400, 16028, "The call to coach is not in this conference")
    if coached.hold:
        raise RestError(400, 16027, "The call to coach is on hold")


def _set_coaching(participant: Participant, parameters: Parameters) -> None:
    coaching, coach_sid = parameters.flag("Coaching"), parameters.text("CallSidToCoach")
    if coaching is None and coach_sid is None:
        return
    is_coach = coaching if coaching is not None else True
    _check_coaching(participant.conference, is_coach, coach_sid or participant.coach_sid)
    participant.coaching = is_coach
    participant.coach_sid = (coach_sid or participant.coach_sid) if is_coach else None
    participant.conference.report("participant-modify", participant)


def _set_muted(participant: Participant, muted: bool | None) -> None:  # noqa: FBT001
    if muted is None or muted == participant.muted:
        return
    participant.muted = muted
    participant.conference.report("participant-mute" if muted else "participant-unmute", participant)


def _set_hold(participant: Participant, parameters: Parameters) -> None:
    hold = parameters.flag("Hold")
    if hold is None or hold == participant.hold:
        return
    participant.hold = hold
    participant.hold_url = parameters.text("HoldUrl")
    participant.hold_method = parameters.text("HoldMethod") or "GET"
    participant.conference.report("participant-hold" if hold else "participant-unhold", participant)
    participant.conference.tune(participant)


def _set_exit(participant: Participant, parameters: Parameters) -> None:
    end_on_exit, beep = parameters.flag("EndConferenceOnExit"), parameters.flag("BeepOnExit")
    wait_url = parameters.text("WaitUrl")
    if end_on_exit is not None:
        participant.end_on_exit = end_on_exit
    if wait_url is not None:
        participant.wait_url = wait_url
        participant.wait_method = parameters.text("WaitMethod") or "POST"
        participant.conference.tune(participant)
    if (end_on_exit, beep, wait_url) != (None, None, None):
        participant.conference.report("participant-modify", participant)
