"""Finds out which of the submitted files is which notebook of the assignment."""

from __future__ import annotations

from dataclasses import dataclass, field

from autograder.judge.notes import Note
from autograder.judge.reading import StudentCell, Unreadable, read_notebook
from autograder.types import Assignment, NotebookSpec

COMMON_IDS = 1  # grade ids in common that make a renamed notebook recognizable


@dataclass
class Found:
    """The notebooks of a submission.

    Attributes:
        notebooks: cells per notebook name of the assignment, None where there are none.
        notes: sentences for the student about what was missing, renamed or left out.
    """

    notebooks: dict[str, list[StudentCell] | None]
    notes: list[str] = field(default_factory=list)


def find_notebooks(assignment: Assignment, files: dict[str, bytes]) -> Found:
    """Reads the notebooks of a submission, by name or, if that fails, by their grade ids.

    Args:
        assignment: what should be there.
        files: the submitted files by relative path.

    Returns:
        What was found.
    """
    found = Found({})
    others = {
        name: content
        for name, content in sorted(files.items())
        if name.endswith(".ipynb")
        and name not in {f"{nb.name}.ipynb" for nb in assignment.notebooks}
    }
    problems: dict[str, str] = {}
    for spec in assignment.notebooks:
        name = f"{spec.name}.ipynb"
        found.notebooks[spec.name] = None
        if name in files:
            try:
                cells, notes = read_notebook(files[name])
            except Unreadable as problem:
                problems[spec.name] = f"{name} {problem}"
            else:
                found.notebooks[spec.name] = cells
                found.notes += [f"{name}: {note}" for note in notes]
    lost = [spec for spec in assignment.notebooks if found.notebooks[spec.name] is None]
    if lost and others:
        _take_renamed(lost, others, found, problems)
    for spec in lost:
        if found.notebooks[spec.name] is None:
            found.notes.append(problems.get(spec.name) or f"{spec.name}.ipynb was not handed in")
    for name in others:
        found.notes.append(f"{name} is not part of the assignment and was not graded")
    return found


def _take_renamed(
    lost: list[NotebookSpec],
    others: dict[str, bytes],
    found: Found,
    problems: dict[str, str],
) -> None:
    """Gives each missing notebook the file with which it has most grade ids in common."""
    readable = {}
    for name, content in list(others.items()):
        try:
            readable[name] = read_notebook(content)
        except Unreadable as problem:
            if len(others) == len(lost) == 1 and lost[0].name not in problems:
                problems[lost[0].name] = f"{name} {problem}"
                del others[name]
    pairs = []
    for spec in lost:
        ids = {cell.grade_id for cell in spec.cells}
        for name, (cells, _) in readable.items():
            common = len(ids & {cell.grade_id for cell in cells if cell.grade_id})
            if common >= COMMON_IDS:
                pairs.append((-common, spec.name, name))
    for _, spec_name, name in sorted(pairs):
        if found.notebooks[spec_name] is None and name in others:
            cells, notes = readable[name]
            found.notebooks[spec_name] = cells
            del others[name]
            wanted = f"{spec_name}.ipynb"
            found.notes.append(
                f"{problems[spec_name]}; {name} was graded instead"
                if spec_name in problems
                else renamed(name, wanted)
            )
            found.notes += [f"{name}: {note}" for note in notes]


def renamed(name: str, wanted: str) -> Note:
    """Says that a notebook has another name than the one that was handed out."""
    return Note(
        f"the notebook is called {name} instead of {wanted} and was found by its cells",
        "name", f"rename it to {wanted}", automatic=True,
    )  # fmt: skip
