"""Accidents that happen to the notebook of a student who had solved all of chapter 01."""

from __future__ import annotations

import copy
import functools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.farm.answers import fill, solutions, to_bytes

ROOT = Path(__file__).resolve().parents[3]
CHAPTER = "01_ann_xor"
NAME = f"{CHAPTER}_exercises.ipynb"
RELEASE = ROOT / "course" / CHAPTER / NAME
SOLVED = ROOT / "solutions" / CHAPTER / NAME
ALL = 8.0  # points that tests give in chapter 01


@dataclass(frozen=True)
class Accident:
    """What happened, and what has to come of it.

    Attributes:
        make: writes the student's folder; returns the notebook that the student would validate.
        says: words of the finding that leads to the mend, and of how to mend it.
        score: points that the notebook still deserves.
        mended: whether `--mend` alone makes a notebook of it that has nothing left to mend.
        lost: exercises without points, each with a part of the message.
    """

    make: Callable[[Path], Path]
    says: tuple[str, ...]
    score: float = ALL
    mended: bool = True
    lost: dict[str, str] = field(default_factory=dict)


@functools.cache
def _solved() -> NotebookNode:
    released = nbformat.read(RELEASE, 4)
    notebook = fill(released, solutions(nbformat.read(SOLVED, 4)))
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "moisture":
            cell.source = "One border can't be enough: ä, ö, ü and 20 € say so."
    return notebook


def solved() -> NotebookNode:
    """A copy of the notebook before the accident."""
    return copy.deepcopy(_solved())


def index(notebook: NotebookNode, grade_id: str) -> int:
    """Where a cell is."""
    return next(
        number
        for number, cell in enumerate(notebook.cells)
        if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )


def save(folder: Path, content: NotebookNode | bytes, name: str = NAME) -> Path:
    """Writes a notebook as the student's."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else to_bytes(content))
    return path


def own_cell(source: str, name: str) -> NotebookNode:
    cell = nbformat.v4.new_code_cell(source)
    cell["id"] = name
    return cell


def duplicated_cell(folder: Path) -> Path:
    notebook = solved()
    for name in ("softsign__solution", "softsign"):
        at = index(notebook, name)
        twin = copy.deepcopy(notebook.cells[at])
        twin["id"] = f"copy-of-{name}"
        notebook.cells.insert(at + 1, twin)
    return save(folder, notebook)


def deleted_test(folder: Path) -> Path:
    notebook = solved()
    del notebook.cells[index(notebook, "forward")]
    return save(folder, notebook)


def renamed_file(folder: Path) -> Path:
    return save(folder, solved(), "homework final.ipynb")


def stale_state(folder: Path) -> Path:
    """The cell with a helper is gone; the kernel still knew it, and all tests passed."""
    notebook = solved()
    at = index(notebook, "softsign__solution")
    notebook.cells[at].source = "def softsign(z):\n    return z / one_plus_size(z)\n"
    count = 0
    for cell in notebook.cells:
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
    return save(folder, notebook)


def missing_import(folder: Path) -> Path:
    notebook = solved()
    at = index(notebook, "softsign__solution")
    notebook.cells[
        at
    ].source = (
        "def softsign(z):\n    return z / functools.reduce(lambda a, b: a + b, [1, np.abs(z)])\n"
    )
    return save(folder, notebook)


def wrong_kernel(folder: Path) -> Path:
    notebook = solved()
    notebook.metadata["kernelspec"] = {"display_name": "R", "language": "R", "name": "ir"}
    notebook.metadata["language_info"] = {"name": "R"}
    return save(folder, notebook)


def merge_conflict(folder: Path) -> Path:
    """Two computers, one notebook: git has put marks around the metadata of the kernel."""
    lines = to_bytes(solved()).decode().splitlines()
    at = next(number for number, line in enumerate(lines) if '"nbformat_minor"' in line)
    lines[at : at + 1] = ["<<<<<<< HEAD", lines[at], "=======", lines[at].replace("5", "4"),
                          ">>>>>>> laptop"]  # fmt: skip
    return save(folder, ("\n".join(lines) + "\n").encode())


def huge_output(folder: Path) -> Path:
    """A print in a loop: 25 MB, more than a notebook may have."""
    notebook = solved()
    at = index(notebook, "softsign__solution")
    text = [f"step {number}: loss {'0.6931471805599453 ' * 20}\n" for number in range(60_000)]
    data: dict[str, Any] = json.loads(to_bytes(notebook))
    data["cells"][at]["outputs"] = [{"name": "stdout", "output_type": "stream", "text": text}]
    return save(folder, json.dumps(data, indent=1).encode())


def windows_file(folder: Path) -> Path:
    """PowerShell has written it: UTF-16, and the line ends of Windows."""
    text = to_bytes(solved()).decode()
    return save(folder, text.replace("\n", "\r\n").encode("utf-16"))


def checkpoint_copies(folder: Path) -> Path:
    """The work is in a copy that the browser has named; the notebook itself is as it was."""
    save(folder / ".ipynb_checkpoints", solved(), f"{Path(NAME).stem}-checkpoint.ipynb")
    copy_of = solved()
    copy_of.cells[index(copy_of, "alike__solution")].source = "alike = 0.5"
    save(folder, copy_of, f"{Path(NAME).stem}-Copy1.ipynb")
    return save(folder, solved())


ACCIDENTS = {
    "duplicated_cell": Accident(
        duplicated_cell, ("the cell 'softsign__solution' is there 2 times", "delete all but one")
    ),
    "deleted_test": Accident(
        deleted_test, ("the test cell 'forward' was missing", "copy it from the handed-out")
    ),
    "renamed_file": Accident(
        renamed_file, ("is called homework final.ipynb instead of", f"rename it to {NAME}")
    ),
    "stale_state": Accident(
        stale_state,
        ("cell 4 ('softsign__solution') uses 'one_plus_size', which no cell makes and was only in "
         "the memory of the kernel", "write the line that makes 'one_plus_size' again"),
        ALL - 0.5, False, {"softsign": "one_plus_size"},
    ),
    "missing_import": Accident(
        missing_import,
        ("cell 4 ('softsign__solution') uses 'functools', which no cell imports",
         "write `import functools` at the top of that cell"),
        ALL - 0.5, False, {"softsign": "functools"},
    ),
    "wrong_kernel": Accident(
        wrong_kernel, ("set to the kernel 'R'", "choose Python 3 (ipykernel) under Kernel → Change")
    ),
    "merge_conflict": Accident(
        merge_conflict, ("holds merge conflict markers (line ", "keep the lines that you want")
    ),
    "huge_output": Accident(
        huge_output, ("it was read without its outputs", "clear the outputs")
    ),
    "windows_file": Accident(
        windows_file, ("saved as UTF-16, not as UTF-8", "save it there as plain UTF-8")
    ),
    "checkpoint_copies": Accident(
        checkpoint_copies,
        (f"{Path(NAME).stem}-Copy1.ipynb lies beside {NAME}", "look which of the two has your"),
        ALL, False,
    ),
}  # fmt: skip
