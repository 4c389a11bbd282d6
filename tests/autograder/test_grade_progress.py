"""What is seen while a class is graded."""

from __future__ import annotations

import io

from rich.console import Console

from autograder.farm.progress import Bar, Lines
from autograder.types import CellGrade, SubmittedFiles, Verdict


def verdict(student: str, score: float | None) -> Verdict:
    if score is None:
        return Verdict(student, "ps1", "failed", "is empty", max_score=10)
    cells = {"one": CellGrade(score, 10)}
    return Verdict(student, "ps1", "graded", None, cells, 10, seconds=1.5)


def run(listener: Bar | Lines) -> None:
    listener.begin(5, 2)
    listener.known(verdict("old", 9))
    for name in ("ada", "bob"):
        listener.started(SubmittedFiles(name, "ps1", {}))
    listener.finished(verdict("ada", 4.5))
    listener.tick()
    listener.finished(verdict("bob", None))


def test_a_log_says_how_the_class_stands():
    console = Console(file=io.StringIO(), width=200)
    run(Lines(console))
    first, second, third = console.file.getvalue().splitlines()
    assert first == "grading 5 submissions on 2 processes"
    assert second.startswith("[2/5] ada ps1: 4.5 of 10 in 1.5 s (1 running, 13.5 of 20 points, ")
    assert second.endswith(" s left)")
    assert third.startswith("[3/5] bob ps1: failed in 0.0 s (1 failed, 13.5 of 20 points")


def test_a_bar_shows_done_running_failed_points_and_time_left():
    console = Console(file=io.StringIO(), width=200, force_terminal=True)
    bar = Bar(console)
    run(bar)
    bar.started(SubmittedFiles("zoe", "ps1", {}))
    task = bar._progress.tasks[0]
    assert task.completed == 3 and task.fields["failed"] == "1 failed"
    assert task.fields["points"] == "13.5 of 20 points"
    assert task.fields["running"] == "1 running: zoe" and "left" in task.fields["left"]
    bar._progress.refresh()
    bar.end()
    assert "3/5" in console.file.getvalue()
