"""The command `autograder report`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console


def register(app: typer.Typer) -> None:
    """Adds this room's command."""
    app.command(name="report")(report_command)


def report_command(
    course_dir: Annotated[
        Path, typer.Option("--course-dir", help="Folder with source/ and submitted/ in it.")
    ] = Path("."),
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The file (default: report.html in the folder)."),
    ] = None,
    lessons: Annotated[
        Path | None,
        typer.Option(help="Folder of what students read, to say where (default: course/)."),
    ] = None,
    lesson_links: Annotated[
        str | None,
        typer.Option(
            "--lesson-links",
            metavar="ADDRESS",
            help="What links to lessons begin with, e.g. https://…/course.",
        ),
    ] = None,
) -> None:
    """Show what a class hasn't understood.

    Can be called at any time: it reads what was graded so far, and manual grades
    from the gradebook. Writes one HTML file, every figure of it as a CSV table to
    report/ beside it, and for each student feedback/STUDENT/ASSIGNMENT/results.html
    with links into the lessons. For those, nbgrader_config.py may hold
    c.Report.lessons and c.Report.lesson_links.

    Examples:

    autograder report --course-dir classroom

    autograder report --course-dir classroom --lesson-links https://example.org/course

    Exit code: 0 written, 2 a wrong call.
    """
    # Imported here: `autograder --help` shall not wait for nbgrader.
    from autograder.gradebook.course import Course, WrongCall
    from autograder.report.page import write_class_report

    try:
        if output is not None and not output.resolve().parent.is_dir():
            raise WrongCall(
                f"there is no folder {output.parent} for {output.name}: make it, or name another "
                "file with --output"
            )
        path, count = write_class_report(
            Course(course_dir), output=output, lessons=lessons, lesson_links=lesson_links
        )
    except WrongCall as mistake:
        Console(stderr=True).print(
            str(mistake), style="red", markup=False, highlight=False, soft_wrap=True
        )
        raise typer.Exit(2) from None
    if not count:
        typer.echo(
            "nothing is graded yet, so the report is empty: run "
            f"`autograder grade --course-dir {course_dir}` first",
            err=True,
        )
    typer.echo(
        f"report on {count} submission{'' if count == 1 else 's'}: {os.path.relpath(path)}; "
        f"its tables: {os.path.relpath(path.parent / 'report')}{os.sep}"
    )
