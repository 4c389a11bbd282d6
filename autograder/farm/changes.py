"""The table of scores that a regrade has changed."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.farm.ledger import Change


def print_changes(changes: Sequence[Change], console: Console) -> None:
    """Prints scores before and after, and why they changed.

    Args:
        changes: of a run.
        console: where to print.
    """
    if not changes:
        console.print("no score has changed", markup=False, highlight=False)
        return
    table = Table(title="scores that changed", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for header in ("student", "assignment"):
        table.add_column(header, no_wrap=True)
    table.add_column("before → after", justify="right", no_wrap=True)
    table.add_column("where", overflow="fold")
    table.add_column("why", overflow="fold")
    for one in sorted(changes, key=lambda change: (change.assignment, change.student)):
        where = ", ".join(f"{name} {_arrow(*pair)}" for name, pair in one.cells.items())
        table.add_row(
            *map(Text, (one.student, one.assignment, _arrow(one.before, one.after), where, one.why))
        )
    console.print(table)


def _arrow(before: float | None, after: float | None) -> str:
    return " → ".join("–" if score is None else f"{score:g}" for score in (before, after))
