"""Mends what can be mended in a notebook without touching an answer. Keeps the original."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from autograder.judge.decoding import BYTE_ORDER_MARK, UTF8, WINDOWS, Unreadable
from autograder.judge.glass.analysis import names_of
from autograder.judge.notes import Note
from autograder.judge.reading import StudentCell, read_cells
from autograder.judge.sanitize import RunCell, is_changed, sanitize
from autograder.types import NotebookSpec
from autograder.validate.check import Opened, open_notebook
from autograder.validate.preflight import LARGE_OUTPUT, about_kernel, output_size, torn
from autograder.validate.release import CHECKPOINTS, changed_since
from autograder.validate.writing import keep, notebook_text, write


@dataclass
class Mended:
    """What was done to a notebook.

    Attributes:
        path: where it lies now.
        copy: the copy of the original; None if nothing was mended.
        sentences: what was done.
    """

    path: Path
    copy: Path | None = None
    sentences: list[str] = field(default_factory=list)


def mend_notebook(path: Path, release: Path | None = None) -> Mended:
    """Mends a notebook. Sources of answers and of a student's own cells stay as they are.

    Args:
        path: of the notebook.
        release: the one that was handed out; None to look for it.

    Returns:
        What was done. Nothing, if it isn't a notebook, or can't be read without a choice.

    Raises:
        WrongCall: there is no such file.
    """
    try:
        opened = open_notebook(path, release)
    except Unreadable:
        return Mended(path)
    if torn(opened.found) or CHECKPOINTS in path.parts:
        return Mended(path)
    if any(note.kind == "size" for note in opened.found.notes):
        return Mended(path)  # a cell was too long to be read
    before = [(cell.cell_type, cell.source) for cell in opened.cells]
    done = Mended(path)
    cells = _cells(opened, done.sentences)
    metadata = _metadata(opened, done.sentences)
    _outputs(cells, opened, done.sentences)
    _file(opened, done.sentences)
    target = path
    if opened.release is not None and path.name != f"{opened.spec.name}.ipynb":
        target = _renamed(path, f"{opened.spec.name}.ipynb", done.sentences)
    if not done.sentences:
        return done
    text = notebook_text(cells, metadata)
    after = [(cell.cell_type, cell.source) for cell in read_cells(json.loads(text)["cells"])[0]]
    _no_answer_lost(opened, before, after)
    done.copy = keep(path, opened.content)
    write(target, text)
    if target != path:
        path.unlink()
    done.path = target
    done.sentences.append(f"the original was kept as {done.copy.name}")
    return done


def _cells(opened: Opened, sentences: list[str]) -> list[dict[str, Any]]:
    """The cells as grading puts them together, with the student's outputs."""
    student, spec = opened.cells, opened.spec
    raw = [copy.deepcopy(cell) if isinstance(cell, dict) else {} for cell in opened.found.cells]
    if opened.release is None:
        return _without_copies(student, raw, spec, sentences)
    adopted = _adopt(spec, student)
    sanitized = sanitize(spec, adopted)
    answers = {cell.spec.grade_id: cell for cell in sanitized.cells if cell.spec and cell.number}
    handed_out = {
        cell.grade_id: node
        for cell, node in zip(
            read_cells(opened.release[1].cells)[0], opened.release[1].cells, strict=True
        )
    }
    names = {cell.grade_id: number for number, cell in enumerate(student) if cell.grade_id}
    built = []
    copies = len(raw) - sum(cell.number is not None for cell in sanitized.cells)
    for cell in sanitized.cells:
        name = student[cell.number - 1].grade_id if cell.number is not None else None
        if cell.spec is None and name in answers and answers[name].source == cell.source:
            copies += 1
            continue
        if cell.number is not None:  # what is missing is put back below
            built.append(_built(cell, raw[cell.number - 1], student, handed_out, sentences))
    for name in [cell.grade_id for cell in spec.cells if cell.grade_id in sanitized.missing]:
        place = _place(name, opened.release[1].cells, built)
        built.insert(place, copy.deepcopy(dict(handed_out[name])))
        sentences.append(f"the cell {name!r} was missing and was put back as handed out")
    lost = [c.spec.grade_id for c in sanitized.cells
            if c.spec and c.number and c.spec.grade_id not in names]  # fmt: skip
    if lost:
        shown = ", ".join(lost[:3]) + (f" and {len(lost) - 3} more" if len(lost) > 3 else "")
        sentences.append(f"nbgrader's metadata were put back into {shown}")
    if copies:
        sentences.append(f"{copies} cop{'y' if copies == 1 else 'ies'} of cells removed")
    if any(note.kind == "order" for note in sanitized.notes):
        sentences.append("cells that were moved are in the order of the handed-out notebook again")
    return built


def _built(
    cell: RunCell,
    node: dict[str, Any],
    student: list[StudentCell],
    handed_out: dict[Any, Any],
    sentences: list[str],
) -> dict[str, Any]:
    """One cell of the mended notebook: the student's own, an answer, or as it was handed out."""
    metadata = node.get("metadata")
    metadata = dict(metadata) if isinstance(metadata, dict) else {}
    if cell.spec is None:
        assert cell.number is not None
        if student[cell.number - 1].grade_id is not None and "nbgrader" in metadata:
            del metadata["nbgrader"]
            sentences.append(
                f"cell {cell.number} is a copy of {student[cell.number - 1].grade_id!r} with other "
                "content: it stays, as a cell of your own"
            )
        return {**node, "cell_type": cell.cell_type, "source": cell.source, "metadata": metadata}
    original = handed_out[cell.spec.grade_id]
    assert cell.number is not None
    there = student[cell.number - 1]
    about = dict(original.get("metadata") or {})
    if changed_since(cell.spec, there):
        sentences.append(f"{cell.name} was changed and is as handed out again")
        return {**copy.deepcopy(dict(original)), "metadata": about}
    if there.cell_type != cell.spec.cell_type:
        sentences.append(f"{cell.name} is a {cell.spec.cell_type} cell again")
    elif there.grade_id is not None and metadata.get("nbgrader") != about.get("nbgrader"):
        sentences.append(f"nbgrader's metadata of {cell.name} are as handed out again")
    mended = {**node, "cell_type": cell.spec.cell_type, "source": cell.source}
    return {**mended, "metadata": {**metadata, **about}}


