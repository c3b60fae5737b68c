"""Processes killed in the middle of a call: what was decided comes true all the same, once."""

import os
import signal

from callguard.live import keys
from rules.events import HoldEnded, HoldStarted, MatterAnswered
from rules.marks import FINAL_NOTICE, LIMIT, NOTICE, WARNING
from tests.flow.processes import child
from tests.flow.stage import Stage
from tests.flow.waiting import until
from tests.webhooks.twilio_side import CONFERENCE

TO_THE_LIMIT = [NOTICE, FINAL_NOTICE, LIMIT]
"""The warning before them is the agent's alone, and is left out when the notice is due as well."""


def kill(site: Stage, words: str) -> int:
    """Kill the child of `serve` with these words in its command, and return its id."""
    pid = child(site.running.process.pid, words)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    return pid


def wait_for_another(site: Stage, words: str, killed: int) -> None:
    def find() -> bool:
        return child(site.running.process.pid, words) not in (None, killed)

    until(find, f"{words} started again")
    site.logged("process died, started again", "code=-9")


def held(sid: str, event: str, number: int) -> dict[str, str]:
    return {
        "ConferenceSid": CONFERENCE,
        "FriendlyName": f"callguard-{sid}",
        "StatusCallbackEvent": event,
        "CallSid": sid,
        "ParticipantLabel": "caller",
        "SequenceNumber": str(50 + number),
    }


def tell_as_twilio(site: Stage, form: dict[str, str]) -> None:
    """Post until it is taken: our addresses ask Twilio for that."""
    until(lambda: site.post("/twilio/conference", form).status_code == 204, "a callback taken")


def test_a_worker_killed_in_a_job_is_replaced_and_its_effect_has_one_outcome(site: Stage) -> None:
    done, failed = site.site.outbox.outcomes()
    call = site.dial()
    call.talks()
    until(lambda: site.site.outbox.pending() == 0, "nothing to do")
    with site.site.database.write() as session:
        session.connection()  # holds SQLite's write lock, so that the job stands still
        call.hang_up()
        call.ended()
        lease = keys.lease(call.sid)
        until(lambda: site.site.redis.keys(f"{lease}*"), "a worker has the record in hand")
        killed = kill(site, "worker records")
    wait_for_another(site, "worker records", killed)
    assert call.recorded()["ended_by"] == "caller"
    assert site.site.outbox.outcomes() == (done + call.jobs(), failed)


def test_valkey_killed_in_a_call_comes_back_with_every_event_and_limit(site: Stage) -> None:
    call = site.dial()
    call.until(lambda facts: facts.has_fired(WARNING), "the first mark")
    call.tell(MatterAnswered)
    killed = kill(site, "valkey-server")
    for number, event in enumerate(("participant-hold", "participant-unhold")):
        tell_as_twilio(site, held(call.sid, event, number))
    wait_for_another(site, "valkey-server", killed)
    record = call.recorded()
    assert [mark["limit"] for mark in record["limits"]][-3:] == TO_THE_LIMIT
    assert record["ended_by"] == "limit"
    assert len(call.events(MatterAnswered)) == 1
    assert len(call.events(HoldStarted)) == len(call.events(HoldEnded)) == 1


def test_the_web_process_killed_in_a_call_comes_back_to_its_limits_and_prompts(site: Stage) -> None:
    call = site.dial()
    call.talks()
    killed = kill(site, "web --with-media")
    wait_for_another(site, "web --with-media", killed)
    facts = call.until(lambda facts: facts.has_fired(LIMIT), "the limit")
    assert facts.is_live
    assert facts.prompt is not None
    assert facts.prompt.gives == FINAL_NOTICE
    text = facts.prompt.text
    until(lambda: text in site.page("aiko", "/agent"), "the prompt shown")
    call.hang_up()
    record = call.recorded()
    assert [mark["limit"] for mark in record["limits"]][-3:] == TO_THE_LIMIT
    assert text in [prompt["text"] for prompt in record["prompts"]]
