"""Honest solutions get across the glass what they get in the kernel."""

from __future__ import annotations

from collections.abc import Callable

import judging
import pytest
from honest_cells import CASES, Case
from plain_kernel import PlainKernel

from autograder.judge.glass import client
from autograder.judge.glass.boot import prepare_code
from autograder.judge.glass.plan import Plan, PlanCell, without_hidden

POINTS = 2.0


def notebook_of(cases: list[Case]) -> Plan:
    """One notebook with all cases."""
    cells = [PlanCell("given", "import io\nimport numpy as np", grade_id="imports")]
    for case in cases:
        if case.given:
            cells.append(PlanCell("given", case.given, case.given, f"{case.name}_given"))
        cells.append(PlanCell("solution", case.right, case.right, f"{case.name}__solution"))
        visible = without_hidden(case.test)
        cells.append(PlanCell("test", case.test, visible, case.name, POINTS, case.tags))
    return Plan(tuple(cells))


def judged(
    cases: list[Case], answer: Callable[[Case], str], **options: float
) -> dict[str, client.CellOutcome]:
    """Outcomes per case."""
    plan = notebook_of(cases)
    answers = {f"{case.name}__solution": answer(case) for case in cases}
    cells = [(cell.grade_id, answers.get(cell.grade_id, cell.source)) for cell in plan.cells]
    # Importing Keras takes its time on a busy machine.
    settings = client.JudgeOptions(seconds=300, startup_seconds=600)
    with PlainKernel(600) as kernel:
        outcomes = judging.run(plan, cells, kernel.execute, options=settings)
    return {outcome.grade_id: outcome for outcome in outcomes}


@pytest.fixture(scope="module")
def right() -> dict[str, client.CellOutcome]:
    return judged(CASES, lambda case: case.right)


@pytest.fixture(scope="module")
def wrong() -> dict[str, client.CellOutcome]:
    return judged(CASES, lambda case: case.wrong)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_right_solution_passes(case: Case, right: dict[str, client.CellOutcome]) -> None:
    outcome = right[case.name]
    assert outcome.passed, outcome
    assert outcome.score(POINTS) == POINTS


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_wrong_solution_fails(case: Case, wrong: dict[str, client.CellOutcome]) -> None:
    outcome = wrong[case.name]
    assert outcome.score(POINTS) == 0.0, outcome
    assert outcome.kind in ("passed", "failed", "error", "refused"), outcome


def in_kernel(cases: list[Case], answer: Callable[[Case], str]) -> dict[str, str | None]:
    """Error of each test cell when it is run in the kernel, as nbgrader does."""
    errors = {}
    with PlainKernel() as kernel:
        kernel.execute("import io\nimport numpy as np")
        for case in cases:
            kernel.execute(case.given)
            kernel.execute(answer(case))
            errors[case.name] = kernel.execute(case.test.replace("%matplotlib inline", ""))
    return errors


def test_kernel_agrees() -> None:
    """The cases are what they claim to be: in a kernel, right passes and wrong fails."""
    needs_ipython = {"patched_main", "source_of"}  # a plain kernel has no __main__, no sources
    cases = [case for case in CASES if case.name not in needs_ipython]
    assert {k: v for k, v in in_kernel(cases, lambda c: c.right).items() if v} == {}
    passed = [k for k, v in in_kernel(cases, lambda c: c.wrong).items() if v is None]
    assert passed == ["partial_credit"]


def test_prepare_leaves_no_name() -> None:
    with PlainKernel() as kernel:
        kernel.execute(prepare_code())
        assert kernel.execute("assert [n for n in globals() if 'auto' in n] == []") is None
