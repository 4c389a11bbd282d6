"""Makes submissions out of known answers, with what they must get."""

from __future__ import annotations

import copy
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode

from autograder.build.answers import Answer

SOLUTION = "__solution"  # the exercise NAME is the cell NAME__solution


@dataclass
class Expected:
    """What a submission must get.

    Attributes:
        status: "graded" or "failed".
        cells: points per cell, None for what a person grades; empty if nothing is known.
        messages: a part of what the student must read, per cell.
        reason: a part of the verdict's reason, None if there must be none.
    """

    status: str = "graded"
    cells: dict[str, float | None] = field(default_factory=dict)
    messages: dict[str, str] = field(default_factory=dict)
    reason: str | None = None


def fill(notebook: NotebookNode, cells: dict[str, str]) -> NotebookNode:
    """Returns a copy of a notebook with these answers in it, and without outputs.

    Args:
        notebook: a released or a solved notebook.
        cells: source per exercise.

    Raises:
        KeyError: the notebook has no such exercise.
    """
    notebook = copy.deepcopy(notebook)
    left = dict(cells)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if name.endswith(SOLUTION) and name.removesuffix(SOLUTION) in left:
            cell.source = left.pop(name.removesuffix(SOLUTION))
    if left:
        raise KeyError(f"the notebook has no exercise {sorted(left)[0]!r}")
    return notebook


def solutions(solved: NotebookNode) -> dict[str, str]:
    """Returns the model solution of every exercise, as a student would hand it in."""
    return {
        cell.metadata.nbgrader.grade_id.removesuffix(SOLUTION): without_markers(cell.source)
        for cell in solved.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id", "").endswith(SOLUTION)
    }


def without_markers(source: str) -> str:
    """Drops the lines that mark the beginning and the end of a solution."""
    return "\n".join(
        line for line in source.splitlines() if not re.match(r"\s*### (BEGIN|END) SOLUTION", line)
    )


def combine(answers: Iterable[Answer]) -> list[list[Answer]]:
    """Packs answers into as few submissions as possible.

    Each submission holds at most one answer per item and per exercise. An answer that costs
    other items points as well (`also`) gets a submission of its own.
    """
    alone = []
    packed: list[list[Answer]] = []
    taken: dict[int, set[str]] = defaultdict(set)
    for answer in answers:
        if answer.also:
            alone.append([answer])
            continue
        # An answer occupies its item, and every exercise that it rewrites.
        wanted = {f"item {answer.item}", *answer.cells}
        for number, group in enumerate(packed):
            if not wanted & taken[number]:
                group.append(answer)
                break
        else:
            number = len(packed)
            packed.append([answer])
        taken[number] |= wanted
    return packed + alone


def expect(points: dict[str, float], manual: Iterable[str], answers: Iterable[Answer]) -> Expected:
    """Says what a submission must get that holds these answers and is right otherwise.

    Args:
        points: per item that is graded automatically.
        manual: items that a person grades.
        answers: what was put in.
    """
    expected = Expected(cells={**points, **dict.fromkeys(manual)})
    for answer in answers:
        expected.cells.update(answer.also)
    for answer in answers:
        expected.cells[answer.item] = answer.points
        if answer.kind == "wrong" and answer.message:
            expected.messages[answer.item] = answer.message
    return expected


def to_bytes(notebook: NotebookNode) -> bytes:
    """Returns a notebook as it lies on disk."""
    return (nbformat.writes(notebook) + "\n").encode()
