"""REST: Calls and their Streams."""

from callguard.simulator.errors import RestError
from callguard.simulator.leg import ENDED, Leg, StatusCallback
from callguard.simulator.parameter_names import CALL_UPDATE, NOTHING, STREAM_CREATE, STREAM_UPDATE
from callguard.simulator.parameters import Parameters
from callguard.simulator.program import Program
from callguard.simulator.resource import call_body, stream_body
from callguard.simulator.rest_answer import Answer, not_found
from callguard.simulator.stream import TRACKS, StreamOptions
from callguard.simulator.world import World

MAX_TWIML = 4000


def fetch_call(world: World, parameters: Parameters, call: str) -> Answer:
    """GET Calls/{sid}."""
    parameters.allow(NOTHING)
    return Answer(200, call_body(_leg(world, call)))


def update_call(world: World, parameters: Parameters, call: str) -> Answer:
    """POST Calls/{sid}: new TwiML, or the end."""
    parameters.allow(CALL_UPDATE)
    leg = _live_leg(world, call)
    status = parameters.one_of("Status", ("completed", "canceled"))
    twiml, url = parameters.text("Twiml"), parameters.text("Url")
    if sum(value is not None for value in (status, twiml, url)) > 1:
        raise RestError(400, 20001, "Only one of Twiml, Url and Status can be given")
    if twiml is not None and len(twiml) > MAX_TWIML:
        raise RestError(400, 20001, f"Twiml is longer than {MAX_TWIML} characters")
    _update_settings(leg, parameters)
    if status is not None:
        _end(leg, status)
    elif twiml is not None:
        leg.follow(Program(world, leg).obey(twiml))
    elif url is not None:
        leg.follow(Program(world, leg).ask(url, parameters.text("Method") or "POST"))
    return Answer(200, call_body(leg))


def create_stream(world: World, parameters: Parameters, call: str) -> Answer:
    """POST Calls/{sid}/Streams."""
    parameters.allow(STREAM_CREATE)
    leg = _live_leg(world, call)
    name = parameters.text("Name")
    taken = leg.find_stream(name) if name is not None else None
    if taken is not None and taken.is_live:
        raise RestError(400, 20001, f"Stream name {name!r} is in use")
    options = StreamOptions(
        url=_stream_url(parameters),
        name=name,
        track=parameters.one_of("Track", tuple(TRACKS)) or "inbound_track",
        status_callback=parameters.text("StatusCallback"),
        status_callback_method=parameters.text("StatusCallbackMethod") or "POST",
        parameters=parameters.stream_parameters(),
    )
    return Answer(201, stream_body(world.carrier.account_sid, leg.start_stream(options)))


def update_stream(world: World, parameters: Parameters, call: str, stream: str) -> Answer:
    """POST Calls/{sid}/Streams/{sid or name}: stop it."""
    parameters.allow(STREAM_UPDATE)
    found = _leg(world, call).find_stream(stream)
    if found is None:
        raise not_found()
    parameters.needed("Status")
    parameters.one_of("Status", ("stopped",))
    found.stop()
    return Answer(200, stream_body(world.carrier.account_sid, found))


def _leg(world: World, call: str) -> Leg:
    leg = world.legs.get(call)
    if leg is None:
        raise not_found()
    return leg


def _live_leg(world: World, call: str) -> Leg:
    leg = _leg(world, call)
    if leg.status in ENDED:
        raise RestError(400, 21220, "Call is not in-progress. Cannot redirect.")
    return leg


def _update_settings(leg: Leg, parameters: Parameters) -> None:
    callback = parameters.text("StatusCallback")
    if callback:
        leg.callback = StatusCallback(callback, parameters.text("StatusCallbackMethod") or "POST")
    leg.fallback_url = parameters.text("FallbackUrl") or leg.fallback_url
    if parameters.text("TimeLimit") is not None:
        leg.limit(parameters.number("TimeLimit", 0))


def _end(leg: Leg, status: str) -> None:
    is_ringing = leg.answered_at is None
    if status == "canceled" and not is_ringing:
        raise RestError(400, 21220, "Call is in-progress. Cannot cancel.")
    leg.end("canceled" if is_ringing else "completed", "participant_updated_via_api")


def _stream_url(parameters: Parameters) -> str:
    url = parameters.needed("Url")
    if not url.startswith("wss://"):
        raise RestError(400, 31922, "Url must start with wss://")
    return url
