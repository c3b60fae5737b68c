"""Plays Twilio at the border: incoming calls, TwiML, signed webhooks, media streams, REST.

Nothing here knows the product, and nothing in the product knows whether Twilio is real.
"""

from callguard.simulator.call_script import CallScript, ScriptLine, load_scenario
from callguard.simulator.delivery import Disorder
from callguard.simulator.errors import ScenarioError, SimulatorError
from callguard.simulator.party import Party
from callguard.simulator.rest import RestRequest
from callguard.simulator.simulator import SimCall, Simulator
from callguard.simulator.webhook_client import SentWebhook

__all__ = [
    "CallScript",
    "Disorder",
    "Party",
    "RestRequest",
    "ScenarioError",
    "ScriptLine",
    "SentWebhook",
    "SimCall",
    "Simulator",
    "SimulatorError",
    "load_scenario",
]
