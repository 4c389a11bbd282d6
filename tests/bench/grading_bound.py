"""What a notebook's own cells need, in a kernel that is warm already: no grader can be faster."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder.farm.run import cores
from autograder.kernel.options import WARM_MANAGER, KernelOptions
from autograder.kernel.scratch import Scratch
from autograder.kernel.session import Session
from autograder.kernel.warm.preload import modules_of
from autograder.kernel.warm.supervisor import Zygote
from tests.bench import grading_class

USED = "import time as _t; print(_t.process_time())"
SUBMISSIONS = 6  # one of each kind


@dataclass(frozen=True)
class Need:
    """What one submission's cells need, by threads that a kernel may use.

    Attributes:
        wall: seconds from the first cell to the last one.
        cpu: processor seconds of the kernel meanwhile.
    """

    wall: dict[int, float]
    cpu: dict[int, float]

    def bound(self, workers: int) -> float:
        """The most submissions a minute: whichever is scarce, workers or processors."""
        threads = max(1, cores() // workers)
        return 60 / max(self.wall[threads] / workers, self.cpu[threads] / cores())

    def sentence(self) -> str:
        """Says it in words."""
        told = (
            f"{self.cpu[threads]:.2f} processor seconds ({self.wall[threads]:.2f} s) with "
            f"{threads} thread{'s' * (threads > 1)}"
            for threads in sorted(self.wall)
        )
        return f"a submission's own cells need {'; '.join(told)}"


def middle(needs: Sequence[Need]) -> Need:
    """Takes the middle one of several measurements, value by value."""
    return Need(
        {n: statistics.median(need.wall[n] for need in needs) for n in needs[0].wall},
        {n: statistics.median(need.cpu[n] for need in needs) for n in needs[0].cpu},
    )


def measure(course: Path) -> Need:
    """Runs submissions in warm kernels without walls and without a judge.

    Args:
        course: a course folder; nothing is written to it.
    """
    paths = sorted((course / "submitted").rglob("*.ipynb"))[:SUBMISSIONS]
    files = {
        path.name: path.read_bytes()
        for path in (course / "source" / grading_class.ASSIGNMENT).iterdir()
        if path.suffix != ".ipynb"
    }
    wall: dict[int, float] = {}
    cpu: dict[int, float] = {}
    with Zygote(("numpy", "matplotlib", *modules_of([grading_class.SETUP]))) as zygote:
        for threads in sorted({cores(), max(1, cores() // 2)}):
            found = [_one(path, files, zygote.address, threads) for path in paths]
            wall[threads] = statistics.mean(seconds for seconds, _ in found)
            cpu[threads] = statistics.mean(used for _, used in found)
    return Need(wall, cpu)


def _one(path: Path, files: dict[str, bytes], zygote: str, threads: int) -> tuple[float, float]:
    """Returns wall and processor seconds of one notebook's code cells."""
    options = KernelOptions(
        zygote=zygote, forked=True, threads=threads, manager_class=WARM_MANAGER, cell_seconds=None
    )
    sources = [
        cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"
    ]
    with tempfile.TemporaryDirectory() as parent, Scratch(files, Path(parent)) as scratch:
        env = {**scratch.environment(options), "PATH": os.environ["PATH"]}
        with Session("python3", options, scratch.work, env, time.monotonic() + 600) as session:
            before = float(session.run(USED).outputs[0].text)
            start = time.perf_counter()
            for source in sources:
                session.run(source)
            seconds = time.perf_counter() - start
            return seconds, float(session.run(USED).outputs[0].text) - before
