"""Reads what a student handed in as a notebook, whatever it is.

Only cell types, sources, attachments and grade ids are taken from it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.judge.decoding import LARGEST_NOTEBOOK, Unreadable, decode_notebook
from autograder.judge.notes import Note

__all__ = ["LARGEST_NOTEBOOK", "StudentCell", "Unreadable", "read_cells", "read_notebook"]

MOST_CELLS = 5_000
LARGEST_SOURCE = 1_000_000  # characters of one cell
CLAIMS = ("points", "grade", "solution", "locked", "task")  # numbers, or true and false
CONFLICT = re.compile(r"(<|=|>)\1{6}(?: .*)?")


@dataclass
class StudentCell:
    """A cell as its author left it.

    Attributes:
        cell_type: "code", "markdown" or "raw".
        source: its text, with "\\n" at the end of lines.
        grade_id: the id that it claims to have, or None.
        attachments: pictures pasted into a text cell.
        claims: what its metadata says about grading and tags. Never believed, only compared.
        id: the notebook format's own name of the cell, or None.
    """

    cell_type: str
    source: str
    grade_id: str | None = None
    attachments: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    id: str | None = None


def read_notebook(content: bytes) -> tuple[list[StudentCell], list[Note]]:
    """Reads a notebook that may be anything.

    Args:
        content: the bytes of the file.

    Returns:
        Its cells, and sentences about what had to be mended.

    Raises:
        Unreadable: nothing can be taken from it.
    """
    found = decode_notebook(content)
    cells, notes = read_cells(found.cells)
    return cells, [*found.notes, *notes]


def read_cells(raw_cells: Sequence[Any]) -> tuple[list[StudentCell], list[Note]]:
    """Takes what counts from cells that may be anything.

    Args:
        raw_cells: cells as they stand in the file.

    Returns:
        One cell for each of them, and sentences about what had to be mended.

    Raises:
        Unreadable: there are too many.
    """
    notes = []
    cells = [_cell(raw) for raw in raw_cells]
    if len(cells) > MOST_CELLS:
        raise Unreadable(f"has {len(cells)} cells and {MOST_CELLS} are allowed")
    for number, cell in enumerate(cells, 1):
        if len(cell.source) > LARGEST_SOURCE:
            cell.source = ""
            notes.append(
                Note(
                    f"cell {number} holds more than a million characters and was left out",
                    "size", "put data into a file, not into a cell", f"cell {number}",
                )
            )  # fmt: skip
        elif line := conflict_line(cell.source):
            notes.append(
                Note(
                    f"cell {number} holds merge conflict markers (line {line} of the cell)",
                    "conflict", "keep one of the two versions and delete the lines that begin with "
                    "<<<<<<<, ======= and >>>>>>>", f"cell {number}",
                )
            )  # fmt: skip
    return cells, notes


def conflict_line(source: str) -> int | None:
    """Returns the line of a cell, from 1, at which a merge conflict begins; None without one."""
    if "<<<<<<<" not in source:
        return None
    begin, expected = None, "<"
    for number, line in enumerate(source.split("\n"), 1):
        match = CONFLICT.fullmatch(line)
        if match and match[1] == "<":
            begin, expected = number, "="
        elif match and match[1] == expected:
            if expected == ">":
                return begin
            expected = ">"
    return None


def _cell(raw: Any) -> StudentCell:
    if not isinstance(raw, dict):
        return StudentCell("raw", "")
    source = raw.get("source", "")
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    if not isinstance(source, str):
        source = ""
    # Half of a surrogate pair is fine in JSON and breaks everything after it.
    source = source.encode("utf-8", "replace").decode("utf-8")
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    kind = raw.get("cell_type")
    if kind not in ("code", "markdown", "raw"):
        kind = "raw"
    metadata = raw.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    attachments = raw.get("attachments")
    name = raw.get("id")
    return StudentCell(
        kind,
        source,
        grade_id if isinstance(grade_id, str) else None,
        _attachments(attachments) if kind == "markdown" else {},
        _claims(nbgrader, metadata),
        name if isinstance(name, str) else None,
    )


def _claims(nbgrader: Any, metadata: Any) -> dict[str, Any]:
    """What metadata says that decides about points, where it has the right shape."""
    found: dict[str, Any] = {}
    if isinstance(nbgrader, dict):
        found = {
            name: nbgrader[name] for name in CLAIMS if isinstance(nbgrader.get(name), (int, float))
        }
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    if isinstance(tags, list):
        found["tags"] = [tag for tag in tags if isinstance(tag, str)]
    return found


def _attachments(value: Any) -> dict[str, Any]:
    """Keeps what has the shape of attachments: name → MIME type → base64 text."""
    if not isinstance(value, dict):
        return {}
    kept = {}
    for name, bundle in value.items():
        if isinstance(bundle, dict) and all(isinstance(data, str) for data in bundle.values()):
            kept[str(name)] = {str(kind): data for kind, data in bundle.items()}
    return kept
