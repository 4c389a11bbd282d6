"""The command `autograder lint`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from autograder.kernel.options import DEFAULT_ISOLATION, Isolation


def register(app: typer.Typer) -> None:
    """Adds this room's command."""
    app.command(name="lint")(lint_command)


def lint_command(
    names: Annotated[
        list[str] | None, typer.Argument(help="Only these chapters or assignments.")
    ] = None,
    course_dir: Annotated[
        Path | None,
        typer.Option("--course-dir", help="An nbgrader course: source/ASSIGNMENT/*.ipynb."),
    ] = None,
    solutions: Annotated[
        Path, typer.Option("--solutions", help="Folder with the texts of chapters.")
    ] = Path("solutions"),
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Also write everything to this file.")
    ] = None,
    static: Annotated[
        bool, typer.Option("--static", help="Run nothing: only what can be seen in the cells.")
    ] = False,
    isolation: Annotated[
        Isolation, typer.Option(help="Walls around notebooks that are run, as for grading.")
    ] = DEFAULT_ISOLATION,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Only errors and the last line.")
    ] = False,
) -> None:
    """Check an assignment before its release.

    A test cell runs in a process of its own, which asks the student's kernel for data
    only. Each one is classified:

    crosses: judged that way, its points are protected.

    in kernel: its author has tagged it in-kernel; it runs beside the student's code.

    refused: passes in the student's kernel, but needs more than data. Compare numbers,
    texts, lists or arrays instead of the student's objects.

    broken: the instructor's own solution doesn't pass.

    Then: does the solved notebook get all points and the untouched one none? Can points
    be had for an empty list or for NaN? Do tests run, unpickle or open what a student
    chooses? Does every check have a message that names the mistake? Is partial credit a
    plain number? Tags for a test cell: in-kernel, allow-student-operators,
    may-change-arguments, "forbid: numpy.linalg.solve".

    Examples:

    autograder lint

    autograder lint 03_cnn_mnist --json lint.json

    autograder lint --course-dir my_nbgrader_course ps1 ps2

    Exit code: 0 no errors (there may be warnings), 1 errors, 2 a wrong call.
    """
    # Imported here: `autograder --help` shall not wait for Jupyter.
    from autograder.build.mistakes import AuthorMistake
    from autograder.gradebook.course import WrongCall
    from autograder.lint.course import assignments, chapters, check
    from autograder.lint.show import print_report, summary, write_json
    from autograder.report.table import make_console

    console, errors = make_console(), Console(stderr=True)

    def working(name: str) -> None:
        if not quiet:
            errors.print(f"checking {name} …", style="dim", markup=False, highlight=False)

    reports = []
    try:
        if json_file is not None and not json_file.resolve().parent.is_dir():
            raise WrongCall(f"there is no folder {json_file.parent} for {json_file.name}: make it")
        wanted = list(names or [])
        sources = (
            chapters(solutions, wanted) if course_dir is None else assignments(course_dir, wanted)
        )
        for report in check(sources, run=not static, isolation=isolation, listener=working):
            print_report(report, console, quiet=quiet)
            reports.append(report)
    except (WrongCall, AuthorMistake) as mistake:
        errors.print(str(mistake), style="red", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    if json_file is not None:
        write_json(reports, json_file)
    console.print(summary(reports), markup=False, highlight=False, soft_wrap=True)
    if any(report.errors for report in reports):
        raise typer.Exit(1)
