"""What the benches share: a table on the terminal and the refusal to measure stand-ins."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from helpers import data


def print_table(title: str, rows: Sequence[Mapping[str, Any]], formats: Mapping[str, str]) -> None:
    """Prints rows as a table.

    Args:
        title: stands above it.
        rows: mappings of plain values.
        formats: key → how to print its values ("{:.2%}"); only these columns are shown, in this
            order. None prints as a dash.
    """
    table = Table(title=title, title_justify="left")
    for key in formats:
        numeric = any(isinstance(row.get(key), (int, float)) for row in rows)
        table.add_column(key.replace("_", " "), justify="right" if numeric else "left")
    for row in rows:
        shown = [
            "–" if row.get(key) is None else format.format(row[key])
            for key, format in formats.items()
        ]
        table.add_row(*shown)
    # A log has no width of its own; a table must not be cut there.
    Console(width=None if sys.stdout.isatty() else 120).print(table)


def real(name: str) -> data.Dataset:
    """Loads a data set; ends the program with exit code 2 if only a stand-in is there."""
    dataset = data.load(name)
    if dataset.source.kind == "stand-in":
        print(
            f"This bench needs real {name.upper()}: put {name}.npz into a folder and name the "
            "folder in COURSE_DATA, or run it once with a network.",
            file=sys.stderr,
        )
        raise SystemExit(2)
    return dataset
