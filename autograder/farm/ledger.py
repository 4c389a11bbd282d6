"""Brings grades to the journal, the gradebook and the folders; knows what is up to date."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from autograder.farm import digests
from autograder.farm.task import failed
from autograder.gradebook.book import Book, UnknownStudent, parse_timestamp
from autograder.gradebook.course import Course
from autograder.gradebook.files import Feedback, write_autograded
from autograder.gradebook.journal import Journal, Record
from autograder.types import Assignment, Graded, SubmittedFiles, Verdict

SHOWN = "shown"  # in a record: digest of what the feedback says after manual grading


@dataclass
class Change:
    """A score that a regrade has changed.

    Attributes:
        before, after: points without manual grades and penalties; None where nothing was graded.
        cells: points before and after of the cells that changed, by name.
        why: what was different.
    """

    student: str
    assignment: str
    before: float | None
    after: float | None
    why: str
    cells: dict[str, tuple[float | None, float | None]] = field(default_factory=dict)


class Ledger:
    """The one writer of a class's grades.

    Args:
        course: the class.
        book: its gradebook.
        assignments: the instructor's side, by name.
        inputs: digests of what the verdicts on each assignment depend on, but for the submission.
        regrade: whether nothing counts as up to date.
    """

    def __init__(
        self,
        course: Course,
        book: Book,
        assignments: Mapping[str, Assignment],
        inputs: Mapping[str, dict[str, str]],
        regrade: bool = False,
    ) -> None:
        self.changes: list[Change] = []
        self.journal = Journal(course.gradebook_folder)
        self._course, self._book, self._assignments = course, book, assignments
        self._inputs, self._regrade = inputs, regrade
        self._feedback = Feedback(course)

    def up_to_date(self, task: SubmittedFiles) -> Verdict | None:
        """Returns the verdict if the journal holds it and nothing has changed; None to grade.

        What is missing in the gradebook or the folders, after a crash or because somebody has
        removed it, is written again.
        """
        if self._regrade:
            return None
        record = self.journal.read(task.student, task.assignment)
        if record is None or record.graded.ours:
            return None
        if not digests.same(record.digests, self._digests(task)):
            return None
        if record.booked and self._is_whole(task, record):
            timestamp, _ = parse_timestamp(task.files)
            verdict = self._book.held(_with_note(task, record.graded), timestamp)
            if verdict is not None:
                self._refresh(task, record, verdict)
                return verdict
        return self._book_it(task, record, again=True)

    def settle(self, task: SubmittedFiles, graded: Graded) -> Verdict:
        """Puts what came back from a worker on disk, then into the gradebook and the folders.

        Returns:
            The verdict with manual grades, and with a note about a late penalty.
        """
        old = self.journal.read(task.student, task.assignment)
        record = Record(graded, self._digests(task), _now())
        if graded.ours:
            # Earlier grades stay, and next time it is graded again.
            earlier = old is not None and not old.graded.ours
            self.journal.write(replace(old, digests={}) if earlier and old else record)
            return self._write(task, graded)[0]
        self.journal.write(record)
        if old is not None and not old.graded.ours:
            self._compare(old, record)
        return self._book_it(task, record)

    def _digests(self, task: SubmittedFiles) -> dict[str, str]:
        found = {"submission": digests.submission_digest(task), **self._inputs[task.assignment]}
        return {name: found[name] for name in digests.CHANGES}

    def _book_it(self, task: SubmittedFiles, record: Record, *, again: bool = False) -> Verdict:
        verdict, shown = self._write(task, record.graded, again=again)
        if shown is not None:
            self.journal.write(
                replace(record, digests={**record.digests, SHOWN: shown}, booked=True)
            )
        return verdict

    def _write(
        self, task: SubmittedFiles, graded: Graded, *, again: bool = False
    ) -> tuple[Verdict, str | None]:
        """Returns the verdict, and a digest of what was shown; None if nothing was booked."""
        assignment = self._assignments[task.assignment]
        timestamp, _ = parse_timestamp(task.files)
        graded = _with_note(task, graded)
        # Files first: whoever finds a grade in the gradebook finds the notebook that belongs to it.
        write_autograded(self._course, assignment, task, graded)
        try:
            verdict = self._book.record(graded, timestamp, again=again)
        except UnknownStudent:
            reason = (
                f"the gradebook knows no student {task.student!r}: add the student, or set "
                "c.Autograde.create_student = True in nbgrader_config.py"
            )
            return failed(assignment, task, reason, ours=True).verdict, None
        if graded.ours:
            return verdict, None
        return verdict, self._write_feedback(task, graded, verdict)

    def _write_feedback(self, task: SubmittedFiles, graded: Graded, verdict: Verdict) -> str:
        assignment = self._assignments[task.assignment]
        shown = self._book.shown(task.student, task.assignment)
        self._feedback.write(assignment, replace(graded, verdict=verdict), shown)
        return digests.text_digest([repr(shown), verdict.reason])

    def _refresh(self, task: SubmittedFiles, record: Record, verdict: Verdict) -> None:
        """Writes the feedback again if a person has graded since, or if it is gone."""
        shown = self._book.shown(task.student, task.assignment)
        now = digests.text_digest([repr(shown), verdict.reason])
        folder = self._course.feedback(task.assignment, task.student)
        if record.digests.get(SHOWN) == now and folder.is_dir():
            return
        assignment = self._assignments[task.assignment]
        self._feedback.write(assignment, replace(record.graded, verdict=verdict), shown)
        self.journal.write(replace(record, digests={**record.digests, SHOWN: now}))

    def _is_whole(self, task: SubmittedFiles, record: Record) -> bool:
        """Whether the graded notebooks are where they belong."""
        folder = self._course.autograded(task.assignment, task.student)
        return all(
            (folder / f"{one.name}.ipynb").is_file()
            for one in record.graded.notebooks
            if one.text is not None
        )

    def _compare(self, old: Record, new: Record) -> None:
        then, now = old.graded.verdict, new.graded.verdict
        names = dict.fromkeys([*then.cells, *now.cells])
        cells = {}
        for name in names:
            pair = tuple(
                None if (cell := verdict.cells.get(name)) is None else cell.score
                for verdict in (then, now)
            )
            if pair[0] != pair[1]:
                cells[name] = (pair[0], pair[1])
        if cells or then.score != now.score:
            why = digests.why(old.digests, new.digests)
            self.changes.append(
                Change(now.student, now.assignment, then.score, now.score, why, cells)
            )


def _with_note(task: SubmittedFiles, graded: Graded) -> Graded:
    """Adds what has to be said about the time of handing in."""
    _, problem = parse_timestamp(task.files)
    if not problem:
        return graded
    reason = f"{graded.verdict.reason}; {problem}" if graded.verdict.reason else problem
    return replace(graded, verdict=replace(graded.verdict, reason=reason))


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
