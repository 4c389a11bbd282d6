"""From what happened in a test cell to points. The rules of nbgrader, with its gaps closed."""

from __future__ import annotations

import math

from nbformat import NotebookNode
from nbgrader import utils

from autograder.judge.messages import explain
from autograder.judge.sanitize import RunCell
from autograder.kernel.session import CellRun
from autograder.types import CellGrade, CellSpec


def score_test(spec: CellSpec, run: CellRun) -> CellGrade:
    """Scores a test cell.

    Args:
        spec: the test cell.
        run: what running it gave.

    Returns:
        Full points if it ran without an error, what it evaluates to if that is a number,
        0 otherwise. Output on stderr costs nothing; a cell that didn't run gets 0.
    """
    if run.status == "error":
        assert run.error is not None
        return CellGrade(0.0, spec.points, explain(spec, run.error))
    if run.status == "not run":
        return CellGrade(0.0, spec.points, f"not run: {run.why}")
    if run.status != "ok":
        return CellGrade(0.0, spec.points, f"{run.why}")
    for output in run.outputs:
        if output.output_type == "execute_result":
            return _partial(spec, output)
    return CellGrade(spec.points, spec.points)


def _partial(spec: CellSpec, output: NotebookNode) -> CellGrade:
    """Partial credit: the value of the cell's last expression, if it is a number at all."""
    text = output.get("data", {}).get("text/plain", "")
    text = "".join(text) if isinstance(text, list) else text
    try:
        value = float(text)
    except (TypeError, ValueError):
        # As in nbgrader: a test that ends in a text or True has passed.
        if text:
            return CellGrade(spec.points, spec.points)
        return CellGrade(0.0, spec.points, "the test ended in a value that shows as nothing")
    if not (math.isfinite(value) and 0 <= value <= spec.points):
        return CellGrade(
            0.0, spec.points,
            f"the test gave {value:g}, which is not between 0 and {spec.points:g}",
        )  # fmt: skip
    message = None if value == spec.points else f"{value:g} of {spec.points:g} points"
    return CellGrade(value, spec.points, message)


def score_manual(cell: RunCell) -> tuple[CellGrade, bool]:
    """Scores a cell that a person grades.

    Args:
        cell: the cell, as it was handed in or restored.

    Returns:
        0 for an answer that is as it was released, otherwise no score yet; and whether it is
        unanswered.
    """
    spec = cell.spec
    assert spec is not None
    unanswered = is_unanswered(cell)
    if unanswered and spec.grade and spec.solution:
        why = "the answer cell is missing" if cell.restored else "not answered"
        return CellGrade(0.0, spec.points, why), True
    return CellGrade(None, spec.points, needs_manual=True), unanswered


def is_unanswered(cell: RunCell) -> bool:
    """Whether an answer is as it was released, by nbgrader's checksum."""
    spec = cell.spec
    if spec is None or not spec.solution or spec.checksum is None:
        return False
    node = NotebookNode(
        cell_type=cell.cell_type,
        source=cell.source,
        metadata=NotebookNode(nbgrader=NotebookNode(spec.metadata["nbgrader"])),
    )
    return utils.compute_checksum(node) == spec.checksum
