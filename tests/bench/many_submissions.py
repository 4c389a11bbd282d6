"""Hundreds of submissions in a row leave nothing behind: `python -m tests.bench many_submissions`.

Grades copies of a tiny NumPy notebook in one run, through one zygote, and looks meanwhile and
afterwards for processes, mounts, cgroups, sockets, temporary files, open files and memory.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import os
import resource
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from autograder.farm import start
from autograder.farm.run import Silence, grade_class
from autograder.gradebook.course import Course
from autograder.kernel.sandbox import cgroups, detect
from autograder.types import Verdict
from tests.autograder.grading_notebooks import RIGHT, answered, arrays_course, hand_in, released

WARM_UP = 0.25  # of the submissions: caches fill, and each worker imports what it needs
# A grader that forgot to close one file or kept one small object for each submission would be over
# these. Below lies what an allocator does by itself.
GROWTH = {"open files": 0.05, "memory in kB": 60.0, "temporary files": 0.05, "processes": 0.05}
SLACK = {"open files": 6, "memory in kB": 8_000, "temporary files": 40, "processes": 8}
PR_SET_CHILD_SUBREAPER = 36
GRADER, ZYGOTE, WORKER = "grader", "zygote", "worker"


@dataclass
class Trace:
    """What was seen.

    Attributes:
        samples: values by what was counted and in whom, one after each submission. The total of
            all workers counts as one.
        left: sentences about what was there after the run and not before it.
        scores: points, by student.
        seconds: of the run.
    """

    samples: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))
    left: list[str] = field(default_factory=list)
    scores: dict[str, float | None] = field(default_factory=dict)
    seconds: float = 0.0

    def problems(self) -> list[str]:
        """Sentences about everything that leaks; empty if nothing does."""
        return [*self.left, *filter(None, (self._growth(*key) for key in self.samples))]

    def growth(self, what: str, whose: str) -> tuple[float, int]:
        """How much something grew after the warm-up, and over how many submissions."""
        values = self.samples[what, whose]
        late = values[int(len(values) * WARM_UP) :]
        quarter = max(1, len(late) // 4)
        grown = statistics.median(late[-quarter:]) - statistics.median(late[:quarter])
        return grown, len(late) - quarter

    def _growth(self, what: str, whose: str) -> str | None:
        grown, count = self.growth(what, whose)
        if grown <= SLACK[what] + GROWTH[what] * count:
            return None
        return f"{what} of the {whose} grew by {grown:,.0f} in {count} submissions"


class Watch(Silence):
    """Takes a sample after each submission."""

    def __init__(self, folder: Path) -> None:
        self.trace, self._folder = Trace(), folder

    def finished(self, verdict: Verdict) -> None:
        """Looks at all processes of the run."""
        samples = self.trace.samples
        for whose, pids in processes().items():
            samples["memory in kB", whose].append(sum(map(_memory, pids)))
            samples["open files", whose].append(sum(map(_open_files, pids)))
        samples["processes", "run"].append(len(descendants(os.getpid())))
        count = sum(len(names) for _, _, names in os.walk(self._folder))
        samples["temporary files", "run"].append(count)


def processes() -> dict[str, list[int]]:
    """The lasting processes of a run."""
    found: dict[str, list[int]] = {GRADER: [os.getpid()], ZYGOTE: [], WORKER: []}
    for pid in descendants(os.getpid()):
        name = _command(pid)
        if "warm.zygote" in name and _parent(pid) == os.getpid():
            found[ZYGOTE].append(pid)
        elif "forkserver" in name:
            found[WORKER].append(pid)
    return found


def watch(folder: Path, students: int, workers: int, watcher: type[Watch] = Watch) -> Trace:
    """Grades a class and reports what leaked.

    Args:
        folder: an empty folder with a short name; all temporary files go below it.
        students: how many hand in.
        workers: submissions at a time.
        watcher: samples.
    """
    root, temporary = folder / "class", folder / "t"
    temporary.mkdir(parents=True)
    notebook = answered(released(arrays_course(root)), **RIGHT)
    for number in range(students):
        hand_in(root, f"s{number:04}", notebook)
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1)  # orphans come to us
    start.begin_early()  # it stays: multiprocessing ends it with this process
    with temporary_files(temporary):
        before = _surroundings(temporary)
        listener = watcher(temporary)
        trace, began = listener.trace, time.monotonic()
        outcome = grade_class(
            Course(root), [], workers=workers, isolation="auto", judge="glass", listener=listener
        )
        trace.seconds = time.monotonic() - began
        after = _surroundings(temporary)
    for what, seen in after.items():
        if more := sorted(seen - before[what]):
            trace.left.append(f"left behind: {len(more)} {what}, such as {more[0]}")
    trace.scores = {verdict.student: verdict.score for verdict in outcome.verdicts}
    return trace


@contextlib.contextmanager
def temporary_files(folder: Path) -> Iterator[None]:
    """Has all temporary files of this process and its children made in a folder."""
    given, tempfile.tempdir = tempfile.tempdir, str(folder)
    variable = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = given
        os.environ.pop("TMPDIR") if variable is None else os.environ.update(TMPDIR=variable)


def _surroundings(folder: Path) -> dict[str, set[str]]:
    """What a run could leave behind, as far as it is ours."""
    place = cgroups.find_place()
    groups = set() if place is None else set(place.folders.values())
    mine = f"{cgroups.PREFIX}{os.getpid()}-"
    return {
        "processes": {f"{pid} {_command(pid)}" for pid in _lasting(os.getpid())},
        "mounts": {row for row in _rows("/proc/self/mountinfo") if str(folder) in row},
        "sockets": {row for row in _rows("/proc/net/unix") if str(folder) in row},
        "temporary files": {str(path) for path in folder.rglob("*")},
        "open files": {f"{n} {_target(n)}" for n in os.listdir("/proc/self/fd") if _target(n)},
        "cgroups": {
            name for group in groups for name in os.listdir(group) if name.startswith(mine)
        },
    }  # fmt: skip


def _lasting(pid: int) -> list[int]:
    """Children of a process, but for those that multiprocessing keeps to its end."""
    until = time.monotonic() + 5  # what was killed needs a moment to be gone
    while True:
        found = [
            child
            for child in descendants(pid)
            if not any(name in _command(child) for name in ("forkserver", "resource_tracker"))
        ]
        if not found or time.monotonic() > until:
            return found
        time.sleep(0.05)


def descendants(pid: int) -> list[int]:
    """All processes below one, those that have ended and not been waited for included."""
    below: dict[int, list[int]] = defaultdict(list)
    for name in os.listdir("/proc"):
        if name.isdecimal():
            below[_parent(int(name))].append(int(name))
    found, rest = [], [pid]
    while rest:
        children = below.get(rest.pop(), [])
        found += children
        rest += children
    return found


def _parent(pid: int) -> int:
    with contextlib.suppress(OSError):
        return int(_rows(f"/proc/{pid}/stat")[0].rpartition(")")[2].split()[1])
    return -1


def _command(pid: int) -> str:
    with contextlib.suppress(OSError, IndexError):
        return _rows(f"/proc/{pid}/cmdline")[0].replace("\0", " ").strip()
    return ""


def _memory(pid: int) -> float:
    with contextlib.suppress(OSError, IndexError):
        pages = int(_rows(f"/proc/{pid}/statm")[0].split()[1])
        return pages * resource.getpagesize() / 1000
    return 0.0


def _open_files(pid: int) -> int:
    with contextlib.suppress(OSError):
        return len(os.listdir(f"/proc/{pid}/fd"))
    return 0


def _target(number: str) -> str:
    with contextlib.suppress(OSError):
        return os.readlink(f"/proc/self/fd/{number}")
    return ""


def _rows(path: str) -> list[str]:
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read().splitlines()


def main(arguments: list[str] | None = None) -> int:
    """Grades, watches, prints. Returns the exit code: 1 if anything leaks."""
    parser = argparse.ArgumentParser(prog="tests.bench many_submissions", description=__doc__)
    parser.add_argument("--students", type=int, default=1000, help="submissions in the class")
    parser.add_argument("--workers", type=int, default=2, help="submissions at a time")
    given = parser.parse_args(arguments)
    if detect().level == "none":
        print("no walls can be put up here: nothing to watch", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="many-") as folder:
        trace = watch(Path(folder), given.students, given.workers)
    print(f"{given.students} submissions in {trace.seconds:.0f} s on {given.workers} workers")
    for what, whose in trace.samples:
        grown, count = trace.growth(what, whose)
        last = trace.samples[what, whose][-1]
        print(f"  {what} of the {whose}: {last:,.0f}, {grown:+,.0f} in the last {count}")
    problems = trace.problems()
    print("\n".join(problems) or "nothing leaks")
    return int(bool(problems))


if __name__ == "__main__":
    raise SystemExit(main())
