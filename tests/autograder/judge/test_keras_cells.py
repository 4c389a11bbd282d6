"""Keras models, tensors and axes across the glass."""

from __future__ import annotations

import pytest
from keras_cells import KERAS_CASES
from test_honest_cells import Case, judged

from autograder.judge.glass.client import CellOutcome

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def right() -> dict[str, CellOutcome]:
    return judged(KERAS_CASES, lambda case: case.right)


@pytest.fixture(scope="module")
def wrong() -> dict[str, CellOutcome]:
    return judged(KERAS_CASES, lambda case: case.wrong)


@pytest.mark.parametrize("case", KERAS_CASES, ids=lambda case: case.name)
def test_right_solution_passes(case: Case, right: dict[str, CellOutcome]) -> None:
    assert right[case.name].passed, right[case.name]


@pytest.mark.parametrize("case", KERAS_CASES, ids=lambda case: case.name)
def test_wrong_solution_fails(case: Case, wrong: dict[str, CellOutcome]) -> None:
    assert not wrong[case.name].passed, wrong[case.name]
    assert wrong[case.name].kind in ("failed", "error", "refused"), wrong[case.name]
