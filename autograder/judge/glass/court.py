"""Runs test cells in the judge's process and says what came of them."""

from __future__ import annotations

import ast
import contextlib
import io
import math
import numbers
import os
import random
import signal
import sys
import time
import types
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from autograder.judge.glass import messages
from autograder.judge.glass.analysis import WORD, import_statements, plain_python
from autograder.judge.glass.conversation import Rules
from autograder.judge.glass.errors import KernelGone, OutOfTime, Refusal
from autograder.judge.glass.files import StudentFiles
from autograder.judge.glass.kernel_side.links import Shared
from autograder.judge.glass.names import Classes, Globals, install_main
from autograder.judge.glass.peer import Peer
from autograder.judge.glass.plan import CHANGES, OPERATORS, Plan, PlanCell
from autograder.judge.glass.seeds import Seeds
from autograder.judge.glass.sources import Sources
from autograder.judge.glass.wire import Wire

OutcomeKind = Literal[
    "passed", "failed", "error", "refused", "cannot cross", "timeout", "lost", "not run", "judge"
]


@dataclass(frozen=True)
class CellOutcome:
    """What came of one test cell.

    Attributes:
        grade_id: the cell.
        passed: whether it ran to its end.
        value: partial credit, if the cell ended in a number; None otherwise.
        message: why it failed, for the student.
        kind: "passed"; "failed" (an assertion), "error" (student code raised something),
            "refused" (the student's side did what cannot count), "cannot cross" (the test needs
            more than data: a matter of its author), "timeout", "lost" (the kernel is gone),
            "not run", "judge" (the judge itself failed: a matter of ours).
        changed: arguments that student code changed in place, as "function:argument".
        seconds: wall time.
        given_seconds: processor time of given code in it.
        detail: for the instructor's log, never for the student.
    """

    grade_id: str
    passed: bool
    value: float | None = None
    message: str | None = None
    kind: OutcomeKind = "passed"
    changed: tuple[str, ...] = ()
    seconds: float = 0.0
    given_seconds: float = 0.0
    detail: str = ""

    def score(self, points: float) -> float:
        """Points that the cell gets: all, none, or its own number if that is within them."""
        if not self.passed:
            return 0.0
        if self.value is None:
            return points
        inside = math.isfinite(self.value) and 0 <= self.value <= points
        return float(self.value) if inside else 0.0


