"""nbgrader's database. This process is its only writer: one transaction a submission."""

from __future__ import annotations

import datetime
import importlib.resources
import json
from dataclasses import dataclass
from typing import Any
from unittest import mock

from alembic.config import Config
from alembic.script import ScriptDirectory
from nbformat import NotebookNode
from nbgrader import api, utils
from nbgrader.api import (
    Assignment as AssignmentRow,
)
from nbgrader.api import (
    Gradebook,
    MissingEntry,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.converters import Autograde
from nbgrader.preprocessors import AssignLatePenalties, SaveCells
from sqlalchemy.exc import SQLAlchemyError

from autograder.gradebook.course import LOG, Course, WrongCall
from autograder.gradebook.instructor import Loaded
from autograder.gradebook.rows import by_hand, complete, missing, named
from autograder.types import CellGrade, Graded, GradedNotebook, Verdict

TIMESTAMP = "timestamp.txt"


class UnknownStudent(Exception):
    """The course doesn't let the grader create students, and this one isn't in the gradebook."""


@dataclass(frozen=True)
class Shown:
    """What feedback says about one notebook: nbgrader's figures after manual grading.

    Attributes:
        score: points, without what was taken off for being late.
        late_penalty: points taken off for being late.
        cells: score and maximum per graded cell.
        comments: comment per answer, None where there is none.
    """

    score: float
    max_score: float
    late_penalty: float
    cells: dict[str, tuple[float, float]]
    comments: dict[str, str | None]


class Book:
    """The gradebook of a course. Close it, or use it as a context manager.

    Args:
        course: the course folder.

    Raises:
        WrongCall: the database can't be opened.
    """

    def __init__(self, course: Course) -> None:
        self.course = course
        try:
            with mock.patch.object(api, "get_alembic_version", schema_version):
                self._book = Gradebook(course.db_url, course.directory.course_id)
        except SQLAlchemyError as error:
            raise _database(error) from error
        self._session = self._book.db
        self._penalties = AssignLatePenalties(config=course.config, log=LOG)
        self._autograde = Autograde(coursedir=course.directory, config=course.config)
        with course.inside():
            self._penalties.init_plugin()

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connection."""
        self._book.close()

    # -- the instructor's side -------------------------------------------------------------------

    def register(self, loaded: Loaded) -> None:
        """Saves an assignment's cells, as `nbgrader generate_assignment` does.

        Raises:
            WrongCall: cells were added or removed although there are submissions already.
        """
        name = loaded.assignment.name
        try:
            row = self._book.update_or_create_assignment(name)
            gone = {notebook.name for notebook in row.notebooks} - set(loaded.registered)
            if gone and row.submissions:
                raise WrongCall(
                    f"source/{name} has no {sorted(gone)[0]}.ipynb any more, but the gradebook "
                    "holds submissions with it: put it back, or start a new gradebook"
                )
            for old in gone:
                self._book.remove_notebook(old, name)
            for notebook, cells in loaded.registered.items():
                if not self._is_registered(name, notebook, cells):
                    self._save_cells(name, notebook, cells)
        except SQLAlchemyError as error:
            raise _database(error) from error

    def _save_cells(self, assignment: str, notebook: str, cells: NotebookNode) -> None:
        ids = {"notebook": notebook, "assignment": assignment, "student": "."}
        resources = {"nbgrader": {**ids, "db_url": self.course.db_url}}
        # SaveCells opens a connection of its own.
        self._session.commit()
        try:
            SaveCells(config=self.course.config, log=LOG).preprocess(cells, resources)
        except RuntimeError as error:
            raise WrongCall(
                f"source/{assignment}/{notebook}.ipynb has other graded cells than the gradebook, "
                "which holds submissions already: take back the change, or start a new gradebook "
                f"(`nbgrader db assignment remove {assignment} --force` forgets its grades)"
            ) from error
        self._session.expire_all()

    def _is_registered(self, assignment: str, notebook: str, cells: NotebookNode) -> bool:
        try:
            row = self._book.find_notebook(notebook, assignment)
        except MissingEntry:
            return False
        now = {}
        for cell in cells.cells:
            flags = (utils.is_grade(cell), utils.is_solution(cell), utils.is_task(cell))
            locked = utils.is_locked(cell)
            if any(flags) or locked:
                meta = cell.metadata.nbgrader
                most = float(meta["points"]) if flags[0] or flags[2] else 0.0
                checksum = meta.get("checksum")
                now[meta["grade_id"]] = (cell.source, cell.cell_type, locked, checksum, most)
        points = {cell.name: cell.max_score for cell in [*row.grade_cells, *row.task_cells]}
        then = {
            cell.name: (cell.source, cell.cell_type, cell.locked, cell.checksum,
                        points.get(cell.name, 0.0))
            for cell in row.source_cells
        }  # fmt: skip
        kernelspec = json.dumps(cells.metadata.get("kernelspec", {}))
        return now == then and row.kernelspec == kernelspec

    # -- one submission --------------------------------------------------------------------------

    def record(
        self, graded: Graded, timestamp: datetime.datetime | None, *, again: bool = False
    ) -> Verdict:
        """Writes one submission's grades: all of them or none.

        Manual grades, extra credit and comments stay. If the grader itself failed, earlier grades
        stay as well.

        Args:
            graded: what came back from a worker.
            timestamp: when it was handed in (UTC), None if that isn't known.
            again: whether it is written once more, without a regrade: what a person has graded
                asks for no second look then.

        Returns:
            The verdict with manual grades, and with a note about a late penalty.

        Raises:
            UnknownStudent: nbgrader's `create_student` is off and the student isn't known.
            WrongCall: the database refuses to be written to.
        """
        try:
            verdict = self._record(graded, timestamp, again)
            self._session.commit()
            return verdict
        except SQLAlchemyError as error:
            raise _database(error) from error
        finally:
            self._session.rollback()  # does nothing after a commit

    def _record(self, graded: Graded, timestamp: datetime.datetime | None, again: bool) -> Verdict:
        verdict = graded.verdict
        submission = self._submission(verdict.student, verdict.assignment)
        if timestamp is not None:
            submission.timestamp = timestamp
        if graded.ours:
            return verdict
        rows = {notebook.name: notebook for notebook in submission.notebooks}
        if not graded.notebooks:
            for grade in (grade for row in rows.values() for grade in row.grades):
                grade.auto_score, grade.needs_manual_grade = None, True
            return verdict
        manual: dict[str, CellGrade] = {}
        penalty = 0.0
        for notebook in graded.notebooks:
            row = rows[notebook.name]
            manual |= named(self._grades(row, notebook, again), notebook.name, len(rows))
            self._session.flush()
            penalty += self._penalty(submission, row)
        return complete(verdict, manual, penalty)

    def held(self, graded: Graded, timestamp: datetime.datetime | None) -> Verdict | None:
        """Looks whether the gradebook holds exactly what was graded once. Writes nothing.

        Args:
            graded: as for `record`.
            timestamp: as for `record`.

        Returns:
            The verdict as `record` would return it; None if something is missing or different.
        """
        try:
            return self._held(graded, timestamp)
        except MissingEntry:
            return None
        except SQLAlchemyError as error:
            raise _database(error) from error
        finally:
            self._session.rollback()

    def _held(self, graded: Graded, timestamp: datetime.datetime | None) -> Verdict | None:
        verdict = graded.verdict
        submission = self._book.find_submission(verdict.assignment, verdict.student)
        if timestamp is not None and submission.timestamp != timestamp.replace(tzinfo=None):
            return None
        rows = {notebook.name: notebook for notebook in submission.notebooks}
        registered = {notebook.name for notebook in submission.assignment.notebooks}
        if rows.keys() != registered or any(missing(row) for row in rows.values()):
            return None
        if not graded.notebooks:
            empty = all(grade.auto_score is None for row in rows.values() for grade in row.grades)
            return verdict if empty else None
        manual: dict[str, CellGrade] = {}
        penalty = 0.0
        for notebook in graded.notebooks:
            row = rows.get(notebook.name)
            if row is None or any(
                grade.cell.name in notebook.cells
                and grade.auto_score != notebook.cells[grade.cell.name].score
                for grade in row.grades
            ):
                return None
            then = float(row.late_submission_penalty or 0.0)
            manual |= named(by_hand(row, notebook), notebook.name, len(rows))
            if self._penalty(submission, row) != then:  # it depends on a date that can be changed
                return None
            penalty += then
        return complete(verdict, manual, penalty)

    def _submission(self, student: str, assignment: str) -> SubmittedAssignment:
        """The rows of a submission, made complete if any is missing."""
        session = self._session
        person = session.get(Student, student)
        if person is None:
            if not self._autograde.create_student:
                raise UnknownStudent(student)
            person = Student(id=student)
            session.add(person)
        assigned = session.query(AssignmentRow).filter(AssignmentRow.name == assignment).one()
        submission = (
            session.query(SubmittedAssignment)
            .filter_by(assignment_id=assigned.id, student_id=student)
            .one_or_none()
        )
        if submission is None:
            submission = SubmittedAssignment(assignment=assigned, student=person)
            session.add(submission)
        have = {notebook.notebook_id for notebook in submission.notebooks}
        for notebook in assigned.notebooks:
            if notebook.id not in have:
                session.add(SubmittedNotebook(notebook=notebook, assignment=submission))
        session.flush()
        for row in submission.notebooks:
            session.add_all(missing(row))
        session.flush()
        return submission

    def _grades(
        self, row: SubmittedNotebook, graded: GradedNotebook, again: bool
    ) -> dict[str, CellGrade]:
        """Sets the automatic scores. Returns the cells that a person has graded."""
        for grade in row.grades:
            new = graded.cells.get(grade.cell.name)
            if new is None:
                continue
            grade.auto_score = new.score
            person = grade.manual_score is not None
            if not (again and person):
                # nbgrader shows a manual grade again after a regrade, for a second look.
                grade.needs_manual_grade = new.needs_manual or (person and graded.text is not None)
        for comment in row.comments:
            answered = comment.cell.name not in graded.unanswered
            comment.auto_comment = None if answered else "No response."
        return by_hand(row, graded)

    def _penalty(self, submission: SubmittedAssignment, row: SubmittedNotebook) -> float:
        """What nbgrader's plugin takes off, also when it was another amount before."""
        row.late_submission_penalty = None
        late = submission.total_seconds_late
        if not self._penalties.enabled or late <= 0:
            return 0.0
        self._session.refresh(row, ["score"])
        with self.course.inside():
            penalty = self._penalties.plugin_inst.late_submission_penalty(
                submission.student.id, row.score, late
            )
        if penalty is None:
            return 0.0
        row.late_submission_penalty = self._penalties._check_late_penalty(row, penalty)
        return float(row.late_submission_penalty)

    # -- what feedback needs ---------------------------------------------------------------------

    def shown(self, student: str, assignment: str) -> dict[str, Shown]:
        """Returns what feedback says, per notebook of a submission."""
        self._session.expire_all()
        submission = self._book.find_submission(assignment, student)
        return {
            row.name: Shown(
                float(row.score or 0),
                float(row.max_score or 0),
                float(row.late_submission_penalty or 0),
                {grade.cell.name: (grade.score, grade.max_score) for grade in row.grades},
                {comment.cell.name: comment.comment for comment in row.comments},
            )
            for row in submission.notebooks
        }


def schema_version() -> str:
    """The version of nbgrader's tables that a new database gets.

    nbgrader has the command `alembic` tell it, which takes a second and has to be on the PATH.
    """
    config = Config()
    folder = importlib.resources.files("nbgrader") / "alembic"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return str(ScriptDirectory.from_config(config).get_current_head())


def parse_timestamp(files: dict[str, bytes]) -> tuple[datetime.datetime | None, str | None]:
    """Reads timestamp.txt as nbgrader does.

    Returns:
        The time in UTC, None without the file; and a sentence if it can't be read.
    """
    text = files.get(TIMESTAMP, b"").decode("utf-8", "replace").strip()
    if not text:
        return None, None
    try:
        parsed: Any = utils.parse_utc(text)
    except (ValueError, OverflowError):
        return None, f"{TIMESTAMP} doesn't hold a time: the submission counts as handed in on time"
    return parsed, None


def _database(error: SQLAlchemyError) -> WrongCall:
    what = str(getattr(error, "orig", None) or error).splitlines()[0]
    if "no such column" in what or "no such table" in what:
        return WrongCall(
            f"the gradebook is of an older nbgrader ({what}): copy it, then run "
            "`nbgrader db upgrade`"
        )
    return WrongCall(f"the gradebook can't be used ({what}): close other programs that write to it")
