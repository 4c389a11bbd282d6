"""Stock nbgrader against `autograder grade`: `python -m tests.bench grading`.

The same class is graded by `nbgrader autograde` and by `autograder grade` with one
and with two workers, sandbox and judge on. Rounds alternate between them, so that another load of
the machine falls on all of them; the middle one of the rounds counts. All must give equal grades.

Whole commands are timed, start-up included. Bytecode has to be compiled, or stock nbgrader looks
slower than it is.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.farm.run import cores
from autograder.kernel.warm import kernelspec
from autograder.kernel.warm.preload import modules_of
from autograder.kernel.warm.supervisor import ADDRESS, Zygote
from tests.autograder.grading_stock import grades, nbgrader
from tests.bench import grading_class, grading_otter
from tests.bench._common import print_table
from tests.bench.grading_bound import Need, measure, middle

OTTER, OTTERS = "otter run", 12  # a dozen submissions are enough for its pace
STOCK, ONE, TWO = "nbgrader autograde", "autograder, 1 worker", "autograder, 2 workers"
BARE = "warm kernels only, 1 worker"
WANTED = {ONE: 2.5, TWO: 4.5}  # times as many submissions a minute as stock
OVERHEAD = 0.15
PROTECTED = ("--isolation", "auto", "--judge", "glass")
# What the command says of each submission: "[1/6] s000 digits: 9 of 9 in 2.8 s".
TOLD = re.compile(r"^\[\d+/\d+\] .* in ([\d.]+) s", re.MULTILINE)
OPEN = ("--isolation", "none", "--judge", "in-kernel")


@dataclass
class Run:
    """One run of a command over the class.

    Attributes:
        seconds: wall time of the whole command.
        cpu: processor seconds of all its processes.
        grading: seconds of work on the submissions, start-up and writing not included; None
            where that isn't told.
        scores: what the gradebook says afterwards.
    """

    seconds: float
    cpu: float
    grading: float | None = None
    scores: dict[tuple[str, ...], tuple] = field(default_factory=dict)


def stock(master: Path, folder: Path) -> Run:
    """Grades a copy of the class with nbgrader's own command."""
    root = copy_of(master, folder)
    made = nbgrader(root, "generate_assignment", grading_class.ASSIGNMENT)
    assert made.returncode == 0, made.stderr[-2000:]
    start, before = time.perf_counter(), _cpu()
    done = nbgrader(root, "autograde", grading_class.ASSIGNMENT)
    run = Run(time.perf_counter() - start, _cpu() - before)
    assert done.returncode == 0, done.stderr[-2000:]
    run.scores = scores(root)
    return run


def ours(master: Path, folder: Path, workers: int, options: tuple[str, ...]) -> Run:
    """Grades a copy of the class with `autograder grade`."""
    root = copy_of(master, folder)
    command = [
        sys.executable, "-m", "autograder.cli", "grade", "--course-dir", str(root),
        "--workers", str(workers), *options,
    ]  # fmt: skip
    start, before = time.perf_counter(), _cpu()
    done = subprocess.run(command, capture_output=True, text=True)
    run = Run(time.perf_counter() - start, _cpu() - before)
    assert done.returncode == 0, done.stderr[-2000:]
    run.grading = sum(map(float, TOLD.findall(done.stderr)))
    run.scores = scores(root)
    return run


@contextlib.contextmanager
def warm_kernels(folder: Path) -> Iterator[None]:
    """Has every ordinary kernel forked from a zygote, without walls around it."""
    kernelspec.install(folder, name="python3")
    with Zygote(("numpy", "matplotlib", *modules_of([grading_class.SETUP]))) as zygote:
        before = {name: os.environ.get(name) for name in (ADDRESS, "JUPYTER_PATH")}
        os.environ.update({ADDRESS: zygote.address, "JUPYTER_PATH": str(folder)})
        try:
            yield
        finally:
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})


def otter_run(master: Path, folder: Path, stock_scores: dict[tuple[str, ...], tuple]) -> Run:
    """Grades the first submissions with `otter run`, which must give the points of stock."""
    command = grading_otter.install(folder / "otter")
    zipped = grading_otter.prepare(command, master, folder / "otter-tests")
    seconds, points = grading_otter.grade(command, zipped, master, folder / "results", OTTERS)
    totals = dict.fromkeys(points, 0.0)
    for key, value in stock_scores.items():
        if key[1] in totals and len(value) == 2:
            totals[key[1]] += value[0] or 0.0
    assert points == totals, f"otter gives {points}, nbgrader {totals}"
    return Run(seconds, 0.0)


def copy_of(master: Path, folder: Path) -> Path:
    """Makes a fresh copy of the class, graded by nobody."""
    root = folder / "class"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(master, root)
    return root


def scores(root: Path) -> dict[tuple[str, ...], tuple]:
    """Points per cell. Comments differ on purpose: ours say what went wrong."""
    found = grades(root / "gradebook.db")
    return {key: value[:2] for key, value in found.items() if "comment" not in key}


def _cpu() -> float:
    times = os.times()
    return times.children_user + times.children_system


