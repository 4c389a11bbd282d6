"""Puts a notebook together of which only the answers are a student's.

Points, types, tags, ids, kernel and order come from the instructor's notebook, keyed by grade id.
Cells without a grade id are the student's own: they stay behind the cell that they followed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any

from autograder.judge.notes import Note
from autograder.judge.reading import StudentCell
from autograder.judge.tampering import SKIP, of_cells
from autograder.types import CellSpec, NotebookSpec


@dataclass
class RunCell:
    """One cell of the notebook that is run and graded.

    Attributes:
        spec: the instructor's side, None for a student's own cell.
        cell_type: "code", "markdown" or "raw".
        source: the code to run or the text to read.
        metadata: the instructor's, never a student's.
        attachments: pictures in a text.
        run: whether it is executed.
        restored: whether the student's notebook didn't have it.
        number: place in the student's notebook, from 1; None if it wasn't there.
    """

    spec: CellSpec | None
    cell_type: str
    source: str
    metadata: dict[str, Any]
    attachments: dict[str, Any] = field(default_factory=dict)
    run: bool = True
    restored: bool = False
    number: int | None = None

    @property
    def name(self) -> str:
        """What a student calls the cell."""
        if self.spec is not None:
            return f"the cell {self.spec.grade_id!r}"
        return f"cell {self.number}"


@dataclass
class Sanitized:
    """The notebook to run, and what its author has to know about it.

    Attributes:
        cells: what is run, in the instructor's order.
        notes: sentences for the student.
        missing: grade ids that weren't there.
        tampering: sentences for the instructor.
    """

    cells: list[RunCell]
    notes: list[Note]
    missing: frozenset[str] = frozenset()
    tampering: tuple[str, ...] = ()


def sanitize(spec: NotebookSpec, submitted: list[StudentCell]) -> Sanitized:
    """Merges a submitted notebook into the instructor's.

    Of several cells with one grade id the first that was changed is the answer. The others run
    where they stand, as they did in the student's notebook, except unchanged copies and copies
    of test or given cells, which are dropped.

    Args:
        spec: the instructor's side.
        submitted: the student's cells.

    Returns:
        Cells in the instructor's order, with the student's own cells between them, and notes.
    """
    known = {cell.grade_id: cell for cell in spec.cells}
    submitted, notes = recognize(spec, submitted)
    copies: dict[str, list[int]] = defaultdict(list)
    for index, cell in enumerate(submitted):
        if cell.grade_id in known:
            copies[cell.grade_id].append(index)
    answers = {name: _choose(known[name], submitted, found) for name, found in copies.items()}

    notes += [
        _duplicate(known[name], len(found)) for name, found in copies.items() if len(found) > 1
    ]
    # What stands behind which identified cell. None: at the top.
    behind: dict[str | None, list[RunCell]] = defaultdict(list)
    anchor: str | None = None
    order = []
    for index, cell in enumerate(submitted):
        name = cell.grade_id if cell.grade_id in known else None
        if name is not None and answers[name] == index:
            anchor = name
            order.append(name)
        elif name is None or (known[name].solution and is_changed(known[name], cell)):
            behind[anchor].append(_own(spec, cell, index))
    wanted = [cell.grade_id for cell in spec.cells if cell.grade_id in answers]
    if order != wanted:
        notes.append(
            Note(
                "cells were moved: they were put back into their order",
                "order", "put them back into the order of the handed-out notebook", automatic=True,
            )
        )  # fmt: skip

    cells = behind[None]
    missing = []
    for cell_spec in spec.cells:
        found = answers.get(cell_spec.grade_id)
        if found is None:
            missing.append(cell_spec.grade_id)
            restored = _restore(cell_spec)
            notes.append(_missing(cell_spec))
            if restored is not None:
                cells.append(restored)
        else:
            cells.append(_merge(cell_spec, submitted[found], found))
        cells.extend(behind[cell_spec.grade_id])
    return Sanitized(cells, notes, frozenset(missing), tuple(of_cells(known, submitted)))


def _choose(spec: CellSpec, submitted: list[StudentCell], found: list[int]) -> int:
    if spec.solution:
        for index in found:
            if is_changed(spec, submitted[index]):
                return index
    return found[0]


def is_changed(spec: CellSpec, cell: StudentCell) -> bool:
    """Whether an answer is more than what was handed out.

    A stub can say more than the instructor's notebook shows, so that a cell which still raises
    NotImplementedError counts as unchanged too.
    """
    return (
        cell.source.strip() != spec.visible.strip()
        and "raise NotImplementedError" not in cell.source
    )


def _own(spec: NotebookSpec, cell: StudentCell, index: int) -> RunCell:
    # A cell that the instructor handed out without an id keeps the instructor's tags.
    metadata = spec.plain.get((cell.cell_type, cell.source), {})
    return RunCell(
        None,
        cell.cell_type,
        cell.source,
        dict(metadata),
        cell.attachments,
        run=SKIP not in metadata.get("tags", ()),
        number=index + 1,
    )


def _merge(spec: CellSpec, cell: StudentCell, index: int) -> RunCell:
    # Whatever isn't an answer is the instructor's, to the letter.
    source = cell.source if spec.solution else spec.source
    attachments = cell.attachments if spec.solution and spec.cell_type == "markdown" else {}
    return RunCell(
        spec, spec.cell_type, source, dict(spec.metadata), attachments,
        run=spec.is_test or SKIP not in spec.metadata.get("tags", ()),
        number=index + 1,
    )  # fmt: skip


def _restore(spec: CellSpec) -> RunCell | None:
    """Puts a missing cell back, but never runs a stub: it could undo what was written elsewhere."""
    if spec.solution and not spec.grade:
        return None
    return RunCell(
        spec, spec.cell_type, spec.source, dict(spec.metadata),
        run=not spec.solution, restored=True,
    )  # fmt: skip


def _missing(spec: CellSpec) -> Note:
    name = f"the cell {spec.grade_id!r}"
    if spec.solution:
        return Note(
            f"the answer cell {spec.grade_id!r} is missing",
            "missing", "copy it from the handed-out notebook, with Jupyter's Copy and Paste Cell",
            name, automatic=True,
        )  # fmt: skip
    kind = "test cell" if spec.is_test else "cell"
    return Note(
        f"the {kind} {spec.grade_id!r} was missing and was put back",
        "missing", "copy it from the handed-out notebook", name, automatic=True,
    )  # fmt: skip


def _duplicate(spec: CellSpec, count: int) -> Note:
    what = (
        "the first that was changed counts as the answer"
        if spec.solution
        else "it was run once, as it was handed out"
    )
    return Note(
        f"the cell {spec.grade_id!r} is there {count} times: {what}",
        "duplicate", "delete all but one of them", f"the cell {spec.grade_id!r}", automatic=True,
    )  # fmt: skip


def recognize(
    spec: NotebookSpec, submitted: list[StudentCell]
) -> tuple[list[StudentCell], list[Note]]:
    """Gives cells their grade ids back that some other program has thrown away.

    Args:
        spec: the instructor's side.
        submitted: the student's cells.

    Returns:
        The cells, and a note if any was recognized.
    """
    there = {cell.grade_id for cell in submitted}
    lost = {cell.grade_id: cell for cell in spec.cells if cell.grade_id not in there}
    # What students don't write is known by its text, whatever its id.
    texts = {(c.cell_type, c.visible.strip()): name for name, c in lost.items() if c.locked}
    found: list[str] = []
    cells = []
    for cell in submitted:
        name = None
        if cell.grade_id is None and lost:
            name = spec.ids.get(cell.id or "")
            if name not in lost or lost[name].cell_type != cell.cell_type:
                name = texts.get((cell.cell_type, cell.source.strip()))
        if name in lost and name not in found:
            found.append(name)
            cell = replace(cell, grade_id=name)
        cells.append(cell)
    if not found:
        return cells, []
    shown = ", ".join(found[:3]) + (f" and {len(found) - 3} more" if len(found) > 3 else "")
    return cells, [
        Note(
            f"cells have lost nbgrader's metadata and were recognized by their ids ({shown})",
            "metadata", "hand in the file that Jupyter saved, not one that another program wrote",
            automatic=True,
        )
    ]  # fmt: skip
