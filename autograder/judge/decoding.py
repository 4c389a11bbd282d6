"""From the bytes of a notebook to its JSON, whatever editor, merge or disk has been at them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.judge.notes import Note

LARGEST_NOTEBOOK = 20_000_000  # bytes, outputs left out
MOST_TOKENS = 10_000_000  # strings and brackets that are looked at to find outputs
UTF8, BYTE_ORDER_MARK, WINDOWS = "utf-8", "utf-8-sig", "cp1252"
CONFLICT = re.compile(r"^(<{7}|={7}|>{7})(?= |\r?$)", re.MULTILINE)
# Strings as a whole, so that brackets in them don't count.
_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[\]{}]', re.DOTALL)
_OUTPUTS = b'"outputs"'
_CELL_DEPTH = 3  # {"cells": [{


class Unreadable(Exception):
    """The content isn't a notebook. The text is a sentence for its author, without the name."""


@dataclass
class Decoded:
    """The JSON of a notebook.

    Attributes:
        data: the notebook, not validated.
        cells: its cells as they stand there; converted, if it is in an old format.
        notes: sentences about what had to be mended to read it.
        encoding: of the file.
        old: the version of the format if it is older than 4, else None.
        conflicts: both readings of a file with merge conflict markers.
    """

    data: dict[str, Any]
    cells: list[Any] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    encoding: str = UTF8
    old: int | None = None
    conflicts: tuple[Any, ...] = ()


def decode_notebook(content: bytes) -> Decoded:
    """Reads a notebook that may be anything.

    Args:
        content: the bytes of the file.

    Returns:
        Its JSON: an object with a list of cells.

    Raises:
        Unreadable: nothing can be taken from it.
    """
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Unreadable(
            "is empty: save the notebook, look at the file's size and hand it in again"
        )
    notes: list[Note] = []
    if len(content) > LARGEST_NOTEBOOK:
        content = _smaller(content, notes)
    text, encoding = _text(content)
    if encoding == WINDOWS:
        notes.append(
            Note(
                "the file isn't saved as UTF-8: it was read as Windows-1252, so that letters such "
                "as ä or € may be wrong",
                "encoding", "save it in Jupyter again", automatic=True,
            )
        )  # fmt: skip
    found = Decoded({}, notes=notes, encoding=encoding)
    data = _load(text, found)
    if not isinstance(data, dict) or not (
        isinstance(data.get("cells"), list) or isinstance(data.get("worksheets"), list)
    ):
        raise Unreadable("is JSON but not a Jupyter notebook: hand in the .ipynb file itself")
    found.data = data
    if isinstance(data.get("cells"), list):
        found.cells = data["cells"]
    else:
        version = data.get("nbformat")
        found.old = version if type(version) is int else 3
        found.cells = _converted(data)
    return found


def _text(content: bytes) -> tuple[str, str]:
    """Decodes UTF-8 with a mark at its start or without, UTF-16, UTF-32, or what Windows wrote."""
    encoding: str = json.detect_encoding(content)
    try:
        return content.decode(encoding, "surrogatepass"), encoding
    except UnicodeDecodeError:
        if encoding in (UTF8, BYTE_ORDER_MARK):
            encoding = WINDOWS
        return content.decode(encoding, "replace"), encoding


def _smaller(content: bytes, notes: list[Note]) -> bytes:
    """Leaves out outputs, which no grade depends on."""
    size = f"{len(content) / 1e6:.0f} MB"
    smaller = without_outputs(content)
    if smaller is None or len(smaller) > LARGEST_NOTEBOOK:
        raise Unreadable(
            f"has {size} and {LARGEST_NOTEBOOK / 1e6:.0f} MB are allowed: "
            "clear its outputs and hand it in again"
        )
    notes.append(
        Note(
            f"the file has {size}: it was read without its outputs",
            "output", "print less, and clear the outputs (Edit → Clear Outputs of All Cells)",
            automatic=True,
        )
    )  # fmt: skip
    return smaller


