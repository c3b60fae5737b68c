"""The JSON bodies of Twilio's resources, in its words."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from callguard.simulator.carrier import API_VERSION
from callguard.simulator.clock import rfc2822
from callguard.simulator.conference import Conference
from callguard.simulator.leg import Leg
from callguard.simulator.participant import Participant
from callguard.simulator.stream import MediaStream

Body = dict[str, Any]


def account_path(account_sid: str) -> str:
    """Where an account's resources live."""
    return f"/{API_VERSION}/Accounts/{account_sid}"


def call_body(leg: Leg) -> Body:
    """A Call."""
    path = f"{account_path(leg.carrier.account_sid)}/Calls/{leg.sid}"
    return {
        "sid": leg.sid,
        "account_sid": leg.carrier.account_sid,
        "parent_call_sid": None,
        "from": leg.caller,
        "from_formatted": leg.caller,
        "to": leg.called,
        "to_formatted": leg.called,
        "phone_number_sid": None,
        "status": leg.status,
        "direction": leg.direction,
        "start_time": rfc2822(leg.answered_at),
        "end_time": rfc2822(leg.ended_at),
        "duration": None if leg.is_live else str(leg.duration_s()),
        "date_created": rfc2822(leg.created_at),
        "date_updated": rfc2822(leg.ended_at or leg.answered_at or leg.created_at),
        "price": None,
        "price_unit": "USD",
        "answered_by": None,
        "api_version": API_VERSION,
        "annotation": None,
        "forwarded_from": None,
        "group_sid": None,
        "caller_name": None,
        "queue_time": "0",
        "trunk_sid": None,
        "uri": f"{path}.json",
        "subresource_uris": {"streams": f"{path}/Streams.json", "recordings": f"{path}/Recordings.json"},
    }


def stream_body(account_sid: str, stream: MediaStream) -> Body:
    """A Stream of a call."""
    path = f"{account_path(account_sid)}/Calls/{stream.call_sid}/Streams/{stream.sid}"
    return {
        "sid": stream.sid,
        "account_sid": account_sid,
        "call_sid": stream.call_sid,
        "name": stream.options.name,
        "status": "in-progress" if stream.is_live else "stopped",
        "date_updated": rfc2822(stream.updated_at),
        "uri": f"{path}.json",
    }


def conference_body(conference: Conference) -> Body:
    """A Conference."""
    path = f"{account_path(conference.carrier.account_sid)}/Conferences/{conference.sid}"
    return {
        "sid": conference.sid,
        "account_sid": conference.carrier.account_sid,
        "friendly_name": conference.name,
        "status": conference.status,
        "region": "us1",
        "api_version": API_VERSION,
        "date_created": rfc2822(conference.created_at),
        "date_updated": rfc2822(conference.updated_at),
        "reason_conference_ended": conference.ended_because,
        "call_sid_ending_conference": conference.ended_by,
        "uri": f"{path}.json",
        "subresource_uris": {
            "participants": f"{path}/Participants.json",
            "recordings": f"{path}/Recordings.json",
        },
    }


def participant_body(participant: Participant) -> Body:
    """A Participant who is in."""
    return {
        **_participant_place(participant.conference, participant.leg),
        "label": participant.label,
        "muted": participant.muted,
        "hold": participant.hold,
        "coaching": participant.coaching,
        "call_sid_to_coach": participant.coach_sid,
        "start_conference_on_enter": participant.start_on_enter,
        "end_conference_on_exit": participant.end_on_exit,
        "status": "connected",
        "date_created": rfc2822(participant.joined_at),
        "date_updated": rfc2822(participant.updated_at),
    }


def dialled_body(conference: Conference, leg: Leg, settings: Body) -> Body:
    """A Participant who has only been dialled."""
    date = rfc2822(leg.created_at)
    return {
        **_participant_place(conference, leg),
        **settings,
        "hold": False,
        "status": "queued",
        "queue_time": "0",
        "date_created": date,
        "date_updated": date,
    }


def _participant_place(conference: Conference, leg: Leg) -> Body:
    conference_path = f"{account_path(leg.carrier.account_sid)}/Conferences/{conference.sid}"
    return {
        "account_sid": leg.carrier.account_sid,
        "conference_sid": conference.sid,
        "call_sid": leg.sid,
        "uri": f"{conference_path}/Participants/{leg.sid}.json",
    }


def page_body(path: str, key: str, bodies: Sequence[Body], page: int, size: int, query: Body) -> Body:
    """One page of a list, with the way to the next one."""
    here = bodies[page * size : (page + 1) * size]
    has_more = len(bodies) > (page + 1) * size

    def uri(number: int) -> str:
        return f"{path}?{urlencode({**query, 'PageSize': size, 'Page': number})}"

    return {
        key: list(here),
        "first_page_uri": uri(0),
        "next_page_uri": uri(page + 1) if has_more else None,
        "previous_page_uri": uri(page - 1) if page else None,
        "page": page,
        "page_size": size,
        "start": page * size,
        "end": page * size + max(0, len(here) - 1),
        "uri": uri(page),
    }
