"""What a report is made from: journal, gradebook and the instructor's notebooks."""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from nbformat import NotebookNode

from autograder.gradebook.course import Course
from autograder.gradebook.instructor import load_assignment
from autograder.gradebook.journal import Journal
from autograder.gradebook.marks import Marked, Marks, read_marks
from autograder.judge.messages import explain
from autograder.report.items import Item, items_of
from autograder.types import Assignment, CellSpec, Graded, Verdict

if TYPE_CHECKING:
    from autograder.farm.run import Outcome


# A test cell whose author says nothing.
NOWHERE = CellSpec("", "code", "", "", {}, 0.0, True, False, True, False, None, None)


@dataclass
class HandIn:
    """One graded submission.

    Attributes:
        verdict: with manual grades in it.
        sources: what the student wrote, per notebook and answer cell.
        unanswered: grade ids of answers that are as they were released, per notebook.
        comments: what a person wrote about an answer, by (notebook, cell).
        late_penalty: points taken off for being late.
        ours: whether the grader failed, not the submission.
    """

    verdict: Verdict
    sources: dict[str, dict[str, str]] = field(default_factory=dict)
    unanswered: dict[str, frozenset[str]] = field(default_factory=dict)
    comments: dict[tuple[str, str], str] = field(default_factory=dict)
    late_penalty: float = 0.0
    ours: bool = False

    def untouched(self, item: Item) -> bool:
        """Whether nothing was written where this item is answered.

        Either all its answers are as they were released, by nbgrader's checksum. Or the check says
        what a `raise NotImplementedError("…")` says that still stands there: stubs of a release
        that nbgrader hasn't made have other checksums.
        """
        empty = self.unanswered.get(item.notebook, frozenset())
        if item.answers and set(item.answers) <= empty:
            return True
        grade = self.verdict.cells.get(item.key)
        if grade is None or not grade.message or grade.score:
            return False
        return grade.message in stub_texts(self.code(item))

    def code(self, item: Item) -> str:
        """What the student wrote for an item."""
        cells = self.sources.get(item.notebook, {})
        return "\n\n".join(cells[name] for name in item.answers if name in cells)


