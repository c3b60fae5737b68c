"""The simulator knows exactly the parameters that Twilio's own library sends."""

import inspect
import re

import pytest
from twilio.rest.api.v2010.account.call import CallContext
from twilio.rest.api.v2010.account.call.stream import StreamContext, StreamList
from twilio.rest.api.v2010.account.conference import ConferenceContext, ConferenceList
from twilio.rest.api.v2010.account.conference.participant import ParticipantContext, ParticipantList

from callguard.simulator import parameter_names as names
from tests.simulator.conftest import Given


@pytest.mark.parametrize(
    ("method", "ours"),
    [
        (CallContext._update, names.CALL_UPDATE),
        (StreamList._create, names.STREAM_CREATE),
        (StreamContext._update, names.STREAM_UPDATE),
        (ConferenceContext._update, names.CONFERENCE_UPDATE),
        (ConferenceList.page, names.CONFERENCE_LIST),
        (ParticipantList._create, names.PARTICIPANT_CREATE),
        (ParticipantList.page, names.PARTICIPANT_LIST),
        (ParticipantContext._update, names.PARTICIPANT_UPDATE),
    ],
)
def test_the_names_are_those_of_the_library(method: Given, ours: frozenset[str]) -> None:
    sent = set(re.findall(r'"([A-Z]\w*(?:\.\w+|[<>])?)":', inspect.getsource(method)))
    assert {name for name in sent if not re.fullmatch(r"Parameter\d+\.\w+", name)} == ours
