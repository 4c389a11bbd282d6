"""Reads what a student handed in as a notebook, whatever it is.

Only cell types, sources, attachments and grade ids are taken from it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

import nbformat
from nbformat import NotebookNode

LARGEST_NOTEBOOK = 20_000_000  # bytes
MOST_CELLS = 5_000
LARGEST_SOURCE = 1_000_000  # characters of one cell
CONFLICT = re.compile(rb"^(<{7}|={7}|>{7})(?= |\r?$)", re.MULTILINE)


@dataclass
class StudentCell:
    """A cell as its author left it.

    Attributes:
        cell_type: "code", "markdown" or "raw".
        source: its text.
        grade_id: the id that it claims to have, or None.
        attachments: pictures pasted into a text cell.
    """

    cell_type: str
    source: str
    grade_id: str | None = None
    attachments: dict[str, Any] = field(default_factory=dict)


class Unreadable(Exception):
    """The content isn't a notebook. The text is a sentence for its author, without the name."""


def read_notebook(content: bytes) -> tuple[list[StudentCell], list[str]]:
    """Reads a notebook that may be anything.

    Args:
        content: the bytes of the file.

    Returns:
        Its cells, and sentences about what had to be mended.

    Raises:
        Unreadable: nothing can be taken from it.
    """
    notes: list[str] = []
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise Unreadable(
            "is empty: save the notebook, look at the file's size and hand it in again"
        )
    if len(content) > LARGEST_NOTEBOOK:
        raise Unreadable(
            f"has {len(content) / 1e6:.0f} MB and {LARGEST_NOTEBOOK / 1e6:.0f} MB are allowed: "
            "clear its outputs and hand it in again"
        )
    data = _load(content, notes)
    if not isinstance(data, dict) or not (
        isinstance(data.get("cells"), list) or isinstance(data.get("worksheets"), list)
    ):
        raise Unreadable("is JSON but not a Jupyter notebook: hand in the .ipynb file itself")
    cells = [_cell(raw) for raw in _raw_cells(data, notes)]
    if len(cells) > MOST_CELLS:
        raise Unreadable(f"has {len(cells)} cells and {MOST_CELLS} are allowed")
    for number, cell in enumerate(cells, 1):
        if len(cell.source) > LARGEST_SOURCE:
            cell.source = ""
            notes.append(f"cell {number} holds more than a million characters and was left out")
    return cells, notes


def _load(content: bytes, notes: list[str]) -> Any:
    error: Exception
    try:
        return _parse(content)
    except (ValueError, RecursionError) as problem:
        error = problem
    if match := CONFLICT.search(content):
        line = content.count(b"\n", 0, match.start()) + 1
        for keep, which in ((0, "upper"), (1, "lower")):
            try:
                data = _parse(_resolve(content, keep))
            except (ValueError, RecursionError):
                continue
            notes.append(
                f"the file holds merge conflict markers (line {line}): the {which} version of each "
                "conflict was graded"
            )
            return data
        raise Unreadable(
            f"holds merge conflict markers (line {line}): resolve the conflict, open the notebook "
            "in Jupyter to see that it works, and hand it in again"
        )
    if isinstance(error, json.JSONDecodeError):
        where = f" (line {error.lineno})"
        if error.pos >= len(error.doc.rstrip()):
            where += ", it seems to be cut off"
    else:
        where = " (nested too deeply)" if isinstance(error, RecursionError) else ""
    if content.lstrip()[:1] not in (b"{", b"[") and b"\0" not in content[:4]:
        raise Unreadable("is not a Jupyter notebook: hand in the .ipynb file itself")
    raise Unreadable(
        f"is broken JSON{where}: open it in Jupyter to see that it works, and hand it in again"
    )


def _parse(content: bytes) -> Any:
    # Bytes: json finds out about UTF-8 with a mark at its start, UTF-16 and UTF-32.
    return json.loads(content)


def _resolve(content: bytes, keep: int) -> bytes:
    """Takes one side of every conflict: 0 the upper one, 1 the lower one."""
    lines, side = [], None
    for line in content.splitlines(keepends=True):
        if line.startswith(b"<" * 7):
            side = 0
        elif side is not None and line.startswith(b"|" * 7):
            side = 2  # the common ancestor, in diff3 style
        elif side is not None and line.rstrip() == b"=" * 7:
            side = 1
        elif side is not None and line.startswith(b">" * 7):
            side = None
        elif side is None or side == keep:
            lines.append(line)
    return b"".join(lines)


def _raw_cells(data: dict[str, Any], notes: list[str]) -> list[Any]:
    if "cells" in data and isinstance(data["cells"], list):
        return data["cells"]
    try:
        notebook: NotebookNode = nbformat.convert(nbformat.from_dict(data), 4)
    except Exception:
        raise Unreadable(
            "is in an old notebook format that can't be converted: open it in Jupyter, save it and "
            "hand it in again"
        ) from None
    return list(notebook.cells)


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
    kind = raw.get("cell_type")
    if kind not in ("code", "markdown", "raw"):
        kind = "raw"
    metadata = raw.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    attachments = raw.get("attachments")
    return StudentCell(
        kind,
        source,
        grade_id if isinstance(grade_id, str) else None,
        _attachments(attachments) if kind == "markdown" else {},
    )


def _attachments(value: Any) -> dict[str, Any]:
    """Keeps what has the shape of attachments: name → MIME type → base64 text."""
    if not isinstance(value, dict):
        return {}
    kept = {}
    for name, bundle in value.items():
        if isinstance(bundle, dict) and all(isinstance(data, str) for data in bundle.values()):
            kept[str(name)] = {str(kind): data for kind, data in bundle.items()}
    return kept
