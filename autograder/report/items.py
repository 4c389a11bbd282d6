"""Graded items of an assignment: titles, texts, and the cells in which they are answered."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass

from nbformat import NotebookNode

from autograder.judge.messages import clean
from autograder.types import Assignment, CellSpec, NotebookSpec

HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
POINTS = re.compile(r"\s*\((?:\d+(?:[.,]\d+)?) points?\)\s*$")
MISTAKES = "known_mistakes"  # the name under which a graded question lists wrong values


@dataclass(frozen=True)
class Item:
    """One graded cell.

    Attributes:
        key: its name in verdicts.
        notebook, grade_id: where it stands.
        title: the nearest heading above it, the grade id if there is none.
        text: what students read about it: text cells since the last heading or graded cell.
        answers: grade ids of the cells in which it is answered.
        own: what the instructor's cells say: stubs, solutions and test.
        mistakes: wrong values that a graded question knows, each with the message that tells the
            mistake in thinking; empty for all other items.
    """

    key: str
    notebook: str
    grade_id: str
    title: str
    text: str
    answers: tuple[str, ...]
    own: str = ""
    mistakes: tuple[tuple[str, str], ...] = ()


def items_of(assignment: Assignment, written: Mapping[str, NotebookNode]) -> list[Item]:
    """Lists the graded items of an assignment, in order.

    An item is answered in the answer cells since the test before it. Tests that follow each other
    without an answer between them belong to the same answer.

    Args:
        assignment: the instructor's side.
        written: the instructor's notebooks by name; titles come from them.
    """
    found = []
    for notebook in assignment.notebooks:
        about = _texts(written[notebook.name]) if notebook.name in written else {}
        for cell, answers in _answered(notebook):
            title, text = about.get(cell.grade_id, ("", ""))
            own = [one.source for one in notebook.cells if one.grade_id in answers]
            found.append(
                Item(
                    assignment.key(notebook.name, cell.grade_id),
                    notebook.name,
                    cell.grade_id,
                    title or cell.grade_id,
                    text,
                    tuple(answers),
                    "\n".join([*own, cell.source]),
                    known_mistakes(cell.source) if cell.is_test else (),
                )
            )
    return found


def _answered(notebook: NotebookSpec) -> list[tuple[CellSpec, list[str]]]:
    """Graded cells with the answer cells that belong to them."""
    found: list[tuple[CellSpec, list[str]]] = []
    since: list[str] = []
    last: list[str] = []
    for cell in notebook.cells:
        if cell.is_test:
            last = since or last
            since = []
            found.append((cell, last))
        elif cell.is_manual:
            found.append((cell, [cell.grade_id]))
        elif cell.solution:
            since.append(cell.grade_id)
    return found


def _texts(written: NotebookNode) -> dict[str, tuple[str, str]]:
    """Title and text of every graded cell, by grade id."""
    found = {}
    title = ""
    texts: list[str] = []
    for cell in written.cells:
        meta = cell.metadata.get("nbgrader", {})
        if meta.get("grade") or meta.get("task"):
            found[meta["grade_id"]] = (title, "\n\n".join(texts))
            texts = []
        elif cell.cell_type == "markdown":
            headings = HEADING.findall(FENCED.sub("", cell.source))
            if headings:
                title, texts = plain(headings[-1]), []
            texts.append(cell.source)
    return found


def plain(heading: str) -> str:
    """Returns a heading without its number, its points and its Markdown."""
    text = POINTS.sub("", heading)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"^\d+(?:\.\d+)*\s*[·.:)]\s+", "", text)
    return re.sub(r"(\*\*|\*|`)(\S(?:.*?\S)?)\1", r"\2", text).strip()


def known_mistakes(source: str) -> tuple[tuple[str, str], ...]:
    """Reads which wrong values a test of a graded question knows.

    `autograder build` writes them from quiz.yaml as `known_mistakes = [(value, message), …]`; a
    test of any other course may do the same.

    Args:
        source: the test cell, hidden part included.

    Returns:
        Value, as the author wrote it, and message.
    """
    try:
        tree = ast.parse(source)
    except SyntaxError:  # IPython's own syntax
        return ()
    for node in tree.body:
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and node.targets[0].id == MISTAKES
            and isinstance(node.value, ast.List)
        ):
            pairs = [one.elts for one in node.value.elts if isinstance(one, ast.Tuple)]
            return tuple(
                (ast.unparse(value), clean(message.value))
                for value, message in (pair for pair in pairs if len(pair) == 2)
                if isinstance(message, ast.Constant) and isinstance(message.value, str)
            )
    return ()
