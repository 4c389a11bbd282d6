"""Runs an instructor's notebook across the glass: solved, stripped, and answered carelessly.

The solved notebook must pass and the stripped one fail. What the solution does to its arguments
is recorded on the way: the judge then knows which changes are meant.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from autograder.farm.open_judge import open_judge
from autograder.judge.glass.court import CellOutcome
from autograder.judge.glass.plan import CHANGES, Plan, PlanCell
from autograder.kernel.options import KernelOptions
from autograder.kernel.scratch import Scratch
from autograder.kernel.session import CellRun, Session
from autograder.lint.findings import ERROR, WARNING, Class, Finding, Level, TestReport
from autograder.types import Assignment, NotebookSpec

MOST_GIVEN_SECONDS = 1.0
CELL_SECONDS, TOTAL_SECONDS = 300, 3600  # a busy machine is not a mistake of an author
# Careless answers are tried only where running the notebook without solutions costs little.
MOST_STRIPPED_SECONDS = 20.0
STUB = re.compile(r"^([ \t]+)raise NotImplementedError\b.*$", re.MULTILINE)
CARELESS = {"an empty list": "[]", "NaN": "float('nan')"}
NUMPY_NUMBER = re.compile(r"np\.\w+\(")

Answer = Callable[[PlanCell], str]


@dataclass
class _Run:
    """What one way of answering gave.

    Attributes:
        outcomes: per test that was judged across the glass.
        runs: per test, what it was for the grader.
        stopped: why other cells stopped, by their place.
    """

    outcomes: dict[str, CellOutcome] = field(default_factory=dict)
    runs: dict[str, CellRun] = field(default_factory=dict)
    stopped: dict[int, str] = field(default_factory=dict)


class AcrossTheGlass:
    """Checks one notebook by running it.

    Args:
        assignment: that it belongs to.
        spec: the notebook, with a plan for the judge.
        options: of kernels and judges; the glass must be asked for.

    Attributes:
        tests: what was found out about each test.
        findings: all that its author should know.
        changes: per test, the arguments that the solution changes, for `plan_of(…, changes=…)`.
    """

    def __init__(self, assignment: Assignment, spec: NotebookSpec, options: KernelOptions) -> None:
        assert spec.plan is not None
        self._assignment, self._spec = assignment, spec
        self._options = replace(
            options, cell_seconds=CELL_SECONDS, total_seconds=TOTAL_SECONDS, judge="glass"
        )
        self._specs = {cell.grade_id: cell for cell in spec.cells}
        # Without a record of what may be changed: it is made here.
        self.plan = replace(Plan.from_json(spec.plan), changes=None)
        self._cells = {
            cell.grade_id: (index, cell)
            for index, cell in enumerate(self.plan.cells)
            if cell.kind == "test"
        }
        self.tests = {n: TestReport(n, cell.points) for n, (_, cell) in self._cells.items()}
        self.findings: list[Finding] = []
        self.changes: dict[str, list[str]] = {}

    def check(self) -> None:
        """Runs everything.

        Raises:
            KernelStartError, JudgeFailed: a matter of the machine.
        """
        solved = self._run(lambda cell: cell.source)
        for index, why in solved.stopped.items():
            name = self.plan.cells[index].grade_id
            # No error: a cell may show what an exception looks like. Tests tell the rest.
            text = f"the solved notebook stops here: {why}"
            self.findings.append(Finding(index, name, 0, "stops", WARNING, text,
                                         "mend it, unless the exception is meant"))  # fmt: skip
        self._look_at_solved(solved)
        start = time.monotonic()
        self._nothing_for_nothing("an untouched notebook", ERROR, self._stub)
        if time.monotonic() - start < MOST_STRIPPED_SECONDS:
            for what, value in CARELESS.items():
                self._nothing_for_nothing(
                    f"an answer that gives back {what}", WARNING, partial(self._careless, value)
                )
        self.findings.sort(key=lambda finding: (finding.cell, finding.line))

    def _stub(self, cell: PlanCell) -> str:
        spec = self._specs.get(cell.grade_id)
        return cell.source if spec is None else spec.visible

    def _careless(self, value: str, cell: PlanCell) -> str:
        return STUB.sub(rf"\1return {value}", self._stub(cell))

    # -- running ---------------------------------------------------------------------------------

    def _run(self, answer: Answer, in_kernel: bool = False) -> _Run:
        options = replace(self._options, judge="in-kernel") if in_kernel else self._options
        files = self._assignment.files
        found = _Run()
        with (
            Scratch(files) as scratch,
            open_judge(self._spec, files, "lint", options) as (judge, door),
            Session(
                self._spec.kernel_name, options, scratch.work, scratch.environment(options),
                time.monotonic() + TOTAL_SECONDS, scratch.sandbox(options), door,
            ) as session,
        ):  # fmt: skip
            judge.prepare(session)
            for index, cell in enumerate(self.plan.cells):
                if cell.kind == "test":
                    run = judge.check(self._specs[cell.grade_id], session, CELL_SECONDS)
                    found.runs[cell.grade_id] = run
                    continue
                source = answer(cell) if cell.kind == "solution" else cell.source
                if not source.strip():
                    continue
                run = session.run(source, seconds=CELL_SECONDS)
                judge.ran(source)
                if run.status != "ok":
                    found.stopped[index] = _why(run)
            found.outcomes = dict(getattr(judge, "outcomes", {}))
        return found

    # -- the solved notebook ---------------------------------------------------------------------

    def _look_at_solved(self, solved: _Run) -> None:
        in_kernel: _Run | None = None
        for name, (_, cell) in self._cells.items():
            test, outcome, run = self.tests[name], solved.outcomes.get(name), solved.runs[name]
            test.seconds = run.seconds
            if outcome is None:  # it ran in the kernel
                test.kind = "in kernel"
                if run.status != "ok":
                    self._broken(name, _why(run))
                self._credit_type(name, _shown(run))
                continue
            if outcome.changed:
                self.changes[name] = sorted(outcome.changed)
            if outcome.passed:
                test.kind = "crosses"
                self._look_at_passed(name, cell, outcome)
                continue
            if in_kernel is None:
                in_kernel = self._run(lambda cell: cell.source, in_kernel=True)
            self._failed(name, outcome, in_kernel.runs[name])

    def _add(self, name: str, rule: str, level: Level, text: str, instead: str) -> None:
        index = self._cells[name][0]
        self.findings.append(Finding(index, name, 0, rule, level, text, instead))

    def _kind(self, name: str, kind: Class, reason: str) -> None:
        self.tests[name].kind, self.tests[name].reason = kind, reason

    def _broken(self, name: str, why: str) -> None:
        self._kind(name, "broken", why)
        self._add(name, "broken", ERROR, f"the solution doesn't pass: {why}",
                  "mend the solution or the test")  # fmt: skip

    def _failed(self, name: str, outcome: CellOutcome, in_kernel: CellRun) -> None:
        why = outcome.message or outcome.kind
        more = (outcome.detail.splitlines() or [""])[0]
        if more and more not in why:
            why = f"{why} ({more})"
        if in_kernel.status != "ok":
            self._broken(name, why)
            return
        self._kind(name, "refused", why)
        tag = "allow-student-operators" if outcome.kind == "refused" else "in-kernel"
        self._add(
            name, "refused", ERROR, f"passes in the student's kernel only: {why}",
            f"compare plain data (numbers, texts, lists, arrays), or tag the cell {tag}",
        )  # fmt: skip

    def _look_at_passed(self, name: str, cell: PlanCell, outcome: CellOutcome) -> None:
        if outcome.score(cell.points) != cell.points:
            self._add(
                name, "points", ERROR,
                f"the solution gets {outcome.score(cell.points):g} of {cell.points:g} points",
                "let the test end with the cell's points, or without a number",
            )  # fmt: skip
        if outcome.detail.startswith("credit: numpy."):
            self._credit_type(name, f"np.{outcome.detail.rpartition('.')[2]}(…)")
        forked = self._options.zygote is not None  # otherwise imports are counted as well
        if forked and outcome.given_seconds > MOST_GIVEN_SECONDS:
            self._add(
                name, "slow-given", ERROR,
                f"given code that the test needs takes {outcome.given_seconds:.1f} s in the judge, "
                "for every student",
                "load a result from a file, or make it a part of the exercise",
            )  # fmt: skip
        if outcome.changed and CHANGES not in cell.tags:
            self._add(
                name, "changes", WARNING,
                f"the solution changes arguments in place: {', '.join(outcome.changed)}",
                "let it work on a copy, or tag the cell may-change-arguments if that is meant",
            )  # fmt: skip

    def _credit_type(self, name: str, shown: str) -> None:
        """nbgrader reads partial credit off the printed value and takes what it can't for full."""
        if NUMPY_NUMBER.match(shown):
            self._add(
                name, "credit-type", ERROR,
                f"the cell ends with {shown}, which plain nbgrader takes for full points",
                "end with float(…)",
            )  # fmt: skip

    # -- answers that must get nothing -----------------------------------------------------------

    def _nothing_for_nothing(self, what: str, level: Level, answer: Answer) -> None:
        given = self._run(answer)
        for name, (_, cell) in self._cells.items():
            outcome, run = given.outcomes.get(name), given.runs[name]
            known = any(f.grade_id == name and f.rule == "vacuous" for f in self.findings)
            if known or self.tests[name].kind == "broken":
                continue
            if outcome is not None:
                points = outcome.score(cell.points)
            else:
                points = cell.points if run.status == "ok" and not _shown(run) else 0.0
            if points > 0:
                self._add(name, "vacuous", level, f"{what} gets {points:g} points",
                          "let the test look at a result that only a right answer has")  # fmt: skip


def _why(run: CellRun) -> str:
    if run.error is not None:
        lines = run.error[1].strip().splitlines() or [""]
        return f"{run.error[0]}: {lines[0]}".removesuffix(": ")
    return run.why or run.status


def _shown(run: CellRun) -> str:
    """The value at the end of a cell, as it is printed."""
    for output in run.outputs:
        if output.output_type == "execute_result":
            return str(output.data.get("text/plain", ""))
    return ""
