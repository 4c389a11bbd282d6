"""The tables that a run ends with on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.report.summary import Summary, summarize
from autograder.types import CellGrade, Verdict

if TYPE_CHECKING:
    from autograder.farm.run import Outcome

PLAIN_WIDTH = 160  # columns when there is no terminal to ask
MARK = "*"  # of points that a student's code can forge
STATUS_WIDTH = 36  # columns that a status needs to be read with pleasure


def make_console() -> Console:
    """Returns a console for stdout, wide enough for tables where there is no terminal."""
    console = Console()
    return console if console.is_terminal else Console(width=PLAIN_WIDTH)


def print_tables(outcome: Outcome, console: Console) -> None:
    """Prints per assignment who got what: student, points per exercise, total, status.

    Where the terminal is too narrow for that, exercises are numbered; where it is narrower
    still, the status stands below the table, and at last only the total is shown.

    Args:
        outcome: the run.
        console: where to print.
    """
    for name, assignment in outcome.assignments.items():
        verdicts = [verdict for verdict in outcome.verdicts if verdict.assignment == name]
        summary = summarize(assignment, verdicts, outcome.protection.unprotected.get(name, ()))
        marks = ["" if exercise.protected else MARK for exercise in summary.exercises]
        plain = [exercise.name for exercise in summary.exercises]
        names = [name + mark for name, mark in zip(plain, marks, strict=True)]
        numbers = [f"{number}{mark}" for number, mark in enumerate(marks, start=1)]
        room = console.width
        numbered = _width(summary, names) + STATUS_WIDTH > room
        headers = numbers if numbered else names
        below = _width(summary, headers) + STATUS_WIDTH > room
        if _width(summary, headers) > room:
            headers, numbered = [], False
        console.print(class_table(summary, headers, status=not below))
        if below:
            for verdict in summary.verdicts:
                if verdict.reason or verdict.status == "failed":
                    line = Text.assemble((verdict.student, "bold"), " ", _status(verdict))
                    console.print(line, soft_wrap=True)
        open_ones = [one.name for one in summary.exercises if not one.protected]
        if open_ones:
            console.print(
                f"{MARK} not protected (tested in the student's kernel): {', '.join(open_ones)}",
                style="yellow", markup=False, highlight=False, soft_wrap=True,
            )  # fmt: skip
        if numbered:
            legend = ", ".join(f"{i} {one}" for i, one in zip(numbers, plain, strict=True))
            console.print(legend, style="dim", markup=False, highlight=False, soft_wrap=True)


def class_table(summary: Summary, headers: list[str], *, status: bool = True) -> Table:
    """Builds the table of one assignment.

    Args:
        summary: its figures.
        headers: one per exercise; empty to leave exercises out.
        status: whether there is a column for the status.
    """
    title = f"{summary.name} ({summary.max_score:g} points)"
    table = Table(title=title, box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("student", no_wrap=True)
    for header in headers:
        table.add_column(header, justify="right", no_wrap=True)
    table.add_column("total", justify="right", no_wrap=True)
    if status:
        table.add_column("status", overflow="fold", ratio=1)
    for verdict in summary.verdicts:
        shown = summary.exercises if headers else []
        cells = [_points(verdict.cells.get(exercise.name)) for exercise in shown]
        row = [Text(verdict.student), *cells, _total(verdict)]
        table.add_row(*row, *([_status(verdict)] if status else []))
    return table


def _width(summary: Summary, headers: list[str]) -> int:
    """Columns that the table needs without the status."""
    endless = Console(width=10_000)
    return endless.measure(class_table(summary, headers, status=False)).maximum


def _points(grade: CellGrade | None) -> Text:
    if grade is None:
        return Text("–", style="dim")
    if grade.score is None:
        return Text("?", style="yellow")
    style = "green" if grade.score >= grade.max_score else "red" if grade.score <= 0 else "yellow"
    return Text(f"{round(grade.score, 2):g}", style=style)


def _total(verdict: Verdict) -> Text:
    score = verdict.score
    return Text("–" if score is None else f"{round(score, 2):g}", style="bold")


def _status(verdict: Verdict) -> Text:
    text = Text(verdict.status, style="red" if verdict.status == "failed" else "")
    if verdict.reason:
        text.append(f": {verdict.reason}")
    waiting = sum(grade.score is None for grade in verdict.cells.values())
    if waiting:
        text.append(f"{'; ' if verdict.reason else ': '}{waiting} to grade by hand", style="yellow")
    return text
