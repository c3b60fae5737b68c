"""A running site with Twilio played before it, as the tests of whole calls use it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx

from callguard.config import Settings, SpeechTier
from callguard.console.links import sign_in_link
from callguard.console.users import Users
from callguard.db.people import Role
from callguard.demo.robot import RobotAgent
from callguard.demo.setting import free_port
from callguard.serve.all_in_one import with_own_stores
from callguard.simulator import CallScript, Disorder, Simulator
from callguard.site import Site
from rules.policy import AtLimit, CallLevels, CoolDown, Frequency, Speech, TalkTime
from tests.flow.call import Call
from tests.flow.loop import Loop
from tests.flow.processes import Running, serving
from tests.flow.waiting import until
from tests.full_policy import full_policy
from tests.settings import ACCOUNT_SID, PUBLIC_URL, TOKEN, settings_for
from tests.webhooks.twilio_side import sign

MORI = "+12025550143"
SITE_NUMBER = "+12025550100"
NEVER = CallLevels(note=1000, warn=1000, alert=1000)
POLICY = full_policy(
    talk_time=TalkTime(
        hint_s=1, warning_s=1, invite_s=4, notice_s=2, notice_lead_s=1, final_notice_s=3, final_lead_s=1,
        limit_s=4,
        at_limit=AtLimit.END, supervisor_wait_s=600,
    ),
    frequency=Frequency(day=NEVER, week=NEVER, month=NEVER, min_talk_s=0),
    speech=Speech(min_confidence=0.0),
    cool_down=CoolDown(warn_s=0, final_s=0, act_s=0),
)  # fmt: skip
Run = Callable[[Settings], AbstractContextManager[Running]]


class Stage:
    """The site from outside: dial in, post forms, open pages; and what it did, read from its stores."""

    def __init__(self, settings: Settings, running: Running, simulator: Simulator, loop: Loop) -> None:
        self.settings = settings
        self.running = running
        self.sim = simulator
        self.loop = loop
        self.site = Site(with_own_stores(settings))
        self._calls: list[Call] = []
        self._read = 0

    def dial(self, script: CallScript | None = None, caller: str = MORI) -> Call:
        """Let a call come in; without a script nobody speaks, and nobody hangs up by themselves."""
        dialled = self.sim.dial_in(
            caller,
            SITE_NUMBER,
            f"{PUBLIC_URL}/twilio/voice",
            script or CallScript(),
            status_callback_url=f"{PUBLIC_URL}/twilio/call",
        )
        call = Call(self.site, self.loop.run(dialled), self.loop)
        self._calls.append(call)
        return call

    @contextmanager
    def on_duty(self, name: str) -> Iterator[RobotAgent]:
        """Have an agent on duty, until the site knows that they have left."""
        robot = RobotAgent(self.settings.pages_url, sign_in_link(self.site.vault, self.settings, name))
        with self.loop.within(robot.on_duty()):
            until(lambda: self._is_on_duty(name), f"{name} on duty")
            yield robot
        until(lambda: not self._is_on_duty(name), f"{name} off duty")

    def post(self, path: str, form: dict[str, str], **headers: str) -> httpx.Response:
        """Post a form as Twilio does; a signature among the headers replaces the right one."""
        signature = sign(PUBLIC_URL + path, form.items(), TOKEN)
        signed = {"X-Twilio-Signature": signature, **{k.replace("_", "-"): v for k, v in headers.items()}}
        kept = {name: value for name, value in signed.items() if value}
        address = f"http://127.0.0.1:{self.settings.port}{path}"
        return httpx.post(address, data=form, headers=kept, timeout=30)

    def page(self, name: str, path: str) -> str:
        """Return a page as this user sees it; empty while the site does not answer."""
        try:
            with httpx.Client(base_url=self.settings.pages_url, follow_redirects=True) as client:
                client.get(sign_in_link(self.site.vault, self.settings, name)).raise_for_status()
                return client.get(path).raise_for_status().text
        except httpx.HTTPError:
            return ""

    def logged(self, *parts: str) -> str:
        """Wait for a line of the log, since this test began, that holds all of this."""

        def find() -> str | None:
            lines = self.log().splitlines()
            return next((line for line in lines if all(part in line for part in parts)), None)

        return until(find, f"log line with {parts}")

    def log(self) -> str:
        """Return what was logged since this test began."""
        return self.running.log.read_text(encoding="utf-8")[self._read :]

    def clear(self) -> None:
        """Begin anew: everybody hangs up, everything is done, and the log so far is forgotten."""
        self.sim.disorder = Disorder()
        self.sim.parties.clear()
        for call in self._calls:
            call.hang_up()
        self.loop.run(self.sim.callbacks_sent())
        until(lambda: not self.site.calls.live(), "all calls over")
        until(lambda: self.site.outbox.pending() == 0, "all effects done")
        self._calls.clear()
        self._read = len(self.running.log.read_text(encoding="utf-8"))

    def _is_on_duty(self, name: str) -> bool:
        return self.site.redis.zscore("cg:duty", name) is not None

    def move_in(self) -> None:
        """Add the cast, and the policy that counts in seconds."""
        users = Users(self.site.database)
        people = (("aiko", Role.AGENT), ("ben", Role.AGENT), ("sora", Role.SUPERVISOR), ("adil", Role.ADMIN))
        for name, role in people:
            phone = f"client:{name}" if role is Role.AGENT else None
            users.add(name, name.title(), role, None, "en", phone)
        policies = self.site.policies
        policies.save(POLICY, "adil", "Seconds for minutes", policies.current().version)


@contextmanager
def set_stage(folder: Path, *, speed: float = 10.0, run: Run = serving, **others: Any) -> Iterator[Stage]:  # noqa: ANN401 - settings
    """Run a site and play Twilio to it, with Aiko on duty. Twilio's time runs `speed` times as fast."""
    loop, port = Loop(), free_port(None)
    simulator = Simulator(ACCOUNT_SID, TOKEN, PUBLIC_URL, f"http://127.0.0.1:{port}", speed)
    with ExitStack() as stack:
        stack.callback(loop.close)
        stack.enter_context(loop.within(simulator))
        values: dict[str, Any] = {
            "console_url": f"http://127.0.0.1:{port}",
            "port": port,
            "twilio_api_url": simulator.api_url,
            "database_url": None,
            "speech_tier": SpeechTier.OFF,
            "action_workers": 1,
            **others,
        }
        settings = settings_for(folder, **values)
        stage = Stage(settings, stack.enter_context(run(settings)), simulator, loop)
        stage.move_in()
        stack.enter_context(stage.on_duty("aiko"))
        yield stage
