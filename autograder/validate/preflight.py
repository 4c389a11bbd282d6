"""Accidents that can be seen without running anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from autograder.judge.decoding import BYTE_ORDER_MARK, UTF8, Decoded, Unreadable, decode_notebook
from autograder.judge.finding import renamed
from autograder.judge.reading import StudentCell, read_cells
from autograder.judge.sanitize import Sanitized, is_changed
from autograder.judge.scoring import is_unanswered
from autograder.kernel.options import KernelOptions
from autograder.types import NotebookSpec
from autograder.validate.findings import ERROR, WARNING, Finding
from autograder.validate.release import CHECKPOINTS, COPY, broken_seal, changed_since

LARGE_FILE = 5_000_000  # bytes from which a notebook is slow to open, send and hand in
LARGE_OUTPUT = KernelOptions.cell_output
SAVE = "open it in JupyterLab and save it"


def about_file(path: Path, content: bytes, found: Decoded) -> list[Finding]:
    """Looks at how the file was written.

    Args:
        path: of the notebook.
        content: its bytes.
        found: what could be read.
    """
    findings = [
        Finding.of(note, ERROR if note.kind == "conflict" else WARNING) for note in found.notes
    ]
    if found.conflicts and not torn(found):
        findings[0] = replace(findings[0], automatic=True)
    if found.encoding == BYTE_ORDER_MARK:
        findings.append(_encoding("begins with a byte order mark"))
    elif found.encoding.startswith(("utf-16", "utf-32")):
        name = found.encoding.upper()
        findings.append(_encoding(f"is saved as {name[:6]}, not as UTF-8"))
    if found.encoding in (UTF8, BYTE_ORDER_MARK) and b"\r\n" in content:
        findings.append(
            Finding(
                WARNING, "line-ends", f"{path.name} has the line ends of Windows",
                f"grading reads them, but a comparison shows every line as changed: {SAVE}", True,
            )
        )  # fmt: skip
    if found.old is not None:
        findings.append(
            Finding(
                WARNING, "format", f"{path.name} is in the old notebook format {found.old}", SAVE,
                True,
            )
        )  # fmt: skip
    return findings + _outputs(path, content, found)


def _encoding(what: str) -> Finding:
    return Finding(
        WARNING, "encoding", f"the file {what}, so that JupyterLab can't open it",
        "grading can; let no other program write the file, or save it there as plain UTF-8", True,
    )  # fmt: skip


def torn(found: Decoded) -> bool:
    """Whether merge conflict markers leave more than one reading of what students write."""
    if not found.conflicts:
        return False
    readings = [_sources(reading) for reading in found.conflicts]
    return len(readings) < 2 or any(reading != readings[0] for reading in readings)


def _sources(reading: Any) -> Any:
    cells = reading.get("cells") if isinstance(reading, dict) else None
    if not isinstance(cells, list):
        return None
    return [(cell.cell_type, cell.source, cell.grade_id) for cell in read_cells(cells)[0]]


def _outputs(path: Path, content: bytes, found: Decoded) -> list[Finding]:
    findings = []
    for number, raw in enumerate(found.cells, 1):
        size = output_size(raw)
        if size > LARGE_OUTPUT:
            findings.append(
                Finding(
                    WARNING, "output",
                    f"cell {number} has {size / 1e6:.1f} MB of output "
                    f"({LARGE_OUTPUT / 1e6:.0f} MB are kept)",
                    "print less there, and clear it (Edit → Clear Cell Output)",
                    True, f"cell {number}",
                )
            )  # fmt: skip
    told = findings or any(note.kind == "output" for note in found.notes)
    if len(content) > LARGE_FILE and not told:
        findings.append(
            Finding(
                WARNING, "output", f"{path.name} has {len(content) / 1e6:.0f} MB",
                "clear its outputs (Edit → Clear Outputs of All Cells) and run it again",
            )
        )  # fmt: skip
    return findings


def output_size(raw: Any) -> int:
    """Characters in the outputs of a cell as it stands in the file."""
    outputs = raw.get("outputs") if isinstance(raw, dict) else None
    size, left = 0, [outputs]
    while left:
        value = left.pop()
        if isinstance(value, str):
            size += len(value)
        elif isinstance(value, dict):
            left.extend(value.values())
        elif isinstance(value, list):
            left.extend(value)
    return size


def about_name(path: Path, wanted: str | None) -> list[Finding]:
    """Looks at the name of the file and at copies beside it.

    Args:
        path: of the notebook.
        wanted: the name that was handed out; None if that isn't known.
    """
    if CHECKPOINTS in path.parts or path.stem.endswith("-checkpoint"):
        original = f"{COPY.sub('', path.stem)}.ipynb"
        return [
            Finding(
                ERROR, "checkpoint",
                f"{path.name} is the backup copy that Jupyter made when you last saved, and "
                "folders of such copies are not graded",
                f"hand in {original} from the folder above",
            )
        ]  # fmt: skip
    findings = []
    if wanted is not None and path.name != wanted:
        findings.append(Finding.of(renamed(path.name, wanted)))
    return findings + _copies(path)


def _copies(path: Path) -> list[Finding]:
    stem = COPY.sub("", path.stem)
    try:
        own = path.stat().st_mtime
        around = list(path.parent.glob("*.ipynb"))
        around += list((path.parent / CHECKPOINTS).glob("*.ipynb"))
    except OSError:
        return []
    findings = []
    for other in sorted(around):
        checkpoint = other.parent.name == CHECKPOINTS
        same = COPY.sub("", other.stem) == stem
        if not same or other.name == path.name or ".before-mend" in other.name:
            continue
        answers = None if checkpoint and other.stat().st_mtime <= own else _answers(other)
        if answers is None or answers == _answers(path):
            continue
        newer = other.stat().st_mtime > own
        where = f"{CHECKPOINTS}/{other.name}" if checkpoint else other.name
        findings.append(
            Finding(
                WARNING, "copy",
                f"{where} lies beside {path.name}, holds other answers"
                + (" and was saved later" if newer else ""),
                f"only {path.name} counts: look which of the two has your answers, and move the "
                "other away",
            )
        )  # fmt: skip
    return findings


def _answers(path: Path) -> list[tuple[str, str]] | None:
    try:
        cells, _ = read_cells(decode_notebook(path.read_bytes()).cells)
    except (OSError, Unreadable):
        return None
    return [(cell.cell_type, cell.source.strip()) for cell in cells if cell.source.strip()]


def about_kernel(found: Decoded, spec: NotebookSpec, own: bool) -> list[Finding]:
    """Looks at the kernel that the notebook asks for.

    Args:
        found: the student's notebook.
        spec: the instructor's side.
        own: whether that comes from the student's notebook too.
    """
    metadata = found.data.get("metadata")
    kernel = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    kernel = kernel if isinstance(kernel, dict) else {}
    name, language = kernel.get("name"), str(kernel.get("language") or "python")
    wanted = "python3" if own else spec.kernelspec.get("name", "python3")
    if name == wanted or (own and language.lower() == "python"):
        return []
    shown = spec.kernelspec.get("display_name", wanted) if not own else wanted
    mend = f"choose {shown} under Kernel → Change Kernel, run all cells and save"
    if name is None:
        text = "the notebook doesn't say which kernel it needs"
    else:
        asked = kernel.get("display_name") or name
        text = f"the notebook is set to the kernel {asked!r}, and is graded with {shown!r}"
    return [Finding(WARNING, "kernel", text, mend, True)]


def about_cells(
    spec: NotebookSpec, cells: Sequence[StudentCell], sanitized: Sanitized, own: bool
) -> list[Finding]:
    """Looks at what became of the cells that were handed out.

    Args:
        spec: the instructor's side.
        cells: the student's cells.
        sanitized: the notebook that grading would run.
        own: whether the instructor's side comes from the student's notebook.
    """
    findings = [Finding.of(note, _level(note.kind)) for note in sanitized.notes]
    for cell in sanitized.cells:
        if cell.spec is None or cell.number is None:
            continue
        there = cells[cell.number - 1]
        if broken_seal(cell.spec) if own else changed_since(cell.spec, there):
            test = cell.spec.is_test
            findings.append(
                Finding(
                    WARNING, "changed",
                    f"the {'test cell' if test else 'cell'} {cell.spec.grade_id!r} was changed, "
                    "and grading runs it as it was handed out",
                    "put your own tries into cells of your own and restore this one",
                    not own, cell.name,
                )
            )  # fmt: skip
        elif there.cell_type != cell.spec.cell_type:
            findings.append(
                Finding(
                    WARNING, "type",
                    f"the cell {cell.spec.grade_id!r} has become a {there.cell_type} cell, and is "
                    f"graded as a {cell.spec.cell_type} cell",
                    "change its type back in the toolbar", True, cell.name,
                )
            )  # fmt: skip
    return findings + _untouched(sanitized)


def _level(kind: str) -> Any:
    return ERROR if kind == "missing" else WARNING


def _untouched(sanitized: Sanitized) -> list[Finding]:
    names = [
        cell.spec.grade_id
        for cell in sanitized.cells
        if cell.spec is not None
        and cell.spec.solution
        and not cell.restored
        and (is_unanswered(cell) or not _answered(cell.spec, cell.source))
    ]
    if not names:
        return []
    shown = [name.removesuffix("__solution") for name in names]
    some = ", ".join(shown[:6]) + (f" and {len(shown) - 6} more" if len(shown) > 6 else "")
    what = "exercise is" if len(shown) == 1 else f"{len(shown)} exercises are"
    return [
        Finding(
            WARNING, "untouched",
            f"{'one ' if len(shown) == 1 else ''}{what} still as handed out: {some}",
            "write your answers in place of `raise NotImplementedError(…)` or YOUR ANSWER HERE",
        )
    ]  # fmt: skip


def _answered(spec: Any, source: str) -> bool:
    return is_changed(spec, StudentCell(spec.cell_type, source))
