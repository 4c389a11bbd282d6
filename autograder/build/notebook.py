"""From an author's cells to a notebook with nbgrader's metadata, not yet executed."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any, Literal

import nbformat
from nbformat import NotebookNode

from autograder.build.markers import HIDDEN_TESTS, SOLUTION, regions
from autograder.build.mistakes import AuthorMistake
from autograder.build.quiz import MOST_OF_POINTS, Question, graded_cell_text, load_quiz
from autograder.build.terms import Linker
from autograder.build.text import Cell, parses, read_cells

Role = Literal["lesson", "exercises"]
TODO = "course_todo"  # cell metadata that only lives until the release is made


def assemble(path: Path, role: Role) -> NotebookNode:
    """Builds the notebook of one percent file.

    Args:
        path: lesson.py, exercises.py or a page such as 00_start_here.py. A quiz.yaml beside it
            holds the questions that its cells name.
        role: "exercises" get nbgrader's metadata; everything else is a "lesson".

    Returns:
        A notebook without outputs, solutions and hidden tests in place. Exercise cells carry
        what their stub shall say in `metadata["course_todo"]`.

    Raises:
        AuthorMistake: anything that CONTRIBUTING.md forbids.
    """
    return _Assembler(path, role).notebook()


class _Assembler:
    def __init__(self, path: Path, role: Role) -> None:
        self.path, self.role = path, role
        self.cells = read_cells(path)
        quiz = path.parent / "quiz.yaml"
        questions = load_quiz(quiz) if quiz.exists() and path.stem in ROLES else []
        self.quiz_path = quiz
        self.questions = {q.id: q for q in questions if q.graded == (role == "exercises")}
        self.other_questions = {q.id for q in questions} - set(self.questions)
        self.unused = dict(self.questions)
        texts = [c.source for c in self.cells if c.kind == "markdown" and "quiz" not in c.header]
        self.linker = Linker(path, texts)
        self.names: dict[str, int] = {}
        self.points: dict[str, float] = {}
        self.given = 0
        self.built: list[NotebookNode] = []

    def notebook(self) -> NotebookNode:
        for cell in self.cells:
            self._check(cell)
            if "quiz" in cell.header:
                self._add_quiz(cell)
            elif self.role == "exercises":
                self._add_graded(cell)
            elif cell.kind == "markdown":
                self._add("markdown", self.linker.link(cell.source), cell)
            else:
                self._add("code", cell.source, cell)
        for question in self.unused.values():
            raise AuthorMistake(
                self.quiz_path,
                question.line,
                f"no cell of {self.path.name} shows {question.id!r}",
                f'put # %% [markdown] quiz="{question.id}" where it belongs',
            )
        self._check_points()
        _set_ids(self.built)
        return nbformat.v4.new_notebook(
            cells=self.built,
            metadata={
                "kernelspec": {
                    "display_name": "Python 3 (ipykernel)",
                    "language": "python",
                    "name": "python3",
                },
                "language_info": {
                    "file_extension": ".py",
                    "mimetype": "text/x-python",
                    "name": "python",
                },
            },
        )

    # -- one cell ------------------------------------------------------------------------------

    def _check(self, cell: Cell) -> None:
        header = cell.header
        roles = [key for key in ("exercise", "check", "written", "quiz") if key in header]
        if len(roles) > 1:
            raise self._stop(cell, f"one cell can't be {' and '.join(roles)}", "make two cells")
        role = roles[0] if roles else None
        kind = {"exercise": "code", "check": "code"}.get(role or "", "markdown")
        if role and cell.kind != kind:
            start = "# %% [markdown]" if kind == "markdown" else "# %%"
            raise self._stop(cell, f"{role} on a {cell.kind} cell", f'head it {start} {role}="…"')
        if role in ("exercise", "check", "written") and self.role != "exercises":
            raise self._stop(cell, f"{role} in a lesson", "move the cell to exercises.py")
        if role in ("check", "written") and "points" not in header:
            raise self._stop(cell, f"{role} {header[role]!r} has no points", "add points=1 or so")
        if "points" in header and role not in ("check", "written"):
            raise self._stop(cell, "points on a cell without check or written", "remove them")
        if "todo" in header and role != "exercise":
            raise self._stop(cell, "todo on a cell without exercise", "remove it")
        solutions = regions(self.path, cell, SOLUTION)
        hidden = regions(self.path, cell, HIDDEN_TESTS)
        if solutions and role != "exercise":
            raise self._stop(
                cell, "a solution outside an exercise cell", 'head the cell # %% exercise="NAME"'
            )
        if hidden and role != "check":
            raise self._stop(
                cell, "hidden tests outside a check cell",
                'head the cell # %% check="NAME" points=…',
            )  # fmt: skip
        if role == "exercise" and not solutions:
            raise self._stop(
                cell, f"exercise {header['exercise']!r} has no solution to take out",
                "put '### BEGIN SOLUTION' and '### END SOLUTION' around it",
            )  # fmt: skip

    def _add_graded(self, cell: Cell) -> None:
        header = cell.header
        if "exercise" in header:
            self._exercise(cell, header["exercise"], cell.source, header.get("todo"))
        elif "check" in header:
            name = self._name(cell, header["check"], header["points"])
            self._add("code", cell.source, cell, grade_id=name, points=header["points"],
                      grade=True, locked=True)  # fmt: skip
        elif "written" in header:
            name = self._name(cell, header["written"], header["points"])
            self._add("markdown", cell.source, cell, grade_id=name, points=header["points"],
                      grade=True, solution=True)  # fmt: skip
        elif cell.kind == "code":
            self.given += 1
            self._add("code", cell.source, cell, grade_id=f"given_{self.given}", locked=True)
        else:
            self._add("markdown", cell.source, cell)

    def _add_quiz(self, cell: Cell) -> None:
        name = cell.header["quiz"]
        if name in self.other_questions:
            raise self._stop(
                cell, f"question {name!r} belongs into the other notebook",
                "graded questions stand in exercises.py, practice questions in lesson.py",
            )  # fmt: skip
        if name not in self.questions:
            raise self._stop(
                cell, f"quiz.yaml has no question {name!r}", f"use one of {sorted(self.questions)}"
            )
        if name not in self.unused:
            raise self._stop(cell, f"question {name!r} is shown twice", "remove one")
        question: Question = self.unused.pop(name)
        above = cell.source.strip() + "\n\n" if cell.source.strip() else ""
        if not question.graded:
            self._add("markdown", above + question.fold_out(), cell)
            return
        self._add("markdown", above + graded_cell_text(question), cell)
        self._exercise(cell, name, question.exercise_source(), f"write {name} = your value")
        self._name(cell, name, question.points)
        self._add("code", question.check_source(), cell, grade_id=name, points=question.points,
                  grade=True, locked=True)  # fmt: skip

    def _exercise(self, cell: Cell, name: str, source: str, todo: str | None) -> None:
        self._name(cell, f"{name}__solution")
        stub = stub_for(source, name, todo)
        if error := parses(stub):
            raise self._stop(
                cell, f"what students get of {name!r} doesn't parse: {error.msg}",
                "keep the 'def' line and its docstring outside the solution",
            )  # fmt: skip
        self._add("code", source, cell, grade_id=f"{name}__solution", solution=True)
        self.built[-1].metadata[TODO] = stub_line(name, todo)

    # -- helpers -------------------------------------------------------------------------------

    def _add(
        self, kind: str, source: str, cell: Cell, *, grade_id: str | None = None,
        points: float | None = None, grade: bool = False, solution: bool = False,
        locked: bool = False,
    ) -> None:  # fmt: skip
        make = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
        metadata: dict[str, Any] = {}
        if grade_id is not None:
            metadata["nbgrader"] = {
                "grade": grade, "grade_id": grade_id, "locked": locked, "schema_version": 3,
                "solution": solution, "task": False,
            }  # fmt: skip
            if points is not None:
                metadata["nbgrader"]["points"] = points
        if "tags" in cell.header:
            metadata["tags"] = cell.header["tags"]
        self.built.append(make(source, metadata=metadata))

    def _name(self, cell: Cell, name: str, points: float | None = None) -> str:
        if name in self.names:
            kind = "exercises" if name.endswith("__solution") else "graded items"
            shown = name.removesuffix("__solution")
            raise self._stop(
                cell, f"two {kind} are called {shown!r} (the first in line {self.names[name]})",
                "rename one",
            )  # fmt: skip
        self.names[name] = cell.line
        if points is not None:
            self.points[name] = points
        return name

    def _check_points(self) -> None:
        asked = sum(question.points for question in self.questions.values())
        total = sum(self.points.values())
        if self.role == "exercises" and asked > MOST_OF_POINTS * total:
            raise AuthorMistake(
                self.quiz_path,
                1,
                f"graded questions carry {asked:g} of {total:g} points",
                f"let them carry at most {MOST_OF_POINTS:.0%}",
            )

    def _stop(self, cell: Cell, what: str, instead: str) -> AuthorMistake:
        return AuthorMistake(self.path, cell.line, what, instead)


ROLES: dict[str, Role] = {"lesson": "lesson", "exercises": "exercises"}


def stub_line(name: str, todo: str | None) -> str:
    """Returns the line that stands in a student's notebook in place of a solution."""
    what = todo or "write your solution in place of this line"
    return f"raise NotImplementedError({json.dumps(f'{name}: {what}', ensure_ascii=False)})"


def stub_for(source: str, name: str, todo: str | None) -> str:
    """Returns an exercise cell as a student gets it."""
    lines: list[str] = []
    inside = False
    for line in source.splitlines():
        if f"BEGIN {SOLUTION}" in line:
            inside = True
            lines.append(line[: len(line) - len(line.lstrip())] + stub_line(name, todo))
        elif f"END {SOLUTION}" in line:
            inside = False
        elif not inside:
            lines.append(line)
    return "\n".join(lines)


def _set_ids(cells: list[NotebookNode]) -> None:
    """Gives each cell an id that a rebuild gives again: its name, or a hash of its source."""
    seen: Counter[str] = Counter()
    for cell in cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name is None or name.startswith("given_"):
            digest = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()
            name = f"cell-{digest[:12]}"
        name = name[:60]
        seen[name] += 1
        cell["id"] = name if seen[name] == 1 else f"{name}-{seen[name]}"
