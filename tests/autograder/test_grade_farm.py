"""Worker processes that die, and runs that are killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import pytest
from grading_notebooks import RIGHT, answered, arrays_course, hand_in, released
from grading_stock import grades

from autograder.farm import task
from autograder.farm.run import grade_class
from autograder.gradebook.course import Course, WrongCall
from autograder.gradebook.instructor import load_assignment
from autograder.kernel.options import KernelOptions
from autograder.kernel.session import KernelStartError
from autograder.types import SubmittedFiles

# Only an ordinary kernel can kill its worker. Lack of memory ends any worker the same way.
BARE = {"isolation": "none", "judge": "in-kernel"}
KILLER = "import os, signal\ndef mean(x):\n    os.kill(os.getppid(), signal.SIGKILL)\n    return 1"


class Heard:
    """Remembers what a listener is told."""

    def __init__(self) -> None:
        self.events: list[tuple[str, str]] = []

    def begin(self, total, workers):
        self.events.append(("begin", f"{total} on {workers}"))

    def started(self, task):
        self.events.append(("started", task.student))

    def finished(self, verdict):
        self.events.append(("finished", verdict.student))

    def known(self, verdict):
        self.events.append(("known", verdict.student))

    def tick(self):
        pass


def test_a_kernel_that_does_not_start_is_tried_once_more(tmp_path, monkeypatch):
    nb = answered(released(arrays_course(tmp_path)), **RIGHT)
    one = load_assignment(Course(tmp_path), "arrays").assignment
    task_of_ada = SubmittedFiles("ada", "arrays", {"arrays.ipynb": nbformat.writes(nb).encode()})
    starts: list[int] = []
    failing = 1

    def start(self):
        starts.append(len(starts))
        if len(starts) <= failing:
            raise KernelStartError("the kernel did not start: its port is taken")
        return enter(self)

    enter = task.Session.__enter__
    monkeypatch.setattr(task.Session, "__enter__", start)
    graded = task.grade_one(one, task_of_ada, KernelOptions(judge="in-kernel"))
    assert graded.verdict.cells["test_mean"].score == 2 and len(starts) == 2
    failing = 9
    starts.clear()
    graded = task.grade_one(one, task_of_ada, KernelOptions(judge="in-kernel"))
    assert graded.ours and "tell your instructor" in graded.verdict.reason and len(starts) == 2
    assert "its port is taken" in graded.log


def test_a_worker_that_dies_costs_its_own_submission_only(tmp_path, monkeypatch):
    stub = released(arrays_course(tmp_path))
    right = answered(stub, **RIGHT)
    for student in ("ada", "bob", "zoe"):
        hand_in(tmp_path, student, right)
    hand_in(tmp_path, "killer", answered(stub, **{**RIGHT, "mean": KILLER}))
    heard = Heard()
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    outcome = grade_class(Course(tmp_path), [], workers=2, listener=heard, **BARE)
    assert list(scratch.glob("autograder*")) == []
    by_name = {verdict.student: verdict for verdict in outcome.verdicts}
    assert list(by_name) == ["ada", "bob", "killer", "zoe"]
    assert [by_name[name].score for name in ("ada", "bob", "zoe")] == [6, 6, 6]
    assert by_name["killer"].status == "failed"
    assert "process ended (exit code -9)" in str(by_name["killer"].reason)
    assert heard.events[0] == ("begin", "4 on 2")
    assert sorted(name for kind, name in heard.events if kind == "finished") == sorted(by_name)
    # A failure of the grader's takes nothing away that was there before.
    hand_in(tmp_path, "killer", right)
    grade_class(Course(tmp_path), [], students=["killer"], **BARE)
    before = grades(tmp_path / "gradebook.db")
    assert before["arrays", "killer", "arrays", "test_mean"][0] == 2
    hand_in(tmp_path, "killer", answered(stub, **{**RIGHT, "mean": KILLER}))
    grade_class(Course(tmp_path), [], students=["killer"], **BARE)
    assert grades(tmp_path / "gradebook.db") == before
    assert (tmp_path / "autograded/killer/arrays/arrays.ipynb").exists()


def test_a_resubmission_that_is_broken_takes_the_old_scores_back(tmp_path):
    stub = released(arrays_course(tmp_path))
    hand_in(tmp_path, "ada", answered(stub, **RIGHT))
    grade_class(Course(tmp_path), [])
    hand_in(tmp_path, "ada", b"")
    verdict = grade_class(Course(tmp_path), []).verdicts[0]
    assert verdict.status == "failed" and verdict.score is None
    assert grades(tmp_path / "gradebook.db")["arrays", "ada", "arrays", "test_mean"][0] is None
    assert not (tmp_path / "autograded/ada/arrays").exists()
    assert "is empty" in (tmp_path / "feedback/ada/arrays/arrays.html").read_text()


def processes_below(folder: Path) -> list[int]:
    """Processes that work in a folder."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and os.readlink(entry / "cwd").startswith(str(folder)):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def test_two_runs_at_once_are_refused(tmp_path):
    stub = released(arrays_course(tmp_path))
    hand_in(tmp_path, "ada", stub)
    course = Course(tmp_path)
    with course.alone(), pytest.raises(WrongCall, match="another run is grading"):
        grade_class(Course(tmp_path), [])


def left(scratch):
    """Folders of submissions and of judges. They may go while they are looked for."""
    folders = [Path(place) / name for place, names, _ in os.walk(scratch) for name in names]
    return [one for one in folders if one.name == "work" or one.name.startswith("judge-")]


@pytest.mark.slow
@pytest.mark.alone
def test_a_killed_run_leaves_nothing_behind_and_the_next_one_gives_the_same(tmp_path):
    root, scratch = tmp_path / "class", tmp_path / "tmp"
    scratch.mkdir()
    stub = released(arrays_course(root))
    for number in range(6):
        answers = {
            **RIGHT,
            "parts": f"import time\ntime.sleep(.5)\ndef part(k):\n    return {number}",
        }
        hand_in(root, f"s{number}", answered(stub, **answers))
    program = "from autograder.cli import app; app()"
    command = [sys.executable, "-c", program, "grade", "--course-dir", str(root)]
    env = {**os.environ, "TMPDIR": str(scratch)}
    for done in (1, 3):
        running = subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True)
        assert running.stderr is not None
        for line in running.stderr:
            if line.startswith(f"[{done}/6]"):
                break
        running.send_signal(signal.SIGKILL)
        running.wait()
        running.stderr.close()
        deadline = time.monotonic() + 60  # a busy machine cleans up late
        while (processes_below(scratch) or left(scratch)) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert processes_below(scratch) == []
        assert left(scratch) == []
    finished = subprocess.run(command, env=env, capture_output=True, text=True, timeout=300)
    assert finished.returncode == 0, finished.stderr
    killed = grades(root / "gradebook.db")
    fresh = tmp_path / "fresh"
    with tempfile.TemporaryDirectory():
        subprocess.run(["cp", "-r", str(root), str(fresh)], check=True)
        (fresh / "gradebook.db").unlink()
    grade_class(Course(fresh), [])
    assert grades(fresh / "gradebook.db") == killed
    assert [killed["arrays", f"s{n}", "arrays", "test_parts"][0] for n in range(4)] == [1, 1, 1, 0]
