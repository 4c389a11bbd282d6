"""The report on a class: one HTML file that needs nothing else, and its figures as CSV files."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from autograder.gradebook.course import Course
from autograder.report.charts import scatter, way
from autograder.report.classdata import ClassData, read_class
from autograder.report.contents import AssignmentReport, contents_of
from autograder.report.csv_files import FOLDER, CsvTable, write_tables
from autograder.report.lessons import settings
from autograder.report.student import write_student_pages

if TYPE_CHECKING:
    from autograder.farm.run import Outcome

MEGABYTE = 1 << 20


def write_class_report(
    course: Course,
    outcome: Outcome | None = None,
    *,
    seconds: float | None = None,
    output: Path | None = None,
    lessons: Path | None = None,
    lesson_links: str | None = None,
) -> tuple[Path, int]:
    """Writes the report, its tables and the students' own pages.

    Args:
        course: the course folder.
        outcome: a run that has just ended; None to report what the journal holds.
        seconds: how long that run took.
        output: the file; default report.html in the course folder. The tables lie in report/
            beside it.
        lessons, lesson_links: where lessons are, see `lessons.settings`.

    Returns:
        The file, and the number of submissions that it is about.

    Raises:
        WrongCall: the instructor's side is broken, or the gradebook can't be read.
    """
    sections, base = settings(course, lessons, lesson_links)
    data = read_class(course, outcome)
    path = output or course.root / "report.html"
    text, tables = render(data, seconds)
    write_tables(tables, path.parent / FOLDER)
    temporary = path.with_name(path.name + ".part")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)
    write_student_pages(course, data, sections, base)
    return path, len(data.hand_ins)


def render(
    data: ClassData, seconds: float | None = None, now: datetime.datetime | None = None
) -> tuple[str, list[CsvTable]]:
    """Returns the report as HTML, and its figures.

    Args:
        data: the class.
        seconds: how long a run took that has just ended.
        now: when it ended; default this moment.
    """
    contents = contents_of(data)
    text = environment().get_template("report.html.j2").render(
        contents=contents,
        tables={table.name: table for table in contents.tables},
        folder=FOLDER,
        dots={one.summary.name: _dots(one) for one in contents.assignments},
        warnings=data.warnings,
        protection=data.protection,
        submissions=len(data.hand_ins),
        failed=sum(one.verdict.status == "failed" for one in data.hand_ins),
        seconds=seconds,
        now=now or datetime.datetime.now(),
    )  # fmt: skip
    return text, contents.tables


def environment() -> Environment:
    """Returns what the templates of this room need."""
    made = Environment(
        loader=PackageLoader("autograder.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["points"] = lambda value: "–" if value is None else f"{round(value, 2):g}"
    made.filters["percent"] = lambda value: (
        "–" if value is None else f"{value:.0%}".replace("%", " %")
    )
    made.filters["two"] = lambda value: f"{value:.2f}".replace("-", "−")
    made.filters["seconds"] = _seconds
    made.filters["megabytes"] = lambda value: f"{value / MEGABYTE:,.0f} MB"
    made.filters["day"] = lambda when: f"{when.day} {when:%B %Y, %H:%M}"
    made.globals["way"] = way
    return made


def _dots(report: AssignmentReport) -> list:  # type: ignore[type-arg]
    return scatter(
        [
            (number, entry.analysis.difficulty, entry.analysis.discrimination.value)
            for number, entry in enumerate(report.items, start=1)
            if entry.analysis.difficulty is not None and entry.analysis.discrimination is not None
        ]
    )


def _seconds(value: float) -> str:
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.1f} s"
