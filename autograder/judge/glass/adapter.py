"""The glass as the farm's judge: the same `check` as the judge that tests in the kernel."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import nbformat

from autograder.judge.glass.boot import NOT_LOADED, prepare_code, warm_code
from autograder.judge.glass.client import GRACE, Judge, JudgeOptions, Starter, start_process
from autograder.judge.glass.court import CellOutcome
from autograder.judge.glass.plan import Plan
from autograder.kernel.session import CellRun, Session
from autograder.types import CellSpec

UNLIMITED = 3600.0  # seconds for a test cell without a limit
NAME_ERROR = "NameError: "


class GlassJudge:
    """Judges the tests of one notebook of one submission. Use it as a context manager.

    Args:
        plan: the instructor's notebook.
        secret: the student's; None for a notebook's own random inputs.
        files: the instructor's files, by relative path.
        socket_folder: folder of the socket; the only one of ours that the kernel sees.
        kernel_folder: the same folder, as the kernel sees it.
        options: limits.
        start: starts the judge's process.
        door, kernel_door: instead of a folder, as in `Judge`.

    Attributes:
        outcomes: of the tests so far, by grade id.
        unprotected: grade ids of tests that ran in the student's kernel.
    """

    def __init__(
        self,
        plan: Plan,
        secret: str | None = None,
        files: Mapping[str, bytes] | None = None,
        socket_folder: Path | None = None,
        kernel_folder: str | None = None,
        options: JudgeOptions | None = None,
        start: Starter = start_process,
        door: socket.socket | None = None,
        kernel_door: str = "",
    ) -> None:
        self.plan = plan
        self._judge = Judge(
            plan,
            secret,
            files=files or {},
            socket_folder=socket_folder,
            kernel_folder=kernel_folder,
            options=options or JudgeOptions(),
            start=start,
            door=door,
            kernel_door=kernel_door,
        )
        self._tests = {cell.grade_id: cell for cell in plan.cells if cell.kind == "test"}
        self.outcomes: dict[str, CellOutcome] = {}
        self.unprotected: list[str] = []

    def __enter__(self) -> GlassJudge:
        self._judge.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._judge.close()

    def prepare(self, session: Session) -> None:
        """Loads the kernel's half into a fresh kernel, before any cell of the student."""
        seconds = session.options.cell_seconds
        forked = session.options.forked
        if not forked or session.run(warm_code(), seconds=seconds, history=False).status != "ok":
            session.run(prepare_code(), seconds=seconds, history=False)

    def ran(self, source: str) -> None:
        """Tells of a code cell that was run in the student's kernel."""
        self._judge.ran(source)

    def dismiss(self) -> None:
        """Has the judge's process end beside the kernel's: no test is left."""
        self._judge.dismiss()

    def check(self, spec: CellSpec, session: Session, seconds: float | None) -> CellRun:
        """Judges one test cell.

        Args:
            spec: the instructor's cell, with hidden tests.
            session: the kernel in which the student's cells ran.
            seconds: time limit.

        Returns:
            What happened, as if the cell had run in the kernel.
        """
        cell = self._tests.get(spec.grade_id)
        if cell is None or cell.in_kernel:
            self.unprotected.append(spec.grade_id)
            return session.run(spec.source, seconds=seconds, history=False)
        if session.stopped:
            return CellRun("not run", why=session.stopped)
        limit = UNLIMITED if seconds is None else float(seconds)

        def ask(code: str) -> Any:
            run = session.run(code, seconds=limit + GRACE, history=False)
            if run.error is not None and run.error[:2] == NOT_LOADED:  # the student removed it
                session.run(prepare_code(), seconds=limit + GRACE, history=False)
                session.run(code, seconds=limit + GRACE, history=False)

        outcome = self._judge.test(spec.grade_id, ask, limit)
        self.outcomes[spec.grade_id] = outcome
        if (left := self.plan.handed_on(spec.grade_id)) and not session.stopped:
            session.run(left, seconds=limit, history=False)
        return cell_run(outcome, limit)


def cell_run(outcome: CellOutcome, limit: float) -> CellRun:
    """Says what came of a test cell in the words for a cell that ran in a kernel."""
    run = CellRun("ok", seconds=outcome.seconds)
    message = outcome.message or "a test failed: no message"
    if outcome.passed:
        if outcome.value is not None:
            data = {"text/plain": repr(float(outcome.value))}
            run.outputs = [
                nbformat.v4.new_output("execute_result", data=data, execution_count=None)
            ]
    elif outcome.kind == "timeout":
        run.status, run.why = "timeout", f"stopped after {limit:g} s"
    elif outcome.kind in ("lost", "not run", "judge"):
        run.status, run.why = "lost", message
    else:
        # The message is made for students already; a missing name is explained further on.
        name = "NameError" if message.startswith(NAME_ERROR) else "AssertionError"
        run.status, run.error = "error", (name, message.removeprefix(NAME_ERROR), [])
    return run
