"""Reads the percent files that authors write: cells with their headers and line numbers."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import jupytext
from IPython.core.inputtransformer2 import TransformerManager

from autograder.build.mistakes import AuthorMistake

HEADER = re.compile(r"^# %%(?=\s|$)")
HEADER_KEYS = {
    "exercise": "a name, in quotes",
    "todo": "what to write, in quotes",
    "check": "a name, in quotes",
    "points": "a number",
    "written": "a name, in quotes",
    "quiz": "the id of a question, in quotes",
    "tags": 'a list such as ["nbval-ignore-output"]',
}
NAME = re.compile(r"^[A-Za-z][A-Za-z0-9_]*$")


@dataclass(frozen=True)
class Cell:
    """One cell of a percent file.

    Attributes:
        kind: "code" or "markdown".
        source: its text, Markdown without the leading "# ".
        header: the keys of its header, checked to be known and of the right type.
        line: line of its header in the file, counted from 1.
    """

    kind: Literal["code", "markdown"]
    source: str
    header: dict[str, Any]
    line: int

    def line_of(self, row: int) -> int:
        """Returns the line in the file of row `row` (from 0) of the source."""
        return self.line + 1 + row


def read_cells(path: Path, text: str | None = None) -> list[Cell]:
    """Reads a percent file.

    Args:
        path: the file, also for messages.
        text: its content, if it isn't what the file holds.

    Returns:
        The cells in order.

    Raises:
        AuthorMistake: a header doesn't parse or holds an unknown key, or code doesn't parse.
    """
    if text is None:
        text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    starts = [number for number, line in enumerate(lines, 1) if HEADER.match(line)]
    before = lines[: starts[0] - 1] if starts else lines
    if not starts or any(line.strip() for line in before):
        raise AuthorMistake(
            path,
            1,
            "the file doesn't start with a cell header",
            "start it with '# %% [markdown]' or '# %%'",
        )
    for line in starts:
        if re.search(r"\btags=(?!\[)", lines[line - 1]):
            raise AuthorMistake(
                path, line, "tags is not a list", f"write tags= and {HEADER_KEYS['tags']}"
            )
    notebook = jupytext.reads("\n".join(lines[starts[0] - 1 :]) + "\n", fmt="py:percent")
    if len(notebook.cells) != len(starts):
        raise AuthorMistake(
            path, starts[0], f"{len(starts)} lines start with '# %%' but {len(notebook.cells)} "
            "cells were found", "don't begin a line inside a string with '# %%'",
        )  # fmt: skip
    cells = []
    for raw, line in zip(notebook.cells, starts, strict=True):
        header = {k: v for k, v in raw.metadata.items() if k != "lines_to_next_cell"}
        _check_header(path, line, header)
        if raw.cell_type not in ("code", "markdown"):
            raise AuthorMistake(
                path,
                line,
                f"a {raw.cell_type} cell has no place here",
                "use '# %%' or '# %% [markdown]'",
            )
        cell = Cell(raw.cell_type, raw.source, header, line)
        if cell.kind == "code":
            _check_syntax(path, cell)
        cells.append(cell)
    return cells


def parses(source: str) -> SyntaxError | None:
    """Returns the error if the source of a code cell isn't valid Python (or IPython)."""
    try:
        ast.parse(TransformerManager().transform_cell(source))
    except SyntaxError as error:
        return error
    return None


def _check_header(path: Path, line: int, header: dict[str, Any]) -> None:
    for key, value in header.items():
        if key not in HEADER_KEYS:
            shown = f"{value!r}" if key in ("title", "incorrectly_encoded_metadata") else f"{key!r}"
            raise AuthorMistake(
                path, line, f"unknown key or words in the cell header: {shown}",
                "use " + ", ".join(f"{k}=" for k in HEADER_KEYS) + " with values in quotes",
            )  # fmt: skip
        right = {
            "points": isinstance(value, (int, float)) and not isinstance(value, bool),
            "tags": isinstance(value, list) and all(isinstance(tag, str) for tag in value),
        }.get(key, isinstance(value, str))
        if not right:
            raise AuthorMistake(path, line, f"{key}={value!r} is not {HEADER_KEYS[key]}",
                                f"write {key}= and {HEADER_KEYS[key]}")  # fmt: skip
        if key in ("exercise", "check", "written", "quiz") and not NAME.match(value):
            raise AuthorMistake(
                path, line, f"{key}={value!r} is not a name", "use letters, digits and _ only"
            )
    if header.get("points", 1) <= 0:
        raise AuthorMistake(
            path, line, f"points={header['points']} is not above 0", "give the item some points"
        )


def _check_syntax(path: Path, cell: Cell) -> None:
    error = parses(cell.source)
    if error:
        raise AuthorMistake(
            path,
            cell.line_of((error.lineno or 1) - 1),
            f"this doesn't parse: {error.msg}",
            "mend the Python code",
        )
