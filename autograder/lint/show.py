"""Shows reports: a table per notebook, its findings, and all of it as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.lint.findings import ERROR, NotebookReport

STYLES = {"crosses": "green", "in kernel": "yellow", "refused": "red", "broken": "red",
          "not run": "dim"}  # fmt: skip


def print_report(report: NotebookReport, console: Console, *, quiet: bool = False) -> None:
    """Prints what was found out about one notebook.

    Args:
        report: the notebook.
        console: where to print.
        quiet: leaves out the table and whatever is no error.
    """
    if not quiet:
        by_hand = f", {report.by_hand:g} of them by hand" if report.by_hand else ""
        title = f"{report.name}: {report.points:g} points{by_hand}"
        console.print(Text(title, "bold"), soft_wrap=True)
        console.print(cells_table(report) if report.tests else "  no test cell")
    if report.problem:
        console.print(f"error: {report.name}: {report.problem}", style="red", markup=False,
                      highlight=False, soft_wrap=True)  # fmt: skip
    for finding in report.findings:
        if quiet and finding.level != ERROR:
            continue
        text = Text.assemble(
            (f"{finding.level} ", "red" if finding.level == ERROR else "yellow"),
            f"{report.name}: {report.where(finding)}: {finding.text} ",
            (f"[{finding.rule}]", "dim"),
            f"\n        instead: {finding.instead}",
        )
        console.print(text, soft_wrap=True, highlight=False)


def cells_table(report: NotebookReport) -> Table:
    """Builds the table of a notebook's test cells."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("test", no_wrap=True)
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("class", no_wrap=True)
    table.add_column("seconds", justify="right", no_wrap=True)
    table.add_column("reason", overflow="fold", ratio=1)
    for test in report.tests:
        table.add_row(
            Text(test.grade_id), f"{test.points:g}", Text(test.kind, STYLES[test.kind]),
            "" if test.kind == "not run" else f"{test.seconds:.2f}", Text(test.reason),
        )  # fmt: skip
    return table


def summary(reports: Sequence[NotebookReport]) -> str:
    """One line about all notebooks."""
    kinds: Counter[str] = Counter(test.kind for report in reports for test in report.tests)
    tests = sum(kinds.values())
    classes = ", ".join(f"{kinds[kind]} {kind}" for kind in STYLES if kinds[kind])
    errors = sum(report.errors for report in reports)
    warnings = sum(report.warnings for report in reports)
    return (
        f"{_many(len(reports), 'notebook')}, {_many(tests, 'test cell')}"
        f"{f' ({classes})' if classes else ''}: {_many(errors, 'error')}, "
        f"{_many(warnings, 'warning')}"
    )


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def write_json(reports: Sequence[NotebookReport], path: Path) -> None:
    """Writes all reports to a file, whole or not at all."""
    told = {
        "errors": sum(report.errors for report in reports),
        "warnings": sum(report.warnings for report in reports),
        "notebooks": [report.as_json() for report in reports],
    }
    temporary = path.with_name(path.name + ".part")
    temporary.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    temporary.replace(path)
