"""What is seen while a class is graded: a live bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:  # types.py is light, but nothing here needs it at run time
    from autograder.types import SubmittedFiles, Verdict

MOST_NAMES = 4


class Bar:
    """A live line: done, failed, what is running, time left.

    Args:
        console: a terminal.
    """

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            BarColumn(24),
            MofNCompleteColumn(),
            TextColumn("[red]{task.fields[failed]}"),
            TimeElapsedColumn(),
            TextColumn("{task.fields[left]}"),
            TextColumn("[dim]{task.fields[running]}"),
            console=console,
            transient=True,
        )
        self._clock = _Clock()
        self._running: list[str] = []
        self._failed = 0

    def begin(self, total: int, workers: int) -> None:
        """Shows the bar."""
        self._clock.begin(total)
        self._task = self._progress.add_task("", total=total, failed="", left="", running="")
        self._progress.start()

    def started(self, task: SubmittedFiles) -> None:
        """Adds a name to those that are running."""
        self._running.append(task.student)
        self._show()

    def finished(self, verdict: Verdict) -> None:
        """Moves the bar."""
        self._running.remove(verdict.student)
        self._failed += verdict.status == "failed"
        self._clock.done += 1
        self._progress.advance(self._task)
        self._show()

    def tick(self) -> None:
        """Keeps the time left up to date."""
        self._show()

    def end(self) -> None:
        """Takes the bar away."""
        self._progress.stop()

    def _show(self) -> None:
        names = ", ".join(self._running[:MOST_NAMES])
        if len(self._running) > MOST_NAMES:
            names += f" and {len(self._running) - MOST_NAMES} more"
        self._progress.update(
            self._task,
            failed=f"{self._failed} failed" if self._failed else "",
            left=self._clock.left(),
            running=names,
        )


class Lines:
    """One plain line per submission.

    Args:
        console: where the lines go.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._clock = _Clock()

    def begin(self, total: int, workers: int) -> None:
        """Says how much there is to do."""
        self._clock.begin(total)
        self._say(f"grading {total} submissions on {workers} process{'es' * (workers > 1)}")

    def started(self, task: SubmittedFiles) -> None:
        """Says nothing: a log is for what is done."""

    def finished(self, verdict: Verdict) -> None:
        """Says what a submission got."""
        self._clock.done += 1
        got = "failed" if verdict.score is None else f"{verdict.score:g} of {verdict.max_score:g}"
        left = self._clock.left()
        self._say(
            f"[{self._clock.done}/{self._clock.total}] {verdict.student} {verdict.assignment}: "
            f"{got} in {verdict.seconds:.1f} s" + (f", {left}" if left else "")
        )

    def tick(self) -> None:
        """Says nothing."""

    def end(self) -> None:
        """Says nothing."""

    def _say(self, text: str) -> None:
        self._console.print(text, markup=False, highlight=False, soft_wrap=True)


class _Clock:
    """Guesses the time left from the time that was needed so far."""

    def __init__(self) -> None:
        self.total = self.done = 0
        self._start = time.monotonic()

    def begin(self, total: int) -> None:
        self.total, self._start = total, time.monotonic()

    def left(self) -> str:
        if not self.done or self.done == self.total:
            return ""
        seconds = (time.monotonic() - self._start) / self.done * (self.total - self.done)
        if seconds < 90:
            return f"about {seconds:.0f} s left"
        return f"about {seconds / 60:.0f} min left"