def without_outputs(content: bytes) -> bytes | None:
    """Cuts the outputs of cells out of a notebook without parsing it.

    Args:
        content: JSON in UTF-8.

    Returns:
        The rest; None if it is too intricate to look through.
    """
    kept, start, depth = [], 0, 0
    key = None  # end of a string "outputs" in a cell
    inside = False
    for count, token in enumerate(_TOKEN.finditer(content)):
        if count > MOST_TOKENS:
            return None
        at = token.start()
        char = content[at : at + 1]
        if char == b'"':
            is_key = depth == _CELL_DEPTH and not inside
            key = token.end() if is_key and content[at : token.end()] == _OUTPUTS else None
        elif char in (b"[", b"{"):
            if key is not None and char == b"[" and content[key:at].strip() == b":":
                kept.append(content[start : at + 1])
                inside = True
            key = None
            depth += 1
        else:
            depth -= 1
            key = None
            if inside and depth == _CELL_DEPTH:
                inside, start = False, at
    return b"".join([*kept, content[start:]])


def _load(text: str, found: Decoded) -> Any:
    # A mark at the start that was decoded as a character isn't JSON.
    text = text.removeprefix("\ufeff")
    error: Exception
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as problem:
        error = problem
    if match := CONFLICT.search(text):
        return _resolved(text, text.count("\n", 0, match.start()) + 1, found)
    if isinstance(error, json.JSONDecodeError):
        where = f" (line {error.lineno})"
        if error.pos >= len(error.doc.rstrip()) or _open_string(error):
            where += ", it seems to be cut off"
    else:
        where = " (nested too deeply)" if isinstance(error, RecursionError) else ""
    if text.lstrip("\0 \t\r\n")[:1] not in ("{", "["):
        raise Unreadable("is not a Jupyter notebook: hand in the .ipynb file itself")
    raise Unreadable(
        f"is broken JSON{where}: open it in Jupyter to see that it works, and hand it in again"
    )


def _open_string(error: json.JSONDecodeError) -> bool:
    """Whether the text ends within a string."""
    return error.msg.startswith("Unterminated string") and "\n" not in error.doc[error.pos :]


def _resolved(text: str, line: int, found: Decoded) -> Any:
    """Reads one version of a file with merge conflict markers: the upper one if it can be read."""
    readings = []
    for keep, which in ((0, "upper"), (1, "lower")):
        try:
            readings.append((which, json.loads(_resolve(text, keep))))
        except (ValueError, RecursionError):
            continue
    if not readings:
        raise Unreadable(
            f"holds merge conflict markers (line {line}): resolve the conflict, open the notebook "
            "in Jupyter to see that it works, and hand it in again"
        )
    which, data = readings[0]
    found.conflicts = tuple(reading for _, reading in readings)
    found.notes.append(
        Note(
            f"the file holds merge conflict markers (line {line}): the {which} version of each "
            "conflict was graded",
            "conflict", "open it in a text editor, keep the lines that you want and delete those "
            "that begin with <<<<<<<, ======= and >>>>>>>",
        )
    )  # fmt: skip
    return data


def _resolve(text: str, keep: int) -> str:
    """Takes one side of every conflict: 0 the upper one, 1 the lower one."""
    lines: list[str] = []
    side = None
    for line in text.split("\n"):
        if line.startswith("<" * 7):
            side = 0
        elif side is not None and line.startswith("|" * 7):
            side = 2  # the common ancestor, in diff3 style
        elif side is not None and line.rstrip() == "=" * 7:
            side = 1
        elif side is not None and line.startswith(">" * 7):
            side = None
        elif side is None or side == keep:
            lines.append(line)
    return "\n".join(lines)


def _converted(data: dict[str, Any]) -> list[Any]:
    try:
        notebook: NotebookNode = nbformat.convert(nbformat.from_dict(data), 4)
    except Exception:
        raise Unreadable(
            "is in an old notebook format that can't be converted: open it in Jupyter, save it and "
            "hand it in again"
        ) from None
    return list(notebook.cells)
