"""The mailbox: no event is lost while the store is away, and the order of a call is kept."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from callguard.desk.mailbox import Mailbox
from rules import events as on
from rules.speaker import Speaker
from tests.desk.front import SID, Front, now
from tests.stores import running_valkey

DEADLINE_S = 60


def wait_for(condition: Callable[[], object]) -> None:
    until = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def said(number: int) -> on.SpeechHeard:
    start_s = float(number)
    return on.SpeechHeard(f"e{number}", now(), Speaker.CALLER, number, "네", start_s, start_s + 1, final=True)


def test_words_heard_while_the_store_is_down_arrive_when_it_is_back_in_order() -> None:
    with tempfile.TemporaryDirectory(prefix="cg") as folder, running_valkey(Path(folder)) as server:
        front = Front(server.client())
        front.arrive()
        front.join()
        mailbox = Mailbox(front.desk)
        mailbox.start()
        mailbox.post(SID, said(1))
        wait_for(lambda: len(front.calls.log(SID)) == 4)
        server.kill()
        for number in range(2, 12):
            mailbox.post(SID, said(number))
        server.start()
        wait_for(lambda: len(front.calls.log(SID)) == 14)
        heard = [e.event.id for e in front.calls.log(SID) if isinstance(e.event, on.SpeechHeard)]
        assert heard == [f"e{n}" for n in range(1, 12)]
        mailbox.stop()


def test_an_event_of_an_unknown_call_does_not_hold_up_the_next(front: Front) -> None:
    front.arrive()
    mailbox = Mailbox(front.desk)
    mailbox.start()
    mailbox.post("CA" + "d" * 32, said(1))
    mailbox.post(SID, said(2))
    mailbox.stop()
    assert [e.event.id for e in front.calls.log(SID)][-1] == "e2"
