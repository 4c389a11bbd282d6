"""Runs the cells of a submission in a kernel and judges the tests among them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from autograder.judge.glass.boot import prepare_code
from autograder.judge.glass.client import Judge
from autograder.judge.glass.court import CellOutcome
from autograder.judge.glass.plan import Plan


def run(
    plan: Plan,
    cells: Sequence[tuple[str, str]],
    execute: Callable[[str], Any],
    **options: Any,
) -> list[CellOutcome]:
    """Runs a submission's cells in its kernel and judges the tests among them.

    Args:
        plan: the instructor's notebook.
        cells: (grade id, source) of the code cells, in order; a test's source is taken from the
            plan.
        execute: runs code in the student's kernel and returns when it has ended.
        options: of `Judge`.

    Returns:
        One outcome per test cell of the plan that was among the cells.
    """
    tests = {cell.grade_id for cell in plan.cells if cell.kind == "test"}
    outcomes = []
    with Judge(plan, **options) as judge:
        execute(prepare_code())
        for grade_id, source in cells:
            if grade_id in tests:
                outcomes.append(judge.test(grade_id, execute))
            else:
                execute(source)
                judge.ran(source)
    return outcomes
