"""The notebook that was handed out: where it lies, and what it fixes. Visible tests only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict
from nbgrader import utils

from autograder.judge.decoding import Decoded, Unreadable, decode_notebook
from autograder.judge.reading import StudentCell, read_cells
from autograder.types import CellSpec, NotebookSpec

PLACES = ("course", "release")  # folders of handed-out notebooks: ours, and nbgrader's
CHECKPOINTS = ".ipynb_checkpoints"
HIDDEN = re.compile(
    r"^[^\n]*### BEGIN HIDDEN TESTS.*?(?:### END HIDDEN TESTS[^\n]*$|\Z)\n?", re.M | re.S
)
# What Jupyter and browsers add to the name of a copy.
COPY = re.compile(r"(-checkpoint|-Copy\d+| ?\(\d+\)| copy| - Copy)+$", re.IGNORECASE)
UNCHANGED = "\0"  # stands for a stub that isn't known


def find_release(notebook: Path, cells: Sequence[StudentCell]) -> tuple[Path, Decoded] | None:
    """Looks for the notebook that was handed out: by name, then by the names of its cells.

    Args:
        notebook: the student's.
        cells: its cells.

    Returns:
        The file and its content; None if there is none.
    """
    here = notebook.resolve()
    ids = {cell.grade_id for cell in cells if cell.grade_id} | {c.id for c in cells if c.id}
    names = (notebook.name, f"{COPY.sub('', notebook.stem)}.ipynb")
    best: tuple[int, Path, Decoded] | None = None
    seen = set()
    for folder in _folders(here):
        files = sorted(folder.glob("*/*.ipynb"))
        by_name = [path for path in files if path.name in names]
        for path in by_name or files:
            # Every cell of the course's own notebooks may be told apart by its name.
            if path.resolve() == here or path in seen or CHECKPOINTS in path.parts:
                continue
            seen.add(path)
            try:
                found = decode_notebook(path.read_bytes())
                known = {cell.grade_id for cell in read_cells(found.cells)[0] if cell.grade_id}
            except (OSError, Unreadable):
                continue
            common = len(known & ids)
            if known and path.name in names and (common or not ids):
                return path, found
            if common > 1 and (best is None or common > best[0]):
                best = (common, path, found)
    return None if best is None else best[1:]


def _folders(notebook: Path) -> Iterator[Path]:
    """Folders with handed-out notebooks, the nearest first."""
    ours = Path(__file__).resolve().parents[2]
    for parent in [*notebook.parents, Path.cwd(), *Path.cwd().parents, ours]:
        for place in PLACES:
            if (parent / place).is_dir():
                yield parent / place


def spec_of(
    name: str, notebook: Decoded, own: bool = False, seconds: int | None = None
) -> NotebookSpec:
    """Reads what a handed-out notebook fixes.

    Args:
        name: file name without ".ipynb".
        notebook: its content.
        own: whether it is the student's own copy, for want of the one that was handed out: what
            was changed in it is then known by nbgrader's checksums only.
        seconds: that a cell may run; limits of an instructor's configuration aren't known here.

    Returns:
        The instructor's side. Hidden tests aren't in it, wherever the notebook comes from.
    """
    cells: dict[str, CellSpec] = {}
    plain: dict[tuple[str, str], dict[str, Any]] = {}
    ids = {}
    student, _ = read_cells(notebook.cells)
    for raw, cell in zip(notebook.cells, student, strict=True):
        metadata = raw.get("metadata") if isinstance(raw, dict) else None
        node = from_dict(
            {
                "cell_type": cell.cell_type,
                "source": HIDDEN.sub("", cell.source),
                "metadata": metadata if isinstance(metadata, dict) else {},
            }
        )
        if not cell.grade_id or cell.grade_id in cells or not any(_flags(node)):
            plain.setdefault((node.cell_type, node.source), dict(node.metadata))
            continue
        cells[cell.grade_id] = _cell(node, own, seconds)
        if cell.id:
            ids[cell.id] = cell.grade_id
    about = notebook.data.get("metadata")
    kernelspec = about.get("kernelspec") if isinstance(about, dict) else None
    kernelspec = dict(kernelspec) if isinstance(kernelspec, dict) else {}
    return NotebookSpec(name, tuple(cells.values()), plain, kernelspec, "python3", ids=ids)


def _flags(node: NotebookNode) -> tuple[bool, bool, bool, bool]:
    return (utils.is_grade(node), utils.is_solution(node), utils.is_locked(node),
            utils.is_task(node))  # fmt: skip


def _cell(node: NotebookNode, own: bool, seconds: int | None) -> CellSpec:
    about = node.metadata.nbgrader
    grade, solution, locked, task = _flags(node)
    checksum = about.get("checksum")
    visible = node.source
    if own and solution and checksum != utils.compute_checksum(node):
        visible = UNCHANGED
    points = about.get("points")
    return CellSpec(
        str(about["grade_id"]), node.cell_type, node.source, visible, dict(node.metadata),
        float(points) if isinstance(points, int | float) and (grade or task) else 0.0,
        grade, solution, locked, task, checksum if isinstance(checksum, str) else None, seconds,
    )  # fmt: skip


def changed_since(spec: CellSpec, cell: StudentCell) -> bool:
    """Whether a cell that students don't write is another than the one that was handed out."""
    if spec.solution or not (spec.locked or spec.is_test):
        return False
    return cell.cell_type != spec.cell_type or cell.source.strip() != spec.visible.strip()


def broken_seal(spec: CellSpec) -> bool:
    """Whether nbgrader's checksum of a cell that students don't write says that it was changed."""
    if spec.solution or spec.checksum is None or not spec.locked:
        return False
    node = from_dict({"cell_type": spec.cell_type, "source": spec.source,
                      "metadata": spec.metadata})  # fmt: skip
    return bool(utils.compute_checksum(node) != spec.checksum)
