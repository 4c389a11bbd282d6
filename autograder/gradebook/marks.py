"""What people wrote into the gradebook: manual grades, comments, penalties. Only read here."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from autograder.gradebook.course import Course, WrongCall


@dataclass
class Marks:
    """What the gradebook adds to one graded submission.

    Attributes:
        scores: points that a person gave, by (notebook, cell).
        extra: extra credit, by (notebook, cell).
        comments: what a person wrote, by (notebook, cell).
        late_penalty: points taken off for being late.
    """

    scores: dict[tuple[str, str], float] = field(default_factory=dict)
    extra: dict[tuple[str, str], float] = field(default_factory=dict)
    comments: dict[tuple[str, str], str] = field(default_factory=dict)
    late_penalty: float = 0.0


@dataclass
class Marked:
    """What people wrote into a gradebook.

    Attributes:
        marks: by (student, assignment).
        people: what students are called: first and last names, addresses.
    """

    marks: dict[tuple[str, str], Marks] = field(default_factory=dict)
    people: set[str] = field(default_factory=set)


def read_marks(course: Course) -> Marked:
    """Reads a gradebook without changing or creating it.

    Args:
        course: the course folder.

    Returns:
        What was found; nothing if there is no gradebook yet.

    Raises:
        WrongCall: the gradebook can't be read.
    """
    url = make_url(course.db_url)
    if url.drivername.startswith("sqlite") and not Path(url.database or "").is_file():
        return Marked()
    engine = create_engine(url)
    try:
        with Session(engine) as session:
            return _read(session)
    except SQLAlchemyError as error:
        what = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise WrongCall(
            f"the gradebook can't be read ({what}): if it is of an older nbgrader, copy it, then "
            "run `nbgrader db upgrade`"
        ) from error
    finally:
        engine.dispose()


def _read(session: Session) -> Marked:
    found = Marked()
    for row in session.query(Student.first_name, Student.last_name, Student.email):
        found.people |= {value for value in row if value}
    place = (SubmittedAssignment.student_id, Assignment.name, Notebook.name)
    notebooks = (
        session.query(*place, SubmittedNotebook.late_submission_penalty)
        .select_from(SubmittedNotebook)
        .join(SubmittedNotebook.notebook)
        .join(SubmittedNotebook.assignment)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
    )
    for student, assignment, _, penalty in notebooks:
        marks = found.marks.setdefault((student, assignment), Marks())
        marks.late_penalty += penalty or 0.0
    grades = _of_cells(session, Grade, Grade.manual_score, Grade.extra_credit)
    for student, assignment, notebook, cell, score, extra in grades:
        marks = found.marks[student, assignment]
        if score is not None:
            marks.scores[notebook, cell] = score
        if extra:
            marks.extra[notebook, cell] = extra
    for student, assignment, notebook, cell, text in _of_cells(
        session, Comment, Comment.manual_comment
    ):
        if text:
            found.marks[student, assignment].comments[notebook, cell] = text
    return found


def _of_cells(session: Session, kind: type, *columns: object):  # type: ignore[no-untyped-def]
    """Rows about cells, each headed by student, assignment, notebook and cell."""
    return (
        session.query(
            SubmittedAssignment.student_id, Assignment.name, Notebook.name, BaseCell.name, *columns
        )
        .select_from(kind)
        .join(kind.cell)  # type: ignore[attr-defined]
        .join(SubmittedNotebook, kind.notebook_id == SubmittedNotebook.id)  # type: ignore[attr-defined]
        .join(SubmittedNotebook.notebook)
        .join(SubmittedNotebook.assignment)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
    )