class Court:
    """Judges the test cells of one submission, in this process.

    It changes the process for good (`__main__`, NumPy's comparisons, inspect): one process, one
    submission.

    Args:
        plan: the instructor's notebook.
        secret: what the random inputs of hidden tests depend on; None for a notebook's own.
    """

    def __init__(self, plan: Plan, secret: str | None = None) -> None:
        self.plan, self._secret = plan, secret
        self.sources = Sources()
        self.sources.install()
        messages.quiet_comparisons()
        self._seeds = Seeds()
        self.space = Globals(plan, self._seeds)
        self._given = plan.given_classes()
        shared = Shared(Classes(self._given, self.space).get, plan.packages())
        self.peer = Peer(shared, self.space.module, self.space, self.sources.signature, self._seeds)
        self.space.peer = self.peer
        install_main(self.space)
        files = StudentFiles(self.peer)
        files.install()
        self.space.plain["open"] = files.open_in_cell
        if secret is not None:
            with contextlib.suppress(ImportError):
                from helpers import checks

                checks.set_secret(secret)

    def ran(self, source: str) -> None:
        """Takes note of a cell of the student that was run in the kernel."""
        self.sources.add(source)

    def test(self, grade_id: str, wire: Wire) -> CellOutcome:
        """Runs one test cell.

        Args:
            grade_id: the cell.
            wire: connection to the student's kernel, with the cell's deadline.

        Returns:
            What came of it.
        """
        try:
            return self._test(self.plan.index(grade_id), wire)
        finally:
            self.peer.close()
            wire.close()

    def _test(self, index: int, wire: Wire) -> CellOutcome:
        cell = self.plan.cells[index]
        grade_id = cell.grade_id
        start = time.monotonic()
        self.space.advance(index)
        self.space.given_seconds = 0.0
        before = self.space.state()
        outcome = self._once(cell, wire, keep=False)
        unasked = [c for c in outcome.changed if not self._may_change(cell, c)]
        if outcome.passed and unasked:
            # Once more, as if the arguments had stayed as they were: a function that changes its
            # input to fit its answer passes only once.
            self.space.go_back(before)
            again = self._once(cell, wire, keep=True)
            if not again.passed:
                name, _, key = unasked[0].rpartition(":")
                which = f"argument {int(key) + 1}" if key.isdecimal() else f"the argument {key}"
                if not set(WORD.findall(name)) <= self.plan.visible_names():
                    name = "your code"  # what the kernel calls it
                message = f"{name} changes {which} in place: leave it as it is"
                outcome = CellOutcome(grade_id, False, message=message, kind="failed",
                                      changed=outcome.changed, detail=again.detail)  # fmt: skip
        return CellOutcome(
            **{**vars(outcome), "seconds": time.monotonic() - start,
               "given_seconds": self.space.given_seconds}
        )  # fmt: skip

    def _may_change(self, cell: PlanCell, where: str) -> bool:
        return CHANGES in cell.tags or self.plan.may_change(cell.grade_id, where)

    def _once(self, cell: PlanCell, wire: Wire, keep: bool) -> CellOutcome:
        for name in cell.forbidden:
            if self.sources.uses(name):
                return CellOutcome(cell.grade_id, False, kind="failed",
                                   message=f"{name} is not allowed in this exercise")  # fmt: skip
        rules = Rules(
            OPERATORS in cell.tags,
            lambda where: self._may_change(cell, where),
            self.plan.asked_operators(),
            keep,
        )
        hello = {"keep": sorted(self.plan.solution_classes()), "given": sorted(self._given),
                 "forbid": cell.forbidden, "packages": sorted(self.plan.packages()),
                 "imports": import_statements(cell.visible)}  # fmt: skip
        value: Any = None
        # Until the cell has ended it has failed, wherever the alarm strikes.
        error: BaseException | None = OutOfTime("ran out of time")
        self._draw_for(cell.grade_id)
        self.space.plain.allow_texts(cell.source)
        with _deadline(wire, self.peer), self._seeds.watched(), _quiet_streams():
            try:
                self.peer.open(wire, rules, hello)
                value = self._execute(cell)
                error = None
            except BaseException as raised:  # SystemExit of a student's function included
                error = raised
        error = self.peer.fault or error
        changed = tuple(dict.fromkeys(self.peer.changed))
        if error is None:
            return self._value(cell, value, changed)
        return self._failure(cell, error, changed)

    def _draw_for(self, name: str) -> None:
        """Random numbers of a test are the same at a regrade."""
        if self._secret is not None:
            random.seed(f"{self._secret}\0{name}")
            np.random.seed(random.getrandbits(32))

    def _execute(self, cell: PlanCell) -> Any:
        """Runs a cell; returns the value of its last expression."""
        try:
            tree = ast.parse(cell.source)
        except SyntaxError:
            tree = ast.parse(plain_python(cell.source))
        name = f"<test {cell.grade_id}>"
        last = tree.body[-1] if tree.body else None
        if not isinstance(last, ast.Expr) or cell.source.rstrip().endswith(";"):
            exec(compile(tree, name, "exec"), self.space)
            return None
        tree.body.pop()
        exec(compile(tree, name, "exec"), self.space)
        return eval(compile(ast.Expression(last.value), name, "eval"), self.space)

    def _value(self, cell: PlanCell, value: Any, changed: tuple[str, ...]) -> CellOutcome:
        """Partial credit: a number at the end of a cell. Anything else there counts as passed."""
        plain = isinstance(value, (numbers.Real, np.number)) and not isinstance(value, bool)
        if not plain or isinstance(value, np.complexfloating):
            return CellOutcome(cell.grade_id, True, changed=changed)
        try:
            credit = float(value)
        except OverflowError:
            credit = math.inf
        if not (math.isfinite(credit) and 0 <= credit <= cell.points):
            why = f"the test gave {credit:g}, which is not between 0 and {cell.points:g}"
            return CellOutcome(cell.grade_id, False, None, why, "failed", changed)
        why = "" if credit == cell.points else f"{credit:g} of {cell.points:g} points"
        return CellOutcome(
            cell.grade_id, True, credit, why or None, "passed", changed,
            detail=f"credit: {type(value).__module__}.{type(value).__name__}",
        )  # fmt: skip

    def _failure(
        self, cell: PlanCell, error: BaseException, changed: tuple[str, ...]
    ) -> CellOutcome:
        names = self.plan.visible_names() | self.sources.names()
        trusted = (*_helpers(), os.getcwd() + os.sep)
        known = messages.Known(cell.visible, names, self.sources.texts(), trusted)
        message = messages.explain(error, cell.source, known)
        kind: OutcomeKind = "error"
        if isinstance(error, Refusal):
            kind = error.kind  # type: ignore[assignment]
        elif isinstance(error, AssertionError) or type(error).__name__ == "Failed":
            kind = "failed"
        elif isinstance(error, MemoryError):
            message = "stopped: the test ran out of memory"
        detail = f"{type(error).__name__}: {messages.text_of(error)[:500]}"
        return CellOutcome(cell.grade_id, False, None, message, kind, changed, detail=detail)


def _helpers() -> tuple[str, ...]:
    """Where helpers lies, whose checks speak to students."""
    module = sys.modules.get("helpers")
    return tuple(f"{path}{os.sep}" for path in getattr(module, "__path__", ()))


@contextmanager
def _deadline(wire: Wire, peer: Peer) -> Iterator[None]:
    """Ends Python code of this process at the wire's deadline, decoding included."""

    def stop(number: int, frame: types.FrameType | None) -> None:
        raise peer.stop(OutOfTime("ran out of time"))

    left = max(0.01, wire.deadline - time.monotonic())
    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, left, 1.0)  # again, should somebody catch the first one
    try:
        yield
    except OutOfTime:
        pass
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _quiet_streams() -> Iterator[None]:
    """What tests and, through them, students print is no part of the outcome."""
    with contextlib.redirect_stdout(_Sink()), contextlib.redirect_stderr(_Sink()):
        yield


class _Sink(io.StringIO):
    """Forgets what is written."""

    def write(self, text: str) -> int:
        return len(text)


__all__ = ["CellOutcome", "Court", "KernelGone", "OutcomeKind"]
