"""`scripts/demo` until Ctrl-C: it leaves nothing behind."""

import re
import signal
import subprocess
import sys
from pathlib import Path

from tests.flow.processes import children
from tests.flow.waiting import until

COMMAND = [sys.executable, "-m", "callguard.demo"]


def test_ctrl_c_in_the_middle_of_a_call_leaves_nothing_behind(tmp_path: Path) -> None:
    said = tmp_path / "said"
    with said.open("wb") as stream:
        demo = subprocess.Popen(COMMAND, stderr=stream)
    until(lambda: "is on the line" in said.read_text(encoding="utf-8"), "a call is under way")
    served = children(demo.pid)
    assert served
    folder = re.search(r"its log is (.*)/serve.log", said.read_text(encoding="utf-8"))
    assert folder is not None
    demo.send_signal(signal.SIGINT)
    assert demo.wait(60) == 0
    assert said.read_text(encoding="utf-8").endswith("Stopped.\n")
    assert not Path(folder[1]).exists()
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in served), "its processes are gone")
