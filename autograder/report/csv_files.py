"""Every figure of the report as a table in a CSV file."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

Value = str | int | float | bool | None
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
FOLDER = "report"  # beside report.html
DIGITS = 6


@dataclass
class CsvTable:
    """A table with a name.

    Attributes:
        name: of the file, without ".csv".
        title: what it holds, for people.
        columns: their names.
        rows: as many values each.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: list[Sequence[Value]] = field(default_factory=list)

    @property
    def file(self) -> str:
        """Name of the file."""
        return f"{self.name}.csv"

    def text(self) -> str:
        """The table as CSV (RFC 4180). It begins with a byte order mark, or Excel garbles it."""
        file = io.StringIO(newline="")
        writer = csv.writer(file)
        writer.writerow(self.columns)
        writer.writerows([defused(value) for value in row] for row in self.rows)
        return "\ufeff" + file.getvalue()

    def address(self) -> str:
        """The table as a data: address, so that the report holds it without another file."""
        return "data:text/csv;base64," + base64.b64encode(self.text().encode()).decode()


def defused(value: Value) -> Value:
    """Returns a value that no spreadsheet takes for a formula.

    A text that begins like a formula gets an apostrophe in front, as OWASP recommends against CSV
    injection (owasp.org/www-community/attacks/CSV_Injection). Numbers stay numbers.
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, str):
        value = value.replace("\0", "")
        if value.startswith(FORMULA) or value.lstrip().startswith(FORMULA):
            return f"'{value}"
    return value


def write_tables(tables: Sequence[CsvTable], folder: Path) -> None:
    """Writes one file per table; each appears at once or not at all.

    Args:
        tables: what to write.
        folder: made if it isn't there. Other files in it stay.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for table in tables:
        path = folder / table.file
        temporary = path.with_name(path.name + ".part")
        temporary.write_text(table.text(), encoding="utf-8", newline="")
        temporary.replace(path)
