"""The played world: all legs, conferences and people of one account."""

from collections import defaultdict

from callguard.simulator.carrier import Carrier
from callguard.simulator.conference import Conference
from callguard.simulator.leg import Leg
from callguard.simulator.party import Party, everybody


class World:
    """The registers that TwiML and REST look things up in."""

    def __init__(self, carrier: Carrier) -> None:
        self.carrier = carrier
        self.legs: dict[str, Leg] = {}
        self.conferences: dict[str, Conference] = {}
        self.parties: defaultdict[str, Party] = everybody()

    def add_leg(self, leg: Leg) -> Leg:
        """Register a leg."""
        self.legs[leg.sid] = leg
        return leg

    def find_conference(self, name: str) -> Conference | None:
        """The live conference of a name: there is never more than one."""
        return next((c for c in self.conferences.values() if c.is_live and c.name == name), None)

    def open_conference(self, name: str) -> Conference:
        """The live conference of a name, made when there is none."""
        conference = self.find_conference(name)
        if conference is None:
            conference = Conference(self.carrier, name)
            self.conferences[conference.sid] = conference
        return conference
