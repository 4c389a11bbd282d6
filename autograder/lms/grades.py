"""Reads nbgrader's gradebook for an export: scores as nbgrader itself counts them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from nbgrader import api
from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from autograder.gradebook.book import schema_version
from autograder.gradebook.course import Course, WrongCall
from autograder.gradebook.journal import Journal
from autograder.lms.spreadsheet import count

# Message ("" for none) and seconds by student, assignment and cell.
Messages = dict[tuple[str, str, str], tuple[str, float | None]]


@dataclass(frozen=True)
class Enrolled:
    """A student as the gradebook has them; "" for what it doesn't know."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_id: str = ""

    @property
    def sortable_name(self) -> str:
        """ "Lovelace, Ada", or the id of somebody without a name."""
        names = [name for name in (self.last_name, self.first_name) if name]
        return ", ".join(names) or self.id


@dataclass(frozen=True)
class Item:
    """What one graded cell got.

    Attributes:
        name: grade id, headed by the notebook if there are several.
        score: points, None while nobody has graded it.
        waiting: whether a person still has to grade it.
        by_hand: whether a person has.
    """

    name: str
    score: float | None
    max_score: float
    waiting: bool = False
    by_hand: bool = False


@dataclass(frozen=True)
class Graded:
    """A submission in the gradebook.

    Attributes:
        score: what nbgrader exports: manual grades and extra credit count, a late penalty is
            taken off; None if nothing of it could be graded.
        penalty: what was taken off for being late.
        items: per graded cell.
        comments: what a person has written, by cell.
        handed_in: UTC, None if it isn't known.
    """

    score: float | None
    penalty: float
    items: tuple[Item, ...]
    comments: dict[str, str] = field(default_factory=dict)
    handed_in: datetime.datetime | None = None

    @property
    def waiting(self) -> int:
        """How many cells a person still has to grade."""
        return sum(item.waiting for item in self.items)


@dataclass
class Grades:
    """A class's grades.

    Attributes:
        students: by id.
        assignments: the most that can be got, by name.
        entries: by student and assignment; none for what wasn't handed in.
    """

    students: dict[str, Enrolled]
    assignments: dict[str, float]
    entries: dict[tuple[str, str], Graded]

    def warnings(self) -> list[str]:
        """Sentences about scores that aren't final, or that there are none."""
        found = []
        waiting = [key for key, entry in self.entries.items() if entry.waiting]
        if waiting:
            cells = sum(self.entries[key].waiting for key in waiting)
            found.append(
                f"not final: {count(len(waiting), 'score')}, in which {count(cells, 'answer')} "
                "must be graded by a person (nbgrader's formgrader)"
            )
        failed = sorted(key for key, entry in self.entries.items() if entry.score is None)
        if failed:
            listed = ", ".join(student for student, _ in failed[:5])
            more = f" and {len(failed) - 5} more" if len(failed) > 5 else ""
            found.append(f"without a score, since nothing could be graded: {listed}{more}")
        return found


def load_grades(course: Course, assignments: list[str]) -> Grades:
    """Reads the gradebook.

    Args:
        course: the course folder.
        assignments: names, empty for all that the gradebook has.

    Raises:
        WrongCall: there is no gradebook, or it doesn't have an assignment.
    """
    url = make_url(course.db_url)
    if url.drivername.startswith("sqlite") and url.database and not Path(url.database).exists():
        raise WrongCall(f"{course.root} has no gradebook yet: run `autograder grade` first")
    try:
        with (
            mock.patch.object(api, "get_alembic_version", schema_version),
            Gradebook(course.db_url, course.directory.course_id) as book,
        ):
            return _read(book, assignments)
    except SQLAlchemyError as error:
        raise WrongCall(
            f"the gradebook can't be read ({str(error).splitlines()[0]}): close other programs "
            "that write to it, or run `nbgrader db upgrade` if it is old"
        ) from error


