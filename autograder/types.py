"""The few plain values that cross the doors between the rooms of the autograder."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal


@dataclass(frozen=True)
class Submission:
    """Where one student's answer to one assignment lies.

    Attributes:
        student: the student's id, as in `submitted/STUDENT/`.
        assignment: the assignment's id, as in `source/ASSIGNMENT/`.
        folder: the folder `submitted/STUDENT/ASSIGNMENT`. Untrusted content.
    """

    student: str
    assignment: str
    folder: Path


@dataclass(frozen=True)
class SubmittedFiles:
    """The content of a submission: what travels to a worker. Untrusted.

    Attributes:
        files: content of the regular files within the size limits, by relative path with "/".
        notes: sentences about what was refused, for the student.
        problem: why nothing can be graded at all, or None.
        secret: ours, not the student's: what the random inputs of hidden tests depend on. No
            kernel sees it. None for those of a notebook.
    """

    student: str
    assignment: str
    files: dict[str, bytes]
    notes: tuple[str, ...] = ()
    problem: str | None = None
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class CellSpec:
    """What the instructor's notebook says about one cell that has a grade id.

    Attributes:
        grade_id: the cell's name, unique in its notebook.
        cell_type: "code", "markdown" or "raw".
        source: what is run: a test with its hidden part, a solution cell's stub.
        visible: the source as students get it, without hidden tests and marking schemes.
        metadata: all of the cell's metadata, nbgrader's included.
        points: what the cell is worth; 0 if it isn't graded.
        grade, solution, locked, task: nbgrader's flags.
        checksum: nbgrader's checksum of the cell, by which an unchanged answer is known.
        timeout: seconds that the cell may run, None for no limit.
    """

    grade_id: str
    cell_type: str
    source: str
    visible: str
    metadata: dict[str, Any]
    points: float
    grade: bool
    solution: bool
    locked: bool
    task: bool
    checksum: str | None
    timeout: int | None

    @property
    def is_test(self) -> bool:
        """Whether running the cell decides about points."""
        return self.grade and not self.solution and self.cell_type == "code"

    @property
    def is_manual(self) -> bool:
        """Whether a person grades the cell."""
        return self.task or (self.grade and not self.is_test)

    @property
    def has_hidden(self) -> bool:
        """Whether the cell holds lines that no student may see."""
        return self.source != self.visible


@dataclass(frozen=True)
class NotebookSpec:
    """What the instructor's notebook fixes.

    Attributes:
        name: file name without ".ipynb".
        cells: the cells that have a grade id, in the instructor's order.
        plain: metadata of the instructor's other cells by (cell type, source).
        kernelspec: metadata of the kernel, as written into what is graded.
        kernel_name: name of an installed kernel.
        plan: all code cells as the judge behind the glass reads them (`Plan.as_json`), None if
            it isn't asked for.
        ids: grade id by the notebook format's own name of the cell.
    """

    name: str
    cells: tuple[CellSpec, ...]
    plain: dict[tuple[str, str], dict[str, Any]]
    kernelspec: dict[str, Any]
    kernel_name: str
    plan: dict[str, Any] | None = None
    ids: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Assignment:
    """The instructor's side of an assignment: plain data that travels to a worker.

    Attributes:
        name: the assignment's id.
        notebooks: in the order in which they are run.
        files: the instructor's other files by relative path; they replace a student's.
        gpu: whether its notebooks ask for a GPU.
    """

    name: str
    notebooks: tuple[NotebookSpec, ...]
    files: dict[str, bytes]
    gpu: bool = False

    @property
    def max_score(self) -> float:
        """Points of all cells of all notebooks."""
        return sum(cell.points for nb in self.notebooks for cell in nb.cells)

    def key(self, notebook: str, grade_id: str) -> str:
        """Name of a cell in verdicts: the grade id, headed by the notebook if there are several."""
        return grade_id if len(self.notebooks) == 1 else f"{notebook}/{grade_id}"


@dataclass
class CellGrade:
    """What one graded cell got.

    Attributes:
        score: points, None while a person still has to grade it.
        max_score: the points that the cell is worth.
        message: why points were lost, for the student's eyes; None if none were.
        needs_manual: whether a person has to grade it.
        protected: False if its test ran in the student's kernel, which can forge the points.
        seconds: wall time of the answer's cells and of the test; None if nothing ran.
        memory: bytes, the most that the submission's processes had used when the test ended; None
            where that isn't measured.
    """

    score: float | None
    max_score: float
    message: str | None = None
    needs_manual: bool = False
    protected: bool = True
    seconds: float | None = None
    memory: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Returns the cell as it stands in a line of `--json`."""
        if self.needs_manual:
            return {"score": self.score, "max_score": self.max_score, "needs_manual": True}
        told = {"score": self.score, "max_score": self.max_score, "message": self.message}
        return told if self.protected else {**told, "protected": False}


@dataclass
class Verdict:
    """The outcome of grading one submission.

    Attributes:
        status: "graded", or "failed" when nothing could be graded.
        reason: what was lost and why, in words for the student; None if nothing was.
        cells: grade per cell, in the order of the notebook. Keys are grade ids, or
            `notebook/grade_id` where an assignment has several notebooks.
        max_score: sum of the points of all cells, graded by hand or not.
        seconds: wall time that grading it took.
        tampering: what looked like an attempt at the grades, in words for the instructor.
    """

    student: str
    assignment: str
    status: Literal["graded", "failed"]
    reason: str | None = None
    cells: dict[str, CellGrade] = field(default_factory=dict)
    max_score: float = 0.0
    seconds: float = 0.0
    tampering: tuple[str, ...] = ()

    @property
    def score(self) -> float | None:
        """Sum of what is scored so far; None if nothing could be graded."""
        if self.status == "failed":
            return None
        return sum(cell.score for cell in self.cells.values() if cell.score is not None)

    def as_json(self) -> dict[str, Any]:
        """Returns the verdict as one line of `--json` holds it."""
        return {
            "student": self.student,
            "assignment": self.assignment,
            "status": self.status,
            "reason": self.reason,
            "score": self.score,
            "max_score": self.max_score,
            "cells": {name: cell.as_json() for name, cell in self.cells.items()},
        }


@dataclass
class GradedNotebook:
    """What grading one notebook of a submission gave.

    Attributes:
        name: the instructor's name of the notebook.
        text: the notebook for autograded/, without anything hidden; None if there was none.
        cells: grade per grade id.
        unanswered: grade ids of answers that are as they were released.
    """

    name: str
    text: str | None
    cells: dict[str, CellGrade]
    unanswered: frozenset[str] = frozenset()


@dataclass
class Graded:
    """Everything that comes back from a worker.

    Attributes:
        verdict: for the table, the report and --json.
        notebooks: for the gradebook and the feedback; empty if nothing could be graded.
        ours: whether the grader failed, not the submission: earlier grades stay.
        log: details for the instructor, never for the student.
    """

    verdict: Verdict
    notebooks: list[GradedNotebook] = field(default_factory=list)
    ours: bool = False
    log: str = ""
