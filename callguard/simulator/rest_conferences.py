"""REST: Conferences."""

from callguard.simulator.announcement import announce
from callguard.simulator.conference import Conference
from callguard.simulator.errors import RestError
from callguard.simulator.parameter_names import CONFERENCE_LIST, CONFERENCE_UPDATE, NOTHING
from callguard.simulator.parameters import Parameters
from callguard.simulator.resource import account_path, conference_body, page_body
from callguard.simulator.rest_answer import Answer, not_found
from callguard.simulator.world import World

DEFAULT_PAGE = 50
MAX_PAGE = 1000


def list_conferences(world: World, parameters: Parameters) -> Answer:
    """GET Conferences: newest first."""
    parameters.allow(CONFERENCE_LIST)
    status = parameters.one_of("Status", ("init", "in-progress", "completed"))
    name = parameters.text("FriendlyName")
    found = [
        conference_body(conference)
        for conference in reversed(world.conferences.values())
        if name in (None, conference.name)
        and status in (None, conference.status)
        and _matches_dates(conference, parameters)
    ]
    query = {"FriendlyName": name, "Status": status}
    path = f"{account_path(world.carrier.account_sid)}/Conferences.json"
    page, size = page_of(parameters)
    given = {key: value for key, value in query.items() if value is not None}
    return Answer(200, page_body(path, "conferences", found, page, size, given))


def fetch_conference(world: World, parameters: Parameters, conference: str) -> Answer:
    """GET Conferences/{sid}."""
    parameters.allow(NOTHING)
    return Answer(200, conference_body(find_conference(world, conference)))


def update_conference(world: World, parameters: Parameters, conference: str) -> Answer:
    """POST Conferences/{sid}: end it, or announce to all in it."""
    parameters.allow(CONFERENCE_UPDATE)
    found = find_conference(world, conference)
    status = parameters.one_of("Status", ("completed",))
    url = parameters.text("AnnounceUrl")
    if not found.is_live:
        raise RestError(404, 16022, "Conference has ended")
    if status is not None:
        found.end()
    elif url:
        method = parameters.text("AnnounceMethod") or "POST"
        world.carrier.tasks.spawn(announce(world.carrier, found, None, url, method))
    return Answer(200, conference_body(found))


def find_conference(world: World, sid: str) -> Conference:
    """The conference of that SID, live or not."""
    conference = world.conferences.get(sid)
    if conference is None:
        raise not_found()
    return conference


def page_of(parameters: Parameters) -> tuple[int, int]:
    """Which page is asked for, and how long pages are."""
    size = parameters.number("PageSize", DEFAULT_PAGE)
    return parameters.number("Page", 0), min(max(size, 1), MAX_PAGE)


def _matches_dates(conference: Conference, parameters: Parameters) -> bool:
    dates = {"DateCreated": conference.created_at, "DateUpdated": conference.updated_at}
    for name, instant in dates.items():
        day = instant.date().isoformat()
        if parameters.text(name) not in (None, day):
            return False
        if day > (parameters.text(f"{name}<") or day) or day < (parameters.text(f"{name}>") or day):
            return False
    return True
