"""A thousand hand-ins of chapter 01: `python -m tests.bench class_of_thousand`.

They mix the known answers of answers/, so that what each of them must get is known. Looked at:
every one has a verdict, the right one; the gradebook's sums are the verdicts' sums; the memory of
the coordinator doesn't grow with the class.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook

from autograder.build.answers import load
from autograder.farm import start
from autograder.farm.answers import Expected, expect, to_bytes
from autograder.farm.hand_ins import Chapter, mixes
from autograder.farm.run import Outcome, Silence, grade_class
from autograder.gradebook.course import Course
from autograder.types import Verdict
from tests.bench.many_submissions import GRADER, Trace, _memory, processes

CHAPTER = "01_ann_xor"
ROOT = Path(__file__).parent.parent.parent
# Per submission the coordinator keeps a verdict, of some 10 kB with its messages.
FLAT = 40.0  # kB per submission, after the first quarter
SLACK = 16_000.0  # kB that an allocator takes by itself


class Watch(Silence):
    """Notes the coordinator's memory after each submission, and says how it goes on."""

    def __init__(self, total: int) -> None:
        self.total, self.trace, self.began = total, Trace(), time.monotonic()

    def finished(self, verdict: Verdict) -> None:
        """One more."""
        memory = sum(map(_memory, processes()[GRADER]))
        samples = self.trace.samples["memory in kB", GRADER]
        samples.append(memory)
        if len(samples) % max(1, self.total // 10) == 0:
            seconds = time.monotonic() - self.began
            print(f"[{len(samples)}/{self.total}] {seconds:.0f} s, coordinator "
                  f"{memory / 1000:.0f} MB", flush=True)  # fmt: skip


def make_class(root: Path, students: int) -> dict[str, Expected]:
    """Writes a class. Returns what each student must get."""
    file = f"{CHAPTER}_exercises.ipynb"
    chapter = Chapter(
        CHAPTER,
        nbformat.read(ROOT / "solutions" / CHAPTER / file, as_version=4),
        nbformat.read(ROOT / "course" / CHAPTER / file, as_version=4),
        load(ROOT / "solutions" / CHAPTER),
    )
    (root / "source" / CHAPTER).mkdir(parents=True)
    nbformat.write(chapter.solved, root / "source" / CHAPTER / file)
    (root / "nbgrader_config.py").write_text("c = get_config()\nc.Execute.timeout = 300\n")
    wanted = {}
    for number, answers in enumerate(mixes(chapter, students)):
        name = f"s{number:04}"
        folder = root / "submitted" / name / CHAPTER
        folder.mkdir(parents=True)
        (folder / file).write_bytes(to_bytes(chapter.filled(answers)))
        wanted[name] = expect(chapter.points, chapter.manual, answers)
    return wanted


def problems(
    root: Path, outcome: Outcome, wanted: dict[str, Expected], trace: Trace
) -> Iterator[str]:
    """Sentences about everything that is wrong."""
    found = {verdict.student: verdict for verdict in outcome.verdicts}
    if found.keys() != wanted.keys() or len(outcome.verdicts) != len(wanted):
        yield f"{len(outcome.verdicts)} verdicts for {len(wanted)} hand-ins"
    for name, verdict in found.items():
        for cell, points in wanted[name].cells.items():
            got = verdict.cells[cell].score if cell in verdict.cells else None
            if points is not None and got != points:
                yield f"{name}, {cell}: {got} points, {points} are right ({verdict.reason})"
    with Gradebook(f"sqlite:///{root}/gradebook.db") as book:
        sums = {one.student.id: one.score for one in book.assignment_submissions(CHAPTER)}
    for name, verdict in found.items():
        if abs(sums.get(name, -1.0) - (verdict.score or 0.0)) > 1e-9:
            yield f"{name}: {sums.get(name)} in the gradebook, {verdict.score} in the verdict"
    total, booked = sum(v.score or 0.0 for v in found.values()), sum(sums.values())
    print(f"sum of the verdicts {total:g}, of the gradebook {booked:g}")
    if abs(total - booked) > 1e-6:
        yield "the sums differ"
    grown, count = trace.growth("memory in kB", GRADER)
    print(f"coordinator: {grown:+,.0f} kB in the last {count} submissions")
    if grown > SLACK + FLAT * count:
        yield f"the coordinator's memory grew by {grown:,.0f} kB"


def main(arguments: list[str] | None = None) -> int:
    """Runs the bench. Returns 1 if something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench class_of_thousand",
                                     description=__doc__)  # fmt: skip
    parser.add_argument("--students", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=None)
    parser.add_argument("--scheduler", default=None, help="grade on this Dask cluster")
    asked = parser.parse_args(arguments)
    if asked.scheduler is None:
        start.begin_early()
    with tempfile.TemporaryDirectory(prefix="thousand-") as name:
        root = Path(name)
        wanted = make_class(root, asked.students)
        watch = Watch(asked.students)
        outcome = grade_class(
            Course(root), [], workers=asked.workers, scheduler=asked.scheduler, listener=watch
        )
        seconds = time.monotonic() - watch.began
        wrong = list(problems(root, outcome, wanted, watch.trace))
    print(f"{asked.students} submissions in {seconds:.0f} s, "
          f"{asked.students / seconds * 60:.0f} a minute")  # fmt: skip
    for sentence in wrong[:20]:
        print(f"WRONG: {sentence}")
    return 1 if wrong else 0
