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
    """A live line: done, failed, points so far, what is running, time left.

    Args:
        console: a terminal.
    """

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            BarColumn(24),
            MofNCompleteColumn(),
            TextColumn("[red]{task.fields[failed]}"),
            TextColumn("{task.fields[points]}"),
            TimeElapsedColumn(),
            TextColumn("{task.fields[left]}"),
            TextColumn("[dim]{task.fields[running]}"),
            console=console,
            transient=True,
        )
        self._clock = _Clock()
        self._running: list[str] = []
        self._counts = _Counts()

    def begin(self, total: int, workers: int) -> None:
        """Shows the bar."""
        self._clock.begin(total)
        self._task = self._progress.add_task(
            "", total=total, failed="", points="", left="", running=""
        )
        self._progress.start()

    def started(self, task: SubmittedFiles) -> None:
        """Adds a name to those that are running."""
        self._running.append(task.student)
        self._show()

    def finished(self, verdict: Verdict) -> None:
        """Moves the bar."""
        self._running.remove(verdict.student)
        self._clock.done += 1
        self._advance(verdict)

    def known(self, verdict: Verdict) -> None:
        """Moves the bar; the time left is guessed from those that are graded."""
        self._clock.known += 1
        self._advance(verdict)

    def _advance(self, verdict: Verdict) -> None:
        self._counts.add(verdict)
        self._progress.advance(self._task)
        self._show()

    def tick(self) -> None:
        """Keeps the time left up to date."""
        self._show()

    def end(self) -> None:
        """Takes the bar away."""
        self._progress.stop()

    def _show(self) -> None:
        names = f"{len(self._running)} running: " if self._running else ""
        names += ", ".join(self._running[:MOST_NAMES])
        if len(self._running) > MOST_NAMES:
            names += f" and {len(self._running) - MOST_NAMES} more"
        self._progress.update(
            self._task,
            failed=self._counts.failures(),
            points=self._counts.points(),
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
        self._counts = _Counts()
        self._running = 0

    def begin(self, total: int, workers: int) -> None:
        """Says how much there is to do."""
        self._clock.begin(total)
        self._say(f"grading {total} submissions on {workers} process{'es' * (workers > 1)}")

    def started(self, task: SubmittedFiles) -> None:
        """Says nothing yet: a log is for what is done."""
        self._running += 1

    def known(self, verdict: Verdict) -> None:
        """Says nothing: the last lines of a run tell how many were up to date."""
        self._clock.known += 1
        self._counts.add(verdict)

    def finished(self, verdict: Verdict) -> None:
        """Says what a submission got, and how the class stands."""
        self._clock.done += 1
        self._running -= 1
        self._counts.add(verdict)
        got = "failed" if verdict.score is None else f"{verdict.score:g} of {verdict.max_score:g}"
        stands = [
            f"{self._running} running" if self._running else "",
            self._counts.failures(), self._counts.points(), self._clock.left(),
        ]  # fmt: skip
        self._say(
            f"[{self._clock.done + self._clock.known}/{self._clock.total}] {verdict.student} "
            f"{verdict.assignment}: {got} in {verdict.seconds:.1f} s"
            f" ({', '.join(filter(None, stands))})"
        )

    def tick(self) -> None:
        """Says nothing."""

    def end(self) -> None:
        """Says nothing."""

    def _say(self, text: str) -> None:
        self._console.print(text, markup=False, highlight=False, soft_wrap=True)


class _Counts:
    """Failures and points so far."""

    def __init__(self) -> None:
        self._failed = 0
        self._got = self._of = 0.0

    def add(self, verdict: Verdict) -> None:
        if verdict.score is None:
            self._failed += 1
        else:
            self._got += verdict.score
            self._of += verdict.max_score

    def failures(self) -> str:
        return f"{self._failed} failed" if self._failed else ""

    def points(self) -> str:
        return f"{self._got:g} of {self._of:g} points" if self._of else ""


class _Clock:
    """Guesses the time left from the time that was needed so far.

    Attributes:
        done: what was graded.
        known: what was up to date, which takes no time.
    """

    def __init__(self) -> None:
        self.total = self.done = self.known = 0
        self._start = time.monotonic()

    def begin(self, total: int) -> None:
        self.total, self._start = total, time.monotonic()

    def left(self) -> str:
        left = self.total - self.done - self.known
        if not self.done or not left:
            return ""
        seconds = (time.monotonic() - self._start) / self.done * left
        if seconds < 90:
            return f"about {seconds:.0f} s left"
        return f"about {seconds / 60:.0f} min left"
