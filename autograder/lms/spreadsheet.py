"""CSV files that a spreadsheet may open without running what a student has typed."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable
from pathlib import Path

from autograder.gradebook.course import WrongCall

# What makes a spreadsheet take a cell for a formula, full-width forms included
# (owasp.org/www-community/attacks/CSV_Injection).
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
PLACES = 6  # of a score after the point; no gradebook shows more


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run a cell with this text."""
    return text.lstrip().startswith(FORMULA) or text[:1] in ("\t", "\r", "\n")


def defused(text: str) -> str:
    """A text as a cell that a spreadsheet only shows.

    Control characters become spaces; an apostrophe stands before what looks like a formula.
    """
    plain = "".join(letter if letter.isprintable() else " " for letter in text).strip()
    return f"'{plain}" if is_formula(plain) else plain


def number(value: float | None, decimal: str = ".") -> str:
    """A score as a cell: no more digits than needed, "" for none."""
    if value is None:
        return ""
    text = f"{value:.{PLACES}f}".rstrip("0").rstrip(".")
    return ("0" if text in ("-0", "") else text).replace(".", decimal)


def count(number_of: int, thing: str) -> str:
    """ "1 line", "2 lines"."""
    return f"{number_of} {thing}{'' if number_of == 1 else 's'}"


def write_csv(
    path: Path, rows: Iterable[Iterable[str]], *, delimiter: str = ",", mark: bool = False
) -> None:
    """Writes a CSV file, UTF-8, all of it or nothing.

    Args:
        path: where.
        rows: cells.
        delimiter: between cells.
        mark: whether a byte order mark stands first.

    Raises:
        WrongCall: it can't be written.
    """
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    write_text(path, ("\ufeff" if mark else "") + text.getvalue())


def write_text(path: Path, text: str) -> None:
    """Writes a file that others on this machine can't read: it holds grades.

    Raises:
        WrongCall: it can't be written.
    """
    temporary = path.with_name(f".{path.name}.part")
    try:
        temporary.unlink(missing_ok=True)
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        temporary.replace(path)
    except OSError as error:
        raise WrongCall(
            f"{path} can't be written ({error.strerror}): name another by -o"
        ) from error
