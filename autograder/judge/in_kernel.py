"""nbgrader's way of testing: test cells run in the student's own kernel."""

from __future__ import annotations

from autograder.kernel.session import CellRun, Session
from autograder.types import CellSpec


class InKernelJudge:
    """Runs test cells where the student's code ran.

    Another judge has the same `check`: it gets the session to ask the student's kernel.
    """

    def __init__(self) -> None:
        self.unprotected: list[str] = []

    def prepare(self, session: Session) -> None:
        """Does nothing: there is no other side."""

    def ran(self, source: str) -> None:
        """Does nothing: the kernel knows what it ran."""

    def dismiss(self) -> None:
        """Does nothing: the kernel ends by itself."""

    def check(self, spec: CellSpec, session: Session, seconds: float | None) -> CellRun:
        """Runs one test cell.

        Args:
            spec: the instructor's cell, with hidden tests.
            session: the kernel in which the student's cells ran.
            seconds: time limit.

        Returns:
            What happened.
        """
        self.unprotected.append(spec.grade_id)
        # history=False: the source isn't left behind in `In` for later cells to print.
        return session.run(spec.source, seconds=seconds, history=False)
