"""kill -9 of anything at any moment: `python -m tests.bench kill --times 50`.

Each time a class is graded, one process of the run is killed at a random moment, and the same
command is run again. The gradebook has to be the one of a run that nobody disturbed.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from autograder.gradebook.journal import Journal
from tests.autograder.grading_notebooks import RIGHT, answered, arrays_course, hand_in, released
from tests.autograder.grading_stock import grades
from tests.bench.many_submissions import _command, _parent, descendants

VICTIMS = ("coordinator", "worker", "zygote", "anybody")
COMMAND = [sys.executable, "-c", "from autograder.cli import app; app()", "grade", "--workers", "2"]
PATIENCE = 300.0  # seconds for one run, on a busy machine
# Rows that there must be once.
ONCE = {
    "grade": "cell_id, notebook_id",
    "comment": "cell_id, notebook_id",
    "submitted_notebook": "assignment_id, notebook_id",
    "submitted_assignment": "assignment_id, student_id",
}


@dataclass
class Kill:
    """What came of one kill.

    Attributes:
        victim: who was to be killed.
        command: of the process that was, empty if the run was over before.
        done: submissions that had been written by then.
        problems: sentences about what is wrong afterwards.
        seconds: of both runs.
    """

    victim: str
    command: str
    done: int
    problems: list[str]
    seconds: float


def make_class(root: Path, students: int) -> None:
    """Writes a small class that hands in right and wrong answers."""
    stub = released(arrays_course(root))
    for number in range(students):
        part = f"import time\ntime.sleep(.2)\ndef part(k):\n    return k % {number % 4 + 1}"
        hand_in(root, f"s{number:03}", answered(stub, **{**RIGHT, "parts": part}))


def undisturbed(root: Path) -> dict[tuple[str, ...], tuple]:
    """Grades a class. Returns what the gradebook says."""
    done = subprocess.run([*COMMAND, "--course-dir", str(root)], capture_output=True, text=True,
                          timeout=PATIENCE)  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return grades(root / "gradebook.db")


def kill_once(
    root: Path, victim: str, chance: random.Random, expected: dict[tuple[str, ...], tuple]
) -> Kill:
    """Grades a class, kills somebody meanwhile, and grades again.

    Args:
        root: a class that hasn't been graded; afterwards it has.
        victim: out of VICTIMS.
        chance: chooses the moment, and who of several.
        expected: what the gradebook must say in the end.
    """
    start = time.monotonic()
    log = root / "run.log"
    students = len(list((root / "submitted").iterdir()))
    # Up to this line of progress and a little further; before the first one, anywhere.
    line = chance.randrange(students)
    wait = chance.uniform(0, 6 if line == 0 else 0.4)
    with log.open("wb") as file:
        run = subprocess.Popen([*COMMAND, "--course-dir", str(root)], stderr=file,
                               stdout=subprocess.DEVNULL)  # fmt: skip
    _wait_for(log, f"[{line}/" if line else "grading ", run)
    with contextlib.suppress(subprocess.TimeoutExpired):
        run.wait(wait)
    killed = _kill(run, victim, chance) if run.poll() is None else ""
    done = log.read_text().count("\n[") + 0
    problems = []
    try:
        run.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        problems.append("the run did not end")
        run.kill()
    again = subprocess.run([*COMMAND, "--course-dir", str(root)], capture_output=True, text=True,
                           timeout=PATIENCE)  # fmt: skip
    if again.returncode:
        problems.append(f"exit code {again.returncode} of the second run: {again.stderr[-500:]}")
    found = grades(root / "gradebook.db")
    other = [key for key in expected.keys() | found.keys() if expected.get(key) != found.get(key)]
    problems += [f"{key}: {found.get(key)}, not {expected.get(key)}" for key in sorted(other)[:5]]
    problems += [*doubles(root), *_journal(root, students)]
    return Kill(victim, killed, done, problems, time.monotonic() - start)


def doubles(root: Path) -> list[str]:
    """Sentences about rows that a gradebook holds twice."""
    found = []
    with contextlib.closing(sqlite3.connect(root / "gradebook.db")) as book:
        for table, key in ONCE.items():
            query = f"SELECT COUNT(*) FROM (SELECT 1 FROM {table} GROUP BY {key} HAVING COUNT(*)>1)"
            if twice := book.execute(query).fetchone()[0]:
                found.append(f"{twice} rows of {table} are there more than once")
    return found


def _journal(root: Path, students: int) -> list[str]:
    records = list(Journal(root).records())
    if len(records) != students or not all(record.booked for record in records):
        booked = sum(record.booked for record in records)
        return [f"the journal has {len(records)} records, {booked} of them booked, for {students}"]
    return []


def _wait_for(log: Path, words: str, run: subprocess.Popen) -> None:
    until = time.monotonic() + PATIENCE
    while words not in log.read_text() and run.poll() is None and time.monotonic() < until:
        time.sleep(0.02)


def _kill(run: subprocess.Popen, victim: str, chance: random.Random) -> str:
    below = descendants(run.pid)
    chosen = {
        "coordinator": [run.pid],
        "zygote": [
            pid for pid in below
            if "warm.zygote" in _command(pid) and _parent(pid) == run.pid
        ],
        "worker": [
            pid for pid in below
            if "forkserver" in _command(pid) and "forkserver" in _command(_parent(pid))
        ],
        "anybody": [run.pid, *below],
    }[victim]  # fmt: skip
    if not chosen:
        return ""
    pid = chance.choice(sorted(chosen))
    command = _command(pid)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return f"{victim}: {command[-60:]}" if victim != "coordinator" else victim


def main(arguments: list[str] | None = None) -> int:
    """Runs the bench. Returns 1 if any gradebook was not the undisturbed one."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench kill", description=__doc__)
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--students", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    chance = random.Random(asked.seed)
    bad = 0
    with tempfile.TemporaryDirectory(prefix="kill-") as name:
        folder = Path(name)
        make_class(folder / "model", asked.students)
        shutil.copytree(folder / "model", folder / "calm")
        expected = undisturbed(folder / "calm")
        for number in range(asked.times):
            root = folder / "class"
            shutil.copytree(folder / "model", root)
            kill = kill_once(root, VICTIMS[number % len(VICTIMS)], chance, expected)
            shutil.rmtree(root)
            bad += bool(kill.problems)
            print(
                f"[{number + 1}/{asked.times}] {kill.command or kill.victim + ' (nobody there)'} "
                f"after {kill.done} of {asked.students}: "
                f"{'; '.join(kill.problems) or 'same gradebook'} ({kill.seconds:.0f} s)",
                flush=True,
            )
    print(f"{asked.times} kills, {bad} gradebooks that are not the undisturbed one")
    return 1 if bad else 0