def table(runs: dict[str, list[Run]], need: Need, students: int) -> list[dict[str, Any]]:
    """Brings the rounds together.

    Returns:
        One row per command: the middle round, its ratio to stock's (middle of the ratios round
        by round), and how near it is to what the notebook's own need allows.
    """
    rows = []
    for name, found in runs.items():
        seconds = statistics.median(run.seconds for run in found)
        ratios = [s.seconds / run.seconds for s, run in zip(runs[STOCK], found, strict=True)]
        minute = 60 * students / seconds
        bound = need.bound(2 if name == TWO else 1)
        rows.append({
            "command": name,
            "seconds": seconds,
            "submissions_a_minute": minute,
            "times_stock": statistics.median(ratios),
            "processor_s_each": statistics.median(run.cpu for run in found) / students,
            "bound_a_minute": None if name == STOCK else bound,
            "of_the_bound": None if name == STOCK else minute / bound,
        })  # fmt: skip
    return rows


def overhead(protected: list[Run], bare: list[Run]) -> float:
    """How much longer the work on a submission takes with sandbox and judge than without.

    Args:
        protected, bare: runs with one worker, round by round.

    Returns:
        Share of the time without them, middle of the rounds.
    """
    return statistics.median(
        (p.grading or 0) / (b.grading or 1) - 1 for p, b in zip(protected, bare, strict=True)
    )


def missed(rows: list[dict[str, Any]], extra: float) -> list[str]:
    """What isn't as it should be, in sentences; empty if nothing."""
    found = [
        f"{row['command']}: {row['times_stock']:.1f} times stock, not {WANTED[row['command']]:g}"
        for row in rows
        if row["times_stock"] < WANTED.get(row["command"], 0)
    ]
    if extra > OVERHEAD:
        found.append(f"sandbox and judge add {extra:.0%}, more than {OVERHEAD:.0%}")
    return found


def main(arguments: list[str] | None = None) -> int:
    """Measures and prints. Returns the exit code: 1 if a target is missed."""
    parser = argparse.ArgumentParser(prog="tests.bench grading", description=__doc__.split("\n")[0])
    parser.add_argument("--students", type=int, default=24, help="submissions in the class")
    parser.add_argument("--rounds", type=int, default=3, help="how often each command runs")
    parser.add_argument(
        "--otter",
        action="store_true",
        help="also `otter run` (installs it, in a folder of its own)",
    )
    given = parser.parse_args(arguments)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        master = folder / "master"
        data = grading_class.make(master, given.students)
        needs: list[Need] = []
        runs: dict[str, list[Run]] = {STOCK: [], ONE: [], TWO: [], BARE: []}
        for number in range(given.rounds):
            needs.append(measure(master))
            runs[STOCK].append(stock(master, folder))
            runs[ONE].append(ours(master, folder, 1, PROTECTED))
            runs[TWO].append(ours(master, folder, 2, PROTECTED))
            with warm_kernels(folder / "jupyter"):
                runs[BARE].append(ours(master, folder, 1, OPEN))
            if any(run[-1].scores != runs[STOCK][-1].scores for run in runs.values()):
                print("the grades differ:", file=sys.stderr)
                for key, run in runs.items():
                    print(key, sorted(run[-1].scores.items())[:20], file=sys.stderr)
                return 2
            print(f"round {number + 1}: " + ", ".join(
                f"{key} {found[-1].seconds:.1f} s" for key, found in runs.items()
            ), flush=True)  # fmt: skip
        otter = otter_run(master, folder, runs[STOCK][0].scores) if given.otter else None
    extra = overhead(runs[ONE], runs[BARE])
    need = middle(needs)
    rows = table(runs, need, given.students)
    count = len(runs[STOCK][0].scores)
    print(f"{given.students} submissions of a small TensorFlow notebook on {data}; {cores()} cores")
    print_table(
        f"median of {given.rounds} rounds; all {count} scores equal in every run", rows,
        {"command": "{}", "seconds": "{:.1f}", "submissions_a_minute": "{:.1f}",
         "times_stock": "{:.2f}", "processor_s_each": "{:.2f}", "bound_a_minute": "{:.1f}",
         "of_the_bound": "{:.0%}"},
    )  # fmt: skip
    if otter is not None:
        count = min(OTTERS, given.students)
        pace, usual = 60 * count / otter.seconds, rows[0]["submissions_a_minute"]
        print(
            f"{OTTER}, {count} of these submissions, the same points: {otter.seconds:.1f} s, "
            f"{pace:.1f} a minute, {pace / usual:.2f} times {STOCK}"
        )
    two, one = (rows[list(runs).index(name)]["submissions_a_minute"] for name in (TWO, ONE))
    print(f"a second worker: {two / one:.2f} times as many a minute")
    print(need.sentence())
    print(f"sandbox and judge add {extra:.0%} to the work on a submission in a warm kernel")
    for sentence in (sentences := missed(rows, extra)):
        print(sentence)
    return int(bool(sentences))


if __name__ == "__main__":
    raise SystemExit(main())
