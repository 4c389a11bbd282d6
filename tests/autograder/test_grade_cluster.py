"""A class on a Dask cluster: other hosts, no shared files, workers that go."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from cluster_hosts import DASK, network, why_not
from grading_notebooks import RIGHT, answered, arrays_course, hand_in, released
from grading_stock import grades

from autograder.farm import cluster, digests, outpost
from autograder.farm.run import grade_class
from autograder.gradebook.course import Course, WrongCall

GRADE = [sys.executable, "-c", "from autograder.cli import app; app()", "grade"]
PORT = 8786
STUDENTS = 8


def a_class(root: Path, students: int = STUDENTS) -> None:
    stub = released(arrays_course(root))
    for number in range(students):
        slow = f"import time\ntime.sleep(.4)\ndef part(k):\n    return k % {number % 3 + 1}"
        hand_in(root, f"s{number}", answered(stub, **{**RIGHT, "parts": slow}))


def test_no_scheduler_is_one_sentence(tmp_path, monkeypatch):
    a_class(tmp_path, 1)
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 0.3)
    with pytest.raises(WrongCall, match=r"no Dask scheduler answers at tcp://127.0.0.1:9 \("):
        grade_class(Course(tmp_path), [], scheduler="tcp://127.0.0.1:9")


def test_other_versions_are_one_sentence():
    here = outpost.Answer(None, "none", (), digests.code_digest(), digests.versions())
    assert cluster._differences(here) is None
    older = tuple("numpy-1.0" if v.startswith("numpy-") else v for v in here.versions)
    why = cluster._differences(replace(here, versions=older))
    assert why is not None and "numpy 1.0 there, " in why and "install the same on both" in why
    assert "the autograder there" in str(cluster._differences(replace(here, code="x")))


def start_cluster(hosts, tmp_path: Path) -> tuple[str, dict[str, int]]:
    """A scheduler and two workers. Returns the scheduler's address and the workers' pids."""
    hub = hosts.add("hub")
    address = f"tcp://{hub}:{PORT}"
    hosts.start("hub", [*DASK, "scheduler", "--host", hub, "--port", str(PORT), "--no-dashboard"],
                tmp_path / "hub.log")  # fmt: skip
    workers = {}
    for name in ("one", "two"):
        host = hosts.add(name)
        workers[name] = hosts.start(
            name,
            [*DASK, "worker", address, "--host", host, "--nthreads", "1", "--no-nanny",
             "--no-dashboard", "--death-timeout", "120"],
            tmp_path / f"{name}.log",
        )  # fmt: skip
    return address, workers


@pytest.mark.slow
@pytest.mark.alone
def test_two_hosts_and_one_of_them_killed_give_the_local_grades(tmp_path):
    if reason := why_not():
        pytest.skip(reason)
    here, there = tmp_path / "hidden" / "class", tmp_path / "hidden" / "local"
    a_class(here)
    shutil.copytree(here, there)

    with network(tmp_path / "hidden") as hosts:
        address, workers = start_cluster(hosts, tmp_path)
        teacher = hosts.add("teacher")
        assert teacher
        log = tmp_path / "grade.log"
        program = [*GRADE, "--course-dir", str(here), "--scheduler", address]
        run = hosts.start("teacher", program, log, blind=False)
        killed = False
        until = time.monotonic() + 400
        process = next(p for p in hosts.processes if p.pid == run)
        while process.poll() is None and time.monotonic() < until:
            if not killed and "[3/" in log.read_text():
                os.kill(workers["one"], signal.SIGKILL)
                killed = True
            time.sleep(0.05)
        said = log.read_text()
        assert killed and process.returncode == 0, said
        assert f"{STUDENTS} graded, 0 failed" in said, said
        # Nothing of the class is where the workers are.
        seen = subprocess.run(
            ["nsenter", "-t", str(workers["two"]), "-m", "ls", str(tmp_path / "hidden")],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert "class" not in seen.stdout.split()
    local = grade_class(Course(there), [])
    assert len(local.verdicts) == STUDENTS
    assert grades(here / "gradebook.db") == grades(there / "gradebook.db")