@dataclass
class ClassData:
    """A class as the report sees it.

    Attributes:
        assignments: the instructor's side by name, in order.
        items: graded items per assignment.
        hand_ins: sorted by assignment, then student.
        written: the instructor's notebooks, per assignment and name.
        people: ids, names and addresses of students.
        unprotected: keys of tests that run in the student's kernel, by assignment.
        warnings: sentences for the instructor.
        protection: what stood between submissions and the class; empty if that isn't known.
        handed_in: (student, assignment) of all that lies in submitted/, graded or not.
    """

    assignments: dict[str, Assignment]
    items: dict[str, list[Item]]
    hand_ins: list[HandIn]
    written: dict[str, dict[str, NotebookNode]] = field(default_factory=dict)
    people: set[str] = field(default_factory=set)
    unprotected: dict[str, list[str]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    protection: str = ""
    handed_in: set[tuple[str, str]] = field(default_factory=set)

    def of(self, assignment: str) -> list[HandIn]:
        """The submissions of an assignment."""
        return [one for one in self.hand_ins if one.verdict.assignment == assignment]


def read_class(course: Course, outcome: Outcome | None = None) -> ClassData:
    """Reads all that is known about a class.

    Args:
        course: the course folder.
        outcome: a run that has just ended. Its verdicts count before those of the journal, and
            its notebooks are read from autograded/ where the journal has none.

    Returns:
        Everything that the report shows.

    Raises:
        WrongCall: the instructor's side is broken or the gradebook can't be read.
    """
    known = set(course.assignments())
    marked = read_marks(course)
    found: dict[tuple[str, str], HandIn] = {}
    gone = set()
    for record in Journal(course.gradebook_folder).records():
        verdict = record.graded.verdict
        if verdict.assignment in known:
            found[verdict.assignment, verdict.student] = _hand_in(record.graded, marked)
        else:
            gone.add(verdict.assignment)
    for verdict in outcome.verdicts if outcome else []:
        key = verdict.assignment, verdict.student
        there = found.get(key) or _hand_in(Graded(verdict), Marked())
        found[key] = replace(there, verdict=replace(verdict, tampering=there.verdict.tampering))
    loaded = {name: load_assignment(course, name) for name in sorted({name for name, _ in found})}
    assignments = {name: one.assignment for name, one in loaded.items()}
    written = {name: one.written for name, one in loaded.items()}
    for one in found.values():
        if not one.sources and one.verdict.status == "graded":
            _from_autograded(course, assignments[one.verdict.assignment], one)
    handed_in = {(one.student, one.assignment) for one in course.submissions(list(assignments), [])}
    open_ones = len(handed_in - {(student, name) for name, student in found})
    warnings = [
        f"the journal holds grades of {name}, which is no longer in source/: they are left out"
        for name in sorted(gone)
    ]
    if open_ones:
        warnings.append(
            f"{open_ones} submission{' is' if open_ones == 1 else 's are'} not graded yet: "
            "`autograder grade` does it"
        )
    return ClassData(
        assignments,
        {name: items_of(one, written[name]) for name, one in assignments.items()},
        [found[key] for key in sorted(found)],
        written,
        marked.people | {student for _, student in found},
        dict(outcome.protection.unprotected) if outcome else {},
        [*(outcome.warnings if outcome else []), *warnings],
        outcome.protection.sentence() if outcome else "",
        handed_in,
    )


def stub_texts(code: str) -> set[str]:
    """What a check says about code that still raises NotImplementedError."""
    if "NotImplementedError" not in code:
        return set()
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and "NotImplementedError" in ast.unparse(node):
            said = node.exc.args[:1] if isinstance(node.exc, ast.Call) else []
            text = said[0].value if said and isinstance(said[0], ast.Constant) else ""
            found.add(explain(NOWHERE, ("NotImplementedError", str(text), [])))
    return found


def _hand_in(graded: Graded, marked: Marked) -> HandIn:
    verdict = graded.verdict
    marks = marked.marks.get((verdict.student, verdict.assignment), Marks())
    return HandIn(
        with_marks(graded, marks),
        {one.name: sources_of(one.text) for one in graded.notebooks if one.text is not None},
        {one.name: one.unanswered for one in graded.notebooks},
        marks.comments,
        marks.late_penalty,
        graded.ours,
    )


def with_marks(graded: Graded, marks: Marks) -> Verdict:
    """Returns a verdict with manual grades, extra credit and a note about a late penalty.

    Args:
        graded: as it came back from a worker.
        marks: what the gradebook holds about it.
    """
    verdict = graded.verdict
    cells = dict(verdict.cells)
    for notebook in graded.notebooks:
        for name in notebook.cells:
            key = name if name in cells else f"{notebook.name}/{name}"
            place = notebook.name, name
            grade = cells.get(key)
            if grade is None:
                continue
            score = marks.scores.get(place, grade.score)
            if score is not None:
                cells[key] = replace(grade, score=score + marks.extra.get(place, 0.0))
    reason = verdict.reason
    if marks.late_penalty:
        late = f"handed in late: {marks.late_penalty:g} points are taken off the total"
        reason = f"{reason}; {late}" if reason else late
    return replace(verdict, cells=cells, reason=reason)


def sources_of(text: str) -> dict[str, str]:
    """Returns what stands in the answer cells of a graded notebook, by grade id."""
    found = {}
    for cell in json.loads(text).get("cells", []):
        meta = cell.get("metadata", {}).get("nbgrader", {})
        if meta.get("solution") or meta.get("task"):
            source = cell.get("source", "")
            found[meta["grade_id"]] = source if isinstance(source, str) else "".join(source)
    return found


def _from_autograded(course: Course, assignment: Assignment, one: HandIn) -> None:
    """Reads what the journal would have told from autograded/."""
    folder = course.autograded(assignment.name, one.verdict.student)
    for notebook in assignment.notebooks:
        path = folder / f"{notebook.name}.ipynb"
        if not path.is_file():
            continue
        sources = sources_of(path.read_text(encoding="utf-8"))
        one.sources[notebook.name] = sources
        one.unanswered[notebook.name] = frozenset(
            cell.grade_id
            for cell in notebook.cells
            if cell.solution and sources.get(cell.grade_id, "").strip() == cell.visible.strip()
        )
