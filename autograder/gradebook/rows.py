"""What the rows of a gradebook say about one submission, and what they lack."""

from __future__ import annotations

from dataclasses import replace

from nbgrader.api import Comment, Grade, Notebook, SubmittedNotebook

from autograder.types import CellGrade, GradedNotebook, Verdict


def by_hand(row: SubmittedNotebook, graded: GradedNotebook) -> dict[str, CellGrade]:
    """The cells that a person has graded, or given extra credit."""
    manual = {}
    for grade in row.grades:
        new = graded.cells.get(grade.cell.name)
        if new is None:
            continue
        if grade.manual_score is not None:
            score = grade.manual_score + (grade.extra_credit or 0.0)
            manual[grade.cell.name] = replace(new, score=score)
        elif grade.extra_credit and new.score is not None:
            manual[grade.cell.name] = replace(new, score=new.score + grade.extra_credit)
    return manual


def named(cells: dict[str, CellGrade], notebook: str, notebooks: int) -> dict[str, CellGrade]:
    """Cells by the names that they have in verdicts."""
    return {f"{notebook}/{name}" if notebooks > 1 else name: one for name, one in cells.items()}


def complete(verdict: Verdict, manual: dict[str, CellGrade], penalty: float) -> Verdict:
    """Returns a verdict with manual grades, and with a note about a late penalty."""
    cells = {name: manual.get(name, grade) for name, grade in verdict.cells.items()}
    reason = verdict.reason
    if penalty:
        late = f"handed in late: {penalty:g} points are taken off the total"
        reason = f"{reason}; {late}" if reason else late
    return replace(verdict, cells=cells, reason=reason)


def missing(row: SubmittedNotebook) -> list[Grade | Comment]:
    """Grades and comments that a submitted notebook should have and hasn't yet."""
    notebook: Notebook = row.notebook
    graded = {grade.cell_id for grade in row.grades}
    commented = {comment.cell_id for comment in row.comments}
    cells = [*notebook.grade_cells, *notebook.task_cells]
    answers = [*notebook.solution_cells, *notebook.task_cells]
    return [
        *(Grade(cell=cell, notebook=row) for cell in cells if cell.id not in graded),
        *(Comment(cell=cell, notebook=row) for cell in answers if cell.id not in commented),
    ]
