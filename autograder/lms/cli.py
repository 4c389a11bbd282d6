"""The command `autograder collect`; those of `autograder export` stand in export_cli.py."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.lms.export_cli import CourseDir, StudentColumn, Students, exports, stop


def register(app: typer.Typer) -> None:
    """Adds this room's commands."""
    app.command(name="collect")(collect_command)
    app.add_typer(exports, name="export")


def collect_command(
    downloads: Annotated[
        list[Path], typer.Argument(help="Zips from Canvas or Moodle, or unpacked folders.")
    ],
    course_dir: CourseDir = Path("."),
    assignment: Annotated[
        str | None,
        typer.Option("--assignment", help="What was handed in (default: by notebook names)."),
    ] = None,
    students: Students = None,
    student_column: StudentColumn = None,
    timezone: Annotated[
        str, typer.Option("--timezone", help="Of the roster's times, e.g. Europe/Berlin.")
    ] = "UTC",
    force: Annotated[
        bool, typer.Option("--force", help="Replace submissions that may be newer, too.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and write nothing.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only the last line.")] = False,
) -> None:
    """Collect hand-ins from a learning management system.

    Takes what Canvas ("Download Submissions"), Moodle ("Download all submissions", in
    folders or not) and Blackboard make, as zips or unpacked, and folders of the form
    STUDENT/FILE. Zips that students have handed in are unpacked. Of several attempts of a
    student the last counts; the others are named. The result is
    submitted/STUDENT/ASSIGNMENT/, ready for `autograder grade`.

    Students get the id that the roster says. A roster is the gradebook that Canvas
    exports, Moodle's list of participants or grading worksheet, or a CSV of yours with
    student_id and any of canvas_id, moodle_id, name, email, timestamp. Without one the id
    is Canvas's number, or the name in Moodle, whose numbers change with the assignment.

    Zips from Canvas and Moodle don't say when a student handed in. For late penalties
    name a roster with times: Moodle's grading worksheet has them.

    What is dangerous or broken is refused with a reason, and the rest goes on: paths that
    lead out of the folder, links, encrypted files, zip bombs, huge files. Nothing that may
    be newer is replaced unless you say --force. A second call changes nothing.

    Examples:

    autograder collect ~/Downloads/submissions.zip --course-dir classroom --dry-run

    autograder collect *.zip --course-dir classroom --students roster.csv

    autograder collect unpacked/ --course-dir classroom --assignment 01_ann_xor

    Exit code: 0 all is in submitted/, 3 some was refused or kept back, 2 a wrong call.
    """
    import zoneinfo

    from autograder.gradebook.course import Course, WrongCall
    from autograder.lms.collect import collect_downloads
    from autograder.lms.roster import Roster, read_roster
    from autograder.lms.table import print_rows, summary
    from autograder.report.table import make_console

    console = make_console()
    try:
        try:
            zoneinfo.ZoneInfo(timezone)
        except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
            raise WrongCall(
                f"there is no time zone {timezone!r}: write one such as Europe/Berlin"
            ) from None
        course = Course(course_dir)
        roster = read_roster(students, student_column, timezone) if students else Roster()
        with course.alone():
            rows = collect_downloads(
                course, downloads, roster, assignment=assignment, force=force, dry_run=dry_run
            )
    except WrongCall as mistake:
        raise stop(str(mistake)) from None
    if not quiet:
        print_rows(rows, console)
    console.print(summary(rows, dry_run=dry_run), markup=False, highlight=False, soft_wrap=True)
    if any(row.trouble for row in rows):
        raise typer.Exit(3)
