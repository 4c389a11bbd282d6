"""Runs every lesson and solved exercise and holds it against its limits: `make regress`.

Prints time, peak memory, file size and headline figures of each notebook, one after the other so
that none disturbs another. Ends with 1 if a notebook fails, takes too long or is too large.
Named chapters only: `python -m tests.bench.regress 03_cnn_mnist`.
"""

from __future__ import annotations

import copy
import re
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from autograder.build.execute import CellFailed, execute
from autograder.build.targets import Target, find_targets

ROOT = Path(__file__).parent.parent.parent
SECONDS = {"lesson": 90.0, "exercises": 60.0}
KILOBYTES = 700
PEAK = "regress: peak "
PEAK_CODE = f"""import resource, sys
_unit = 1 if sys.platform == "darwin" else 1024  # macOS counts bytes
print({PEAK!r} + str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _unit))"""
FIGURE = re.compile(r"^(?P<figure>\S.*: \S+) \((?P<limit>at (?:least|most) .+)\)$", re.MULTILINE)


@dataclass
class Run:
    """What running one notebook gave.

    Attributes:
        label: such as "03_cnn_mnist/lesson".
        role: "lesson" or "exercises".
        seconds: wall time, start of the kernel included.
        peak: bytes of memory at most; 0 if it isn't known.
        kilobytes: size of the stored notebook.
        figures: headline figures with their limits.
        error: of the cell that failed.
    """

    label: str
    role: str
    seconds: float = 0.0
    peak: int = 0
    kilobytes: float = 0.0
    figures: list[str] = field(default_factory=list)
    error: str = ""

    @property
    def problems(self) -> list[str]:
        """What is wrong, in words."""
        found = [self.error] if self.error else []
        if self.seconds > SECONDS[self.role]:
            found.append(f"took {self.seconds:.0f} s, {SECONDS[self.role]:.0f} s are allowed")
        if self.kilobytes > KILOBYTES:
            found.append(f"has {self.kilobytes:.0f} KB, {KILOBYTES} KB are allowed")
        return found


def run(target: Target) -> Run:
    """Runs one built notebook, as it lies there, on whatever data are at hand."""
    found = Run(target.label, target.role)
    notebook = nbformat.read(target.executed, as_version=4)
    found.kilobytes = target.executed.stat().st_size / 1000
    notebook = copy.deepcopy(notebook)
    notebook.cells.append(nbformat.v4.new_code_cell(PEAK_CODE))
    start = time.monotonic()
    try:
        execute(notebook)
    except CellFailed as failure:
        found.error = f"cell {failure.index + 1}: {failure.error.splitlines()[0]}"
    found.seconds = time.monotonic() - start
    text = printed(notebook)
    found.figures = [f"{hit['figure']} ({hit['limit']})" for hit in FIGURE.finditer(text)]
    if PEAK in text:
        found.peak = int(text.rpartition(PEAK)[2].split()[0])
    return found


def printed(notebook: NotebookNode) -> str:
    """Everything that the cells of a notebook have printed."""
    return "".join(
        output.text
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "stream" and output.name == "stdout"
    )


def table(runs: list[Run]) -> Table:
    """The runs as a table, a line per notebook."""
    made = Table(title="Every notebook against its limits", title_justify="left")
    made.add_column("notebook")
    for name in ("seconds", "limit", "peak memory", "file"):
        made.add_column(name, justify="right")
    made.add_column("headline figures")
    for one in runs:
        made.add_row(
            one.label, f"{one.seconds:.0f}", f"{SECONDS[one.role]:.0f}",
            f"{one.peak / 1e9:.2f} GB" if one.peak else "–", f"{one.kilobytes:.0f} KB",
            "\n".join([*one.figures, *(f"[red]{text}[/red]" for text in one.problems)]) or "–",
        )  # fmt: skip
    return made


def main(arguments: list[str]) -> int:
    """Entry point.

    Args:
        arguments: chapters; empty for all.
    """
    targets = find_targets(ROOT / "solutions", ROOT / "course", arguments or None)
    errors = Console(stderr=True)
    runs = []
    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=errors, transient=True,
    ) as bars:  # fmt: skip
        bar = bars.add_task("", total=len(targets))
        for target in targets:
            bars.update(bar, description=target.label)
            runs.append(run(target))
            bars.advance(bar)
    # A log has no width of its own; a table must not be cut there.
    Console(width=None if sys.stdout.isatty() else 140).print(table(runs))
    return int(any(one.problems for one in runs))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
