"""Regions between BEGIN and END lines: solutions and hidden tests."""

from __future__ import annotations

from pathlib import Path

from autograder.build.mistakes import AuthorMistake
from autograder.build.text import Cell

SOLUTION = "SOLUTION"
HIDDEN_TESTS = "HIDDEN TESTS"


def regions(path: Path, cell: Cell, kind: str) -> list[list[str]]:
    """Returns the lines of each region of one kind in a cell.

    Args:
        path: the file, for messages.
        cell: the cell.
        kind: SOLUTION or HIDDEN_TESTS.

    Raises:
        AuthorMistake: a BEGIN without END, an END without BEGIN, or one inside another.
    """
    found: list[list[str]] = []
    opened: int | None = None
    for row, line in enumerate(cell.source.splitlines()):
        if f"BEGIN {kind}" in line:
            if opened is not None:
                raise AuthorMistake(
                    path,
                    cell.line_of(row),
                    f"BEGIN {kind} inside another one",
                    f"close the first one with '### END {kind}'",
                )
            opened = row
            found.append([])
        elif f"END {kind}" in line:
            if opened is None:
                raise AuthorMistake(
                    path,
                    cell.line_of(row),
                    f"END {kind} without BEGIN",
                    f"put '### BEGIN {kind}' above it",
                )
            opened = None
        elif opened is not None:
            found[-1].append(line)
    if opened is not None:
        raise AuthorMistake(
            path,
            cell.line_of(opened),
            f"BEGIN {kind} without END",
            f"put '### END {kind}' where it ends",
        )
    return found
