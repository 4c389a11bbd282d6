"""Kernels: limits hold, and nothing of a kernel is left behind."""

from __future__ import annotations

import os
import time

import pytest

from autograder.kernel.options import KernelOptions
from autograder.kernel.scratch import Scratch
from autograder.kernel.session import KernelStartError, Session


@pytest.fixture
def start():
    """Starts kernels that the test's end ends."""
    opened: list = []

    def run(seconds: float = 120.0, files: dict[str, bytes] | None = None, **changes):
        options = KernelOptions(**{"grace_seconds": 8.0, **changes})
        scratch = Scratch(files or {})
        session = Session(
            "python3", options, scratch.work, scratch.environment(options),
            time.monotonic() + seconds,
        )  # fmt: skip
        opened.append((session, scratch))
        return session.__enter__()

    yield run
    for session, scratch in opened:
        session.close()
        scratch.remove()
        assert not scratch.root.exists()


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rsplit(")")[-1].split()[0] != "Z"


def test_cells_share_a_kernel_with_its_own_home_and_no_secrets(start, monkeypatch):
    monkeypatch.setenv("MY_API_KEY", "secret")
    monkeypatch.setenv("COURSE_DATA", "/data")
    session = start(files={"sub/data.csv": b"1,2"}, threads=3)
    assert session.run("x = 20").status == "ok"
    result = session.run(
        "import os\n"
        "(open('sub/data.csv').read(), os.environ.get('MY_API_KEY'), os.environ['OMP_NUM_THREADS'],"
        " os.environ['COURSE_OFFLINE'], os.environ['COURSE_DATA'],"
        " os.path.realpath(os.environ['HOME']).startswith(os.path.dirname(os.getcwd())), x + 1)"
    )
    assert result.outputs[0].data["text/plain"] == "('1,2', None, '3', '1', '/data', True, 21)"
    failed = session.run("print('before')\n1 / 0")
    assert failed.status == "error" and failed.error[:2] == (
        "ZeroDivisionError",
        "division by zero",
    )
    assert failed.outputs[0].text == "before\n"
    assert session.run("raise SystemExit(3)").status == "error"
    assert session.run("secret = 1", history=False).status == "ok"
    assert "secret" not in session.run("'|'.join(In)").outputs[0].data["text/plain"]


def test_a_cell_out_of_time_is_interrupted_and_the_next_one_runs(start):
    session = start()
    stopped = session.run("print('here')\nwhile True:\n    pass", seconds=1)
    assert (
        stopped.status == "timeout"
        and stopped.why == "stopped after 1 s: is there an endless loop?"
    )
    assert session.run("1 + 1").outputs[0].data["text/plain"] == "2"


def test_a_cell_that_cannot_be_interrupted_loses_its_kernel_and_all_children(start):
    session = start()
    shown = session.run(
        "import subprocess, os\n"
        "child = subprocess.Popen(['sleep', '1000'])\nprint(os.getpid(), child.pid)"
    )
    pids = [int(word) for word in shown.outputs[0].text.split()]
    assert all(alive(pid) for pid in pids)
    lost = session.run(
        "import time\nwhile True:\n    try:\n        time.sleep(100)\n"
        "    except KeyboardInterrupt:\n        pass",
        seconds=1,
    )
    assert lost.status == "lost" and str(lost.why).startswith("stopped after 1 s")
    after = session.run("1")
    assert after.status == "not run" and after.why == lost.why
    deadline = time.monotonic() + 60
    while any(alive(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(alive(pid) for pid in pids)


def test_the_time_of_a_submission_is_limited_in_all(start):
    session = start(total_seconds=2)
    session.deadline = time.monotonic() + 2  # the kernel's start isn't what is measured here
    assert session.run("import time; time.sleep(.1)", seconds=30).status == "ok"
    lost = session.run("time.sleep(30)", seconds=30)
    assert lost.status == "lost" and lost.why == "stopped after 2 s in all"


def test_output_is_cut_and_a_flood_ends_the_kernel(start):
    session = start(cell_output=1000, total_output=1_000_000)
    cut = session.run("for i in range(100):\n    print('x' * 100)\n7")
    assert cut.status == "ok" and sum(len(str(output)) for output in cut.outputs) < 3000
    assert "output cut after 1,000 characters" in cut.outputs[-1].text
    assert any(output.output_type == "execute_result" for output in cut.outputs)
    flood = session.run(
        "import time\nwhile True:\n    print('x' * 10_000)\n    time.sleep(.002)", seconds=60
    )
    assert flood.status == "lost" and flood.why == "stopped after 1 MB of output"
    assert flood.seconds < 60


def test_a_kernel_that_ends_itself_is_told(start):
    session = start()
    lost = session.run("import os\nos._exit(1)")
    assert lost.status == "lost" and lost.why.startswith("the kernel ended")


def test_a_kernel_that_does_not_start_is_the_machines_fault(tmp_path):
    options = KernelOptions()
    session = Session("no_such_kernel", options, tmp_path, dict(os.environ), time.monotonic() + 60)
    with pytest.raises(KernelStartError, match="no_such_kernel"):
        session.__enter__()
