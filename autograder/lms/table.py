"""What `autograder collect` ends with on the terminal."""

from __future__ import annotations

from collections import Counter

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.lms.place import KEPT, NEW, OLDER, REFUSED, REPLACED, UNCHANGED, Row

STYLES = {NEW: "green", REPLACED: "yellow", KEPT: "yellow", OLDER: "dim", UNCHANGED: "dim",
          REFUSED: "red"}  # fmt: skip
ORDER = (NEW, REPLACED, UNCHANGED, KEPT, OLDER, REFUSED)
LONGEST = 60  # characters of a file's name that are shown


def print_rows(rows: list[Row], console: Console) -> None:
    """Prints who, which file, what was done, and why."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("student", overflow="fold")
    table.add_column("assignment", overflow="fold")
    table.add_column("file", overflow="fold")
    table.add_column("done", no_wrap=True)
    table.add_column("why", overflow="fold", ratio=1)
    for row in rows:
        why = Text("; ".join(plain(note) for note in row.notes))
        table.add_row(
            Text(plain(row.student) or "–"), Text(plain(row.assignment) or "–"),
            Text(short(plain(row.file))), Text(row.done, style=STYLES[row.done]), why,
        )  # fmt: skip
    console.print(table)


def summary(rows: list[Row], *, dry_run: bool) -> str:
    """The last line: how many of each."""
    counts = Counter(row.done for row in rows)
    told = ", ".join(f"{counts[word]} {word}" for word in ORDER if counts[word])
    return f"{told or 'nothing found'}{'; nothing was written (--dry-run)' if dry_run else ''}"


def plain(text: str) -> str:
    """A text of a stranger's without what a terminal would obey."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def short(text: str) -> str:
    """A text with its middle left out if it is long."""
    half = LONGEST // 2
    return text if len(text) <= LONGEST else f"{text[:half]}…{text[-half:]}"
