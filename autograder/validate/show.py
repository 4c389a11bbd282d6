"""How a report is shown on the terminal."""

from __future__ import annotations

import os

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.types import CellGrade
from autograder.validate.findings import NOTE, Report

STYLES = {"error": "red", "warning": "yellow", "note": "dim"}


def show(report: Report, console: Console) -> None:
    """Prints what was mended, a table of the exercises, and the findings.

    Args:
        report: about one notebook.
        console: where to print.
    """
    console.print(Text(os.path.relpath(report.notebook), "bold"), soft_wrap=True)
    for sentence in report.mended:
        console.print(Text.assemble(("mended ", "green"), sentence), soft_wrap=True)
    if report.cells:
        console.print(points_table(report))
    for finding in report.findings:
        text = Text.assemble((f"{finding.level} ", STYLES[finding.level]), finding.sentence)
        if finding.automatic and finding.level != NOTE:
            text.append(" (--mend does it)", "dim")
        console.print(text, soft_wrap=True, highlight=False)
    console.print(Text(summary(report), "bold green" if report.fine else "bold"), soft_wrap=True)


def points_table(report: Report) -> Table:
    """Builds the table of the exercises."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("exercise", no_wrap=True)
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("message", overflow="fold", ratio=1)
    for name, grade in report.cells.items():
        table.add_row(Text(name), _points(grade), Text(_message(grade)))
    return table


def _points(grade: CellGrade) -> Text:
    if grade.score is None:
        return Text(f"? / {grade.max_score:g}", "yellow")
    full, none = grade.score >= grade.max_score, grade.score <= 0
    style = "green" if full else "red" if none else "yellow"
    return Text(f"{round(grade.score, 2):g} / {grade.max_score:g}", style)


def _message(grade: CellGrade) -> str:
    return "a person grades it" if grade.needs_manual else grade.message or ""


def summary(report: Report) -> str:
    """Says in one line how the notebook stands."""
    if not report.cells:
        return "nothing could be tested: mend the above first"
    told = (
        f"{round(report.score, 2):g} of {report.max_score:g} points as far as the visible tests "
        "can tell"
    )
    if report.by_hand:
        told += f", {report.by_hand:g} more by hand"
    count = len(report.to_mend)
    if count:
        told += f"; {count} thing{'' if count == 1 else 's'} to mend"
    elif report.fine:
        told += "; ready to hand in"
    return f"{told} ({report.seconds:.1f} s)"