def _adopt(spec: NotebookSpec, student: list[StudentCell]) -> list[StudentCell]:
    """Gives a missing answer's name to the one cell without a name that defines the same."""
    there = {cell.grade_id for cell in student}
    cells = list(student)
    for answer in spec.cells:
        if answer.grade_id in there or not answer.solution or answer.cell_type != "code":
            continue
        names = names_of(answer.visible)
        wanted = (names.binds - names.imports) or {answer.grade_id.removesuffix("__solution")}
        found = [
            number
            for number, cell in enumerate(cells)
            if cell.grade_id is None
            and cell.cell_type == "code"
            and wanted <= names_of(cell.source).binds
        ]
        if len(found) == 1:
            cells[found[0]] = replace(cells[found[0]], grade_id=answer.grade_id)
    return cells


def _place(name: str, handed_out: list[Any], built: list[dict[str, Any]]) -> int:
    """Where a missing cell belongs: behind what stood before it when it was handed out."""
    there = {_mark(cell): number for number, cell in enumerate(built)}
    marks = [_mark(cell) for cell in handed_out]
    for mark in reversed(marks[: marks.index(name)]):
        if mark in there:
            return there[mark] + 1
    return 0


def _mark(cell: dict[str, Any]) -> str:
    """By what a cell is known: its grade id, or its text."""
    [found], _ = read_cells([cell])
    return found.grade_id or f"{found.cell_type}\n{found.source.strip()}"


def _without_copies(
    student: list[StudentCell],
    raw: list[dict[str, Any]],
    spec: NotebookSpec,
    sentences: list[str],
) -> list[dict[str, Any]]:
    """Removes exact copies of cells, which is all that can be done without the handed-out one."""
    known = {cell.grade_id for cell in spec.cells}
    seen: set[tuple[str, str]] = set()
    kept = []
    for cell, node in zip(student, raw, strict=True):
        if cell.grade_id in known:
            key = (str(cell.grade_id), cell.source)
            if key in seen:
                sentences.append(f"a copy of the cell {cell.grade_id!r} was removed")
                continue
            seen.add(key)
        kept.append({**node, "cell_type": cell.cell_type, "source": cell.source})
    return kept


def _metadata(opened: Opened, sentences: list[str]) -> dict[str, Any]:
    metadata = opened.found.data.get("metadata")
    metadata = copy.deepcopy(metadata) if isinstance(metadata, dict) else {}
    metadata.pop("orig_nbformat", None)
    if about_kernel(opened.found, opened.spec, opened.own):
        kernel = opened.spec.kernelspec if opened.release is not None else {}
        metadata["kernelspec"] = dict(kernel) or {
            "display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3",
        }  # fmt: skip
        if metadata.get("language_info", {}).get("name") != "python":
            metadata["language_info"] = {"name": "python"}
        sentences.append(f"the kernel is {metadata['kernelspec']['name']} again")
    return metadata


def _outputs(cells: list[dict[str, Any]], opened: Opened, sentences: list[str]) -> None:
    if any(isinstance(note, Note) and note.kind == "output" for note in opened.found.notes):
        sentences.append("the outputs, too large to be read, were cleared")
    for number, cell in enumerate(cells, 1):
        if (size := output_size(cell)) > LARGE_OUTPUT:
            cell["outputs"] = []
            sentences.append(f"{size / 1e6:.1f} MB of output were cleared from cell {number}")


def _file(opened: Opened, sentences: list[str]) -> None:
    found = opened.found
    if found.encoding != UTF8:
        names = {BYTE_ORDER_MARK: "UTF-8 with a byte order mark", WINDOWS: "Windows-1252"}
        name = names.get(found.encoding, found.encoding.upper()[:6])
        sentences.append(f"the file is saved as UTF-8 (it was {name})")
    if found.encoding in (UTF8, BYTE_ORDER_MARK) and b"\r\n" in opened.content:
        sentences.append("lines end as Jupyter writes them, not as Windows does")
    if found.conflicts:
        sentences.append("the merge conflict was resolved: both versions had the same cells")
    if found.old is not None:
        sentences.append(f"the notebook format is 4 (it was {found.old})")


def _renamed(path: Path, wanted: str, sentences: list[str]) -> Path:
    target = path.with_name(wanted)
    if target.exists():
        return path  # two notebooks: which one counts is for the student to say
    sentences.append(f"the notebook is called {wanted} again (it was {path.name})")
    return target


def _no_answer_lost(
    opened: Opened, before: list[tuple[str, str]], after: list[tuple[str, str]]
) -> None:
    """Makes sure that every text that a student has written is in the mended notebook.

    Raises:
        AssertionError: it isn't: nothing is written then.
    """
    known = {cell.grade_id: cell for cell in opened.spec.cells}
    left = {source for _, source in after}
    for cell, (_, source) in zip(opened.cells, before, strict=True):
        spec = known.get(cell.grade_id or "")
        if not source.strip() or (spec and not (spec.solution and is_changed(spec, cell))):
            continue
        assert source in left, f"mending would lose a cell: {source[:60]!r}"
