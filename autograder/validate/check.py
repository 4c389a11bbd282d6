"""Validates one notebook: reads it, compares it with what was handed out, runs it."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.judge.decoding import Decoded, Unreadable, decode_notebook
from autograder.judge.reading import StudentCell, read_cells
from autograder.judge.sanitize import Sanitized, sanitize
from autograder.types import NotebookSpec, Submission
from autograder.validate import preflight, state
from autograder.validate.dry_run import Kernels, dry_run
from autograder.validate.findings import ERROR, NOTE, Finding, Report
from autograder.validate.release import find_release, spec_of

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_BESIDE = 2_000  # entries of a folder that are looked at
IGNORED = (".*", "__pycache__", "*.pyc", "*.ipynb", "feedback")
WORD = re.compile(r"[\w.-]+")


class WrongCall(Exception):
    """What was asked for can't be done. The text says what, where and how to mend it."""


@dataclass
class Opened:
    """A notebook that could be read, and what it is compared with.

    Attributes:
        path: of the notebook.
        content: its bytes.
        found: its JSON.
        cells: its cells.
        spec: the instructor's side.
        release: the notebook that was handed out, None if it wasn't found.
        sanitized: the notebook that grading would run.
    """

    path: Path
    content: bytes
    found: Decoded
    cells: list[StudentCell]
    spec: NotebookSpec
    release: tuple[Path, Decoded] | None
    sanitized: Sanitized

    @property
    def own(self) -> bool:
        """Whether the instructor's side comes from the student's notebook."""
        return self.release is None


def open_notebook(path: Path, release: Path | None = None, seconds: int | None = None) -> Opened:
    """Reads a notebook, and looks for the one that was handed out.

    Args:
        path: of the student's notebook.
        release: the one that was handed out; None to look for it.
        seconds: that a cell may run.

    Raises:
        WrongCall: there is no such file.
        Unreadable: it isn't a notebook.
    """
    content = _read(path)
    found = decode_notebook(content)
    cells, notes = read_cells(found.cells)
    found.notes += notes
    origin = find_release(path, cells) if release is None else (release, _release(release))
    if origin is not None:
        spec = spec_of(origin[0].stem, origin[1], seconds=seconds)
    else:
        spec = spec_of(path.stem, found, own=True, seconds=seconds)
    return Opened(path, content, found, cells, spec, origin, sanitize(spec, cells))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise WrongCall(f"there is no file {path}: look at the name and the folder") from None
    except OSError as error:
        raise WrongCall(f"{path} can't be read: {error.strerror}") from None


def _release(path: Path) -> Decoded:
    try:
        found = decode_notebook(_read(path))
    except Unreadable as problem:
        raise WrongCall(f"--release: {path} {problem}") from None
    if not spec_of(path.stem, found).cells:
        raise WrongCall(f"--release: {path} has no exercise: name the notebook as handed out")
    return found


def validate(path: Path, kernels: Kernels, release: Path | None = None) -> Report:
    """Says what grading would say of a notebook, as far as that can be known.

    Args:
        path: of the notebook.
        kernels: where its kernel comes from.
        release: the notebook that was handed out; None to look for it.

    Raises:
        WrongCall: there is no such file.
    """
    start = time.monotonic()
    report = Report(path)
    try:
        opened = open_notebook(path, release, kernels.options.cell_seconds)
    except Unreadable as problem:
        report.findings = [_unreadable(path, str(problem))]
        report.seconds = time.monotonic() - start
        return report
    report.release = None if opened.release is None else opened.release[0]
    report.findings = look(opened)
    if opened.spec.cells:
        run = dry_run(opened.spec, opened.sanitized, beside(path, opened.cells), kernels)
        report.cells, report.kernel = run.grades, run.kernel
        report.findings += state.about_run(
            opened.sanitized, run, opened.found.cells, kernels.options
        )
        if not run.kernel:
            report.findings.append(
                Finding(ERROR, "machine", f"no kernel started here ({run.why}), so no test ran",
                        "run `autograder doctor`")
            )  # fmt: skip
        elif run.why:
            text = f"run in an ordinary kernel, which is slower ({run.why})"
            report.findings.append(Finding(NOTE, "ordinary-kernel", text))
    order = {ERROR: 0, NOTE: 2}
    report.findings.sort(key=lambda finding: order.get(finding.level, 1))
    report.seconds = time.monotonic() - start
    return report


def look(opened: Opened) -> list[Finding]:
    """Looks for everything that can be seen without running the notebook."""
    path, spec, own = opened.path, opened.spec, opened.own
    findings = [
        *preflight.about_file(path, opened.content, opened.found),
        *preflight.about_name(path, None if own else f"{spec.name}.ipynb"),
        *preflight.about_kernel(opened.found, spec, own),
        *preflight.about_cells(spec, opened.cells, opened.sanitized, own),
    ]
    if not spec.cells:
        findings.append(
            Finding(
                ERROR, "no-exercise", f"{path.name} has no exercise that nbgrader knows",
                "if it is an exercise, its metadata were lost: name the notebook that was handed "
                "out with --release, and add --mend",
            )
        )  # fmt: skip
    if own:
        text = "the notebook that was handed out was not found (--release FILE): deleted cells are "
        findings.append(Finding(NOTE, "no-release", text + "not noticed"))
    return findings


def _unreadable(path: Path, problem: str) -> Finding:
    text, _, mend = problem.partition(": ")
    again = "if it can't be opened, take the last state from File → Revert Notebook to Checkpoint"
    if "conflict" in text:
        again = "the lines begin with <<<<<<<, ======= and >>>>>>>"
    return Finding(
        ERROR, "unreadable", f"{path.name} {text}", f"{mend}; {again}" if mend else again
    )


def beside(path: Path, cells: Sequence[StudentCell]) -> dict[str, bytes]:
    """Reads the files beside a notebook that its cells mention: what else there is isn't needed."""
    from autograder.gradebook.collect import collect

    words = set(WORD.findall("\n".join(cell.source for cell in cells if cell.cell_type == "code")))
    try:
        entries = sorted(path.parent.iterdir())[:MOST_BESIDE]
    except OSError:
        return {}
    unwanted = [e.name for e in entries if not ({e.name, e.stem} & words or _part(e.name, words))]
    if len(unwanted) == len(entries):
        return {}
    return collect(Submission("", "", path.parent), [*IGNORED, *map(_literal, unwanted)]).files


def _part(name: str, words: set[str]) -> bool:
    """Whether a name with spaces and the like may be mentioned."""
    return not WORD.fullmatch(name) and bool(set(WORD.findall(name)) & words)


def _literal(name: str) -> str:
    """A pattern that matches this name only."""
    return re.sub(r"([*?\[])", r"[\1]", name)
