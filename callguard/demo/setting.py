"""Where the demonstration plays: its settings, its people, and a policy that counts in seconds."""

import secrets
import socket
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from callguard.config import Language, Settings, SpeechTier
from callguard.console.users import Users
from callguard.db.people import Role
from callguard.policies.store import Policies, StalePolicyError
from rules.policy import MAIN, AtLimit, CallLevels, CoolDown, Frequency, Mode, Policy, Queue, Speech, TalkTime

ACCOUNT_SID = "AC" + "0123456789abcdef" * 2
PUBLIC_URL = "https://callguard.example"
SITE_NUMBER = "+12025550100"
FIRST_PORT = 8080
PEOPLE = (
    ("aiko", "Aiko", Role.AGENT, "client:aiko"),
    ("ben", "Ben", Role.AGENT, "client:ben"),
    ("sora", "Sora", Role.SUPERVISOR, None),
    ("adil", "Adil", Role.ADMIN, None),
)
POLICY = Policy(
    queues={MAIN: Queue(mode=Mode.FULL)},
    talk_time=TalkTime(
        hint_s=20,
        warning_s=28,
        invite_s=40,
        notice_s=32,
        notice_lead_s=10,
        final_notice_s=39,
        final_lead_s=6,
        limit_s=48,
        at_limit=AtLimit.END,
        supervisor_wait_s=10,
    ),
    frequency=Frequency(day=CallLevels(note=3, warn=6, alert=10), min_talk_s=2),
    speech=Speech(min_confidence=0.5, repeat_firm=2, repeat_final=4),
    cool_down=CoolDown(warn_s=1, final_s=2, act_s=3),
)


@dataclass(frozen=True, slots=True)
class Setting:
    """The settings of the demonstration, and the port on which Twilio is played."""

    settings: Settings
    auth_token: str


def make_setting(data_dir: Path, port: int, api_url: str, token: str) -> Settings:
    """Return settings that name every field, so that the environment of the machine does not matter."""
    return Settings(
        public_url=PUBLIC_URL,
        console_url=f"http://127.0.0.1:{port}",
        host="127.0.0.1",
        port=port,
        data_dir=data_dir,
        twilio_account_sid=ACCOUNT_SID,
        twilio_auth_token=SecretStr(token),
        twilio_api_url=api_url,
        language=Language.KO,
        time_zone="Asia/Seoul",
        speech_tier=SpeechTier.WATCH,
    )


def new_token() -> str:
    """Return an auth token for one run."""
    return secrets.token_hex(16)


def free_port(preferred: int | None) -> int:
    """Return the preferred port if it is free, else any free one."""
    for port in (preferred or 0, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port on 127.0.0.1")


def move_in(users: Users, policies: Policies) -> None:
    """Add the people, and the demonstration's policy where another one stands; safe to run again."""
    for name, display_name, role, phone in PEOPLE:
        if users.get(name) is None:
            users.add(name, display_name, role, None, Language.KO, phone)
    current = policies.current()
    if current.policy != POLICY:
        try:
            policies.save(POLICY, "adil", "Demonstration: seconds for minutes", current.version)
        except StalePolicyError:
            move_in(users, policies)
