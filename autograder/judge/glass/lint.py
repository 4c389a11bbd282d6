"""Checks an assignment before its release: which tests can be judged, and which test nothing.

The solved notebook must pass and the stripped one fail, both across the glass. What the solution
does to its arguments is recorded on the way: the judge then knows which changes are meant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from autograder.judge.glass.boot import prepare_code
from autograder.judge.glass.client import Judge, JudgeOptions, Starter, start_process
from autograder.judge.glass.court import CellOutcome
from autograder.judge.glass.lint_rules import ERROR, WARNING, Finding, check_plan
from autograder.judge.glass.plan import CHANGES, Plan, PlanCell, plan_of, stripped_source

if TYPE_CHECKING:
    from nbformat import NotebookNode

Class = Literal["crosses", "in kernel", "refused", "broken"]
# Starts a kernel; gives a function that runs code in it and returns the error's text, or None.
Kernel = Callable[[], AbstractContextManager[Callable[[str], Any]]]
MOST_GIVEN_SECONDS = 1.0


@dataclass
class LintReport:
    """What a check of a notebook has found.

    Attributes:
        classes: per test, "crosses" (judged across the glass), "in kernel" (its author wants it
            there, unprotected), "refused" (passes in a kernel, but can't be judged) or "broken"
            (the instructor's own solution doesn't pass).
        reasons: why a test is refused or broken.
        findings: all that its author should know.
        changes: arguments that the solution changes, per test: for `plan_of(…, changes=…)`.
        seconds: judging time per test, with the solution.
    """

    classes: dict[str, Class] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    changes: dict[str, list[str]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether the notebook can be released."""
        return not any(finding.level == ERROR for finding in self.findings)


def lint_notebook(
    notebook: NotebookNode,
    kernel: Kernel,
    *,
    files: Mapping[str, bytes] | None = None,
    options: JudgeOptions | None = None,
    start: Starter = start_process,
) -> LintReport:
    """Checks an instructor's notebook.

    Args:
        notebook: with solutions, hidden tests and nbgrader's metadata.
        kernel: starts a kernel in a folder with the instructor's files.
        files: these files, for the judge.
        options: limits of the judge.
        start: starts the judge's process.

    Returns:
        What was found.
    """
    plan = plan_of(notebook)
    report = LintReport(findings=check_plan(plan))
    options = options or JudgeOptions()
    solved, others = _judged(plan, kernel, lambda cell: cell.source, files, options, start)
    stripped, _ = _judged(
        plan, kernel, lambda cell: stripped_source(cell.source), files, options, start
    )
    in_kernel: dict[str, Any] | None = None
    for cell in plan.cells:
        if cell.kind != "test":
            continue
        name = cell.grade_id
        if cell.in_kernel:
            report.classes[name] = "in kernel"
            if others[name] is not None:
                _broken(report, cell, str(others[name]))
            continue
        outcome = solved[name]
        report.seconds[name] = outcome.seconds
        report.changes[name] = list(outcome.changed)
        if outcome.passed:
            report.classes[name] = "crosses"
            _check_credit(report, cell, outcome)
        else:
            if in_kernel is None:
                in_kernel = _in_kernel(plan, kernel)
            _failed(report, cell, outcome, in_kernel[name])
        _check_rest(report, cell, outcome, stripped[name])
    return report


def _judged(
    plan: Plan,
    kernel: Kernel,
    answer: Callable[[PlanCell], str],
    files: Mapping[str, bytes] | None,
    options: JudgeOptions,
    start: Starter,
) -> tuple[dict[str, CellOutcome], dict[str, Any]]:
    """Outcomes of the tests across the glass, and errors of those that run in the kernel."""
    outcomes: dict[str, CellOutcome] = {}
    errors: dict[str, Any] = {}
    with kernel() as execute, Judge(plan, files=files or {}, options=options, start=start) as judge:
        execute(prepare_code())
        for cell in plan.cells:
            if cell.kind != "test":
                source = answer(cell) if cell.kind == "solution" else cell.source
                execute(source)
                judge.ran(source)
            elif cell.in_kernel:
                errors[cell.grade_id] = execute(cell.source)
            else:
                outcomes[cell.grade_id] = judge.test(cell.grade_id, execute)
    return outcomes, errors


def _in_kernel(plan: Plan, kernel: Kernel) -> dict[str, Any]:
    """Errors of all tests when they run in a kernel with the solution."""
    with kernel() as execute:
        return {cell.grade_id: execute(cell.source) for cell in plan.cells}


def _broken(report: LintReport, cell: PlanCell, why: str) -> None:
    report.classes[cell.grade_id] = "broken"
    report.reasons[cell.grade_id] = why
    text = f"the instructor's own solution doesn't pass: {why}"
    report.findings.append(Finding(cell.grade_id, 0, "broken", ERROR, text))


def _failed(report: LintReport, cell: PlanCell, outcome: CellOutcome, in_kernel: Any) -> None:
    why = outcome.message or outcome.kind
    if outcome.kind not in ("refused", "cannot cross") and in_kernel is not None:
        _broken(report, cell, why)
        return
    report.classes[cell.grade_id] = "refused"
    report.reasons[cell.grade_id] = why
    instead = "compare plain data, or tag the cell in-kernel"
    if outcome.kind == "refused":
        instead = "compare plain data, or tag the cell allow-student-operators"
    text = f"the test can't be judged outside the student's kernel ({why}): {instead}"
    report.findings.append(Finding(cell.grade_id, 0, "refused", ERROR, text))


def _check_credit(report: LintReport, cell: PlanCell, outcome: CellOutcome) -> None:
    if outcome.score(cell.points) != cell.points:
        text = f"the solution gets {outcome.score(cell.points):g} of {cell.points:g} points"
        report.findings.append(Finding(cell.grade_id, 0, "points", ERROR, text))


def _check_rest(
    report: LintReport, cell: PlanCell, outcome: CellOutcome, stripped: CellOutcome
) -> None:
    name = cell.grade_id
    if stripped.score(cell.points) > 0:
        text = f"an untouched notebook gets {stripped.score(cell.points):g} points"
        report.findings.append(Finding(name, 0, "vacuous", ERROR, text))
    if outcome.given_seconds > MOST_GIVEN_SECONDS:
        text = (
            f"given code that the test needs takes {outcome.given_seconds:.1f} s in the judge, for "
            "each student: load a result instead, or make it part of the exercise"
        )
        report.findings.append(Finding(name, 0, "slow-given", ERROR, text))
    if outcome.changed and CHANGES not in cell.tags:
        text = f"the solution changes arguments in place: {', '.join(outcome.changed)}"
        report.findings.append(Finding(name, 0, "changes", WARNING, text))


def record_changes(report: LintReport, notebook: NotebookNode) -> Plan:
    """The plan of a checked notebook, with what its solution may change."""
    return plan_of(notebook, report.changes)