def _read(book: Gradebook, wanted: list[str]) -> Grades:
    known = {row.name: row for row in book.assignments}
    for name in wanted:
        if name not in known:
            listed = ", ".join(sorted(known)) or "none yet"
            raise WrongCall(f"the gradebook has no assignment {name!r}; it has: {listed}")
    names = wanted or sorted(known)
    people = book.db.query(
        Student.id, Student.first_name, Student.last_name, Student.email, Student.lms_user_id
    )
    students = {row[0]: Enrolled(*(value or "" for value in row)) for row in people}
    return Grades(
        dict(sorted(students.items())),
        {name: float(known[name].max_score or 0) for name in names},
        _entries(book, names),
    )


def _entries(book: Gradebook, names: list[str]) -> dict[tuple[str, str], Graded]:
    """Reads submissions in three queries, however many there are."""
    cells = (
        book.db.query(
            SubmittedNotebook.assignment_id, Notebook.name, BaseCell.name, Grade.auto_score,
            Grade.manual_score, Grade.score, Grade.max_score, Grade.needs_manual_grade,
        )
        .select_from(Grade)
        .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
        .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
        .join(BaseCell, Grade.cell_id == BaseCell.id)
    )  # fmt: skip
    words = (
        book.db.query(
            SubmittedNotebook.assignment_id, Notebook.name, BaseCell.name, Comment.manual_comment
        )
        .select_from(Comment)
        .join(SubmittedNotebook, Comment.notebook_id == SubmittedNotebook.id)
        .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
        .join(BaseCell, Comment.cell_id == BaseCell.id)
        .filter(Comment.manual_comment.isnot(None))
    )
    submissions = book.db.query(
        SubmittedAssignment.id, SubmittedAssignment.student_id, Assignment.name,
        SubmittedAssignment.score, SubmittedAssignment.late_submission_penalty,
        SubmittedAssignment.timestamp,
    ).join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)  # fmt: skip
    notebooks: dict[str, set[str]] = {}
    by_submission: dict[str, list[Any]] = {}
    for row in cells:
        by_submission.setdefault(row[0], []).append(row)
        notebooks.setdefault(row[0], set()).add(row[1])
    comments: dict[str, dict[str, str]] = {}
    for key, notebook, cell, comment in words:
        name = _name(notebook, cell, notebooks.get(key, set()))
        comments.setdefault(key, {})[name] = comment
    found = {}
    for key, student, name, score, penalty, time in submissions:
        if name not in names:
            continue
        rows = sorted(by_submission.get(key, []), key=lambda row: row[1])
        graded = not rows or any(row[3] is not None or row[4] is not None for row in rows)
        items = tuple(_item(row, notebooks[key], graded) for row in rows)
        penalty = float(penalty or 0)
        total = max(0.0, float(score or 0) - penalty) if graded else None
        found[student, name] = Graded(total, penalty, items, comments.get(key, {}), time)
    return dict(sorted(found.items()))


def _item(row: Any, notebooks: set[str], graded: bool) -> Item:
    _, notebook, cell, auto, manual, score, most, needs = row
    by_hand = manual is not None
    points = None if auto is None and not by_hand else float(score or 0)
    waiting = graded and bool(needs) and not by_hand
    return Item(_name(notebook, cell, notebooks), points, float(most or 0), waiting, by_hand)


def _name(notebook: str, cell: str, notebooks: set[str]) -> str:
    return f"{notebook}/{cell}" if len(notebooks) > 1 else cell


def messages(course: Course, assignments: Iterable[str]) -> Messages:
    """What the checks said and how long the code took, from the journal.

    Returns:
        Message ("" for none) and seconds by student, assignment and cell.
    """
    found: Messages = {}
    for record in Journal(course.gradebook_folder).records():
        verdict = record.graded.verdict
        if verdict.assignment in assignments:
            for name, cell in verdict.cells.items():
                key = (verdict.student, verdict.assignment, name)
                found[key] = (cell.message or "", cell.seconds)
    return found
