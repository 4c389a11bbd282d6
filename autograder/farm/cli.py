"""The commands `autograder grade` and `autograder sample`."""

from __future__ import annotations

import json
import os
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from autograder.kernel.options import DEFAULT_ISOLATION, DEFAULT_JUDGE, Isolation, JudgeName
from autograder.kernel.sandbox.spec import LEAST

if TYPE_CHECKING:
    from autograder.farm.run import Outcome

CourseDir = Annotated[
    Path, typer.Option("--course-dir", help="Folder with source/ and submitted/ in it.")
]


UNITS = {"KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30}
SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*(KB|MB|GB)", re.IGNORECASE)


def size(text: str) -> int:
    """Reads a size such as "512MB" or "1.5 GB"; returns bytes, of 1,024 to the KB.

    Raises:
        typer.BadParameter: it is none, or too small for anything to run.
    """
    match = SIZE.fullmatch(text.strip())
    if match is None:
        raise typer.BadParameter(f"{text!r} is no size: write a number and a unit, such as 2GB")
    found = int(float(match[1]) * UNITS[match[2].upper()])
    if found < LEAST["memory"]:
        raise typer.BadParameter(f"{text} is too little for anything to run: use 64MB or more")
    return found


def register(app: typer.Typer) -> None:
    """Adds this room's commands."""
    app.command(name="grade")(grade_command)
    app.command(name="sample")(sample_command)


def grade_command(
    assignments: Annotated[
        list[str] | None, typer.Argument(help="Only these assignments, e.g. 01_ann_xor.")
    ] = None,
    course_dir: CourseDir = Path("."),
    student: Annotated[
        list[str] | None,
        typer.Option("--student", help="Only this student or pattern ('s1*'). Repeatable."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Submissions graded at a time (default: one per core)."),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Grade on a Dask cluster: tcp://HOST:8786 or tls://…"),
    ] = None,
    gpu: Annotated[
        list[str] | None,
        typer.Option("--gpu", metavar="ASSIGNMENT", help="It needs a GPU. Repeatable."),
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Also write one line of JSON per submission.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only the last line.")] = False,
    timeout: Annotated[
        int | None,
        typer.Option(min=1, help="Seconds per cell (default: c.Execute.timeout, or 30)."),
    ] = None,
    total_timeout: Annotated[
        float | None, typer.Option(min=1, help="Seconds per submission (default: 900).")
    ] = None,
    memory: Annotated[
        int | None,
        typer.Option(parser=size, metavar="SIZE", help="Memory per submission, e.g. 2GB (4GB)."),
    ] = None,
    disk: Annotated[
        int | None,
        typer.Option(parser=size, metavar="SIZE", help="What a submission may write (1GB)."),
    ] = None,
    processes: Annotated[
        int | None,
        typer.Option(
            min=int(LEAST["processes"]), help="Processes and threads of a submission at once (256)."
        ),
    ] = None,
    regrade: Annotated[
        bool,
        typer.Option(
            "--regrade", help="Grade everything again, and show which scores changed and why."
        ),
    ] = False,
    isolation: Annotated[
        Isolation,
        typer.Option(help="Walls around each submission; auto takes the strongest that works."),
    ] = DEFAULT_ISOLATION,
    judge: Annotated[
        JudgeName,
        typer.Option(help="Who runs tests: a process of its own, or the student's kernel."),
    ] = DEFAULT_JUDGE,
) -> None:
    """Grade what a class has handed in.

    Works on any nbgrader course folder: your notebooks, with solutions, in
    source/ASSIGNMENT/, what students handed in in submitted/STUDENT/ASSIGNMENT/.
    nbgrader_config.py is honoured, release/ isn't needed. Grades go to nbgrader's
    gradebook.db, graded notebooks to autograded/, pages for students to feedback/,
    a report on the class to report.html. Manual grades are kept.

    What was graded is graded again only if the submission, the assignment, the
    grader's code or its environment changed. A run that was interrupted, or
    killed, goes on with the same command.

    Examples:

    autograder grade --course-dir classroom

    autograder grade 01_ann_xor --course-dir classroom --workers 4

    autograder grade --course-dir classroom --student ada --student 's1*'

    autograder grade --course-dir classroom --json grades.jsonl --quiet

    autograder grade --course-dir classroom --scheduler tcp://10.0.0.1:8786

    Exit code: 0 all were graded, 3 some could not be graded, 2 a wrong call.
    """
    # Imported here: `autograder --help` shall not wait for Jupyter.
    from autograder.farm.start import begin_early

    if scheduler is None:
        begin_early(zygote=isolation != "none" or judge == "glass")
    from autograder.farm.changes import print_changes
    from autograder.farm.progress import Bar, Lines
    from autograder.farm.run import Silence, grade_class
    from autograder.gradebook.course import Course, WrongCall
    from autograder.report.page import write_class_report
    from autograder.report.table import make_console, print_tables

    console, errors = make_console(), Console(stderr=True)
    listener: Bar | Lines | Silence = (
        Silence() if quiet else Bar(errors) if errors.is_terminal else Lines(errors)
    )
    limits = {"memory": memory, "disk": disk, "processes": processes}
    start = time.monotonic()
    try:
        if json_file is not None and not json_file.resolve().parent.is_dir():
            raise WrongCall(
                f"there is no folder {json_file.parent} for {json_file.name}: make it, or name "
                "another file with --json"
            )
        if workers is not None and scheduler is not None:
            raise WrongCall(
                "--workers is for this machine: how many a cluster grades at a time is a matter "
                "of its workers (`dask worker --nworkers 4 --nthreads 1`)"
            )
        course = Course(course_dir)
        try:
            outcome = grade_class(
                course,
                list(assignments or []),
                students=list(student or []),
                workers=workers,
                cell_seconds=timeout,
                total_seconds=total_timeout,
                limits={name: most for name, most in limits.items() if most is not None},
                isolation=isolation,
                judge=judge,
                regrade=regrade,
                scheduler=scheduler,
                gpu_assignments=gpu,
                listener=listener,
            )
        finally:
            if not isinstance(listener, Silence):
                listener.end()
    except WrongCall as mistake:
        errors.print(str(mistake), style="red", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        errors.print("stopped; what was graded so far is kept, run the same command to go on")
        raise typer.Exit(130) from None
    if json_file is not None:
        _write_json(json_file, outcome)
    seconds = time.monotonic() - start
    page, _ = write_class_report(course, outcome, seconds=seconds)
    for warning in outcome.warnings:
        errors.print(warning, style="yellow", markup=False, highlight=False, soft_wrap=True)
    for (name, assignment), log in outcome.logs.items():
        errors.print(f"{name} {assignment}: {log}", style="red", markup=False, soft_wrap=True)
    if not quiet:
        print_tables(outcome, console)
    if regrade:
        print_changes(outcome.changes, console)
    if outcome.up_to_date and not quiet:
        console.print(
            f"{outcome.up_to_date} of {len(outcome.verdicts)} were up to date and not graded again "
            "(--regrade grades them all)",
            markup=False, highlight=False, soft_wrap=True,
        )  # fmt: skip
    lost = sum(verdict.status == "failed" for verdict in outcome.verdicts)
    console.print(
        f"{len(outcome.verdicts) - lost} graded, {lost} failed in {seconds:.0f} s "
        f"({outcome.protection.sentence()}); report: {os.path.relpath(page)}",
        markup=False, highlight=False, soft_wrap=True,
    )  # fmt: skip
    if lost:
        raise typer.Exit(3)


def sample_command(
    course_dir: CourseDir = Path("classroom"),
    solutions: Annotated[Path, typer.Option("--solutions", help="Folder with the texts.")] = Path(
        "solutions"
    ),
    course: Annotated[Path, typer.Option("--course", help="Folder of what students open.")] = Path(
        "course"
    ),
    students: Annotated[int, typer.Option(min=1, help="Mixed students of the first chapter.")] = 6,
) -> None:
    """Make a sample class to try grading on.

    Students hand in right, alternative and wrong answers out of
    solutions/*/answers/, and everything that goes wrong in a real class: an empty
    file, broken JSON, a renamed notebook, an endless loop. What each of them must
    get stands in sample.json. A class that exists is never overwritten.

    Examples:

    autograder sample

    autograder sample --course-dir my_class --students 20
    """
    from autograder.farm.sample import make_sample
    from autograder.gradebook.course import WrongCall

    try:
        count = make_sample(course_dir, solutions, course, students)
    except WrongCall as mistake:
        Console(stderr=True).print(str(mistake), style="red", markup=False, soft_wrap=True)
        raise typer.Exit(2) from None
    typer.echo(
        f"{count} submissions in {course_dir}; grade them with: "
        f"autograder grade --course-dir {course_dir}"
    )


def _write_json(path: Path, outcome: Outcome) -> None:
    lines = [json.dumps(verdict.as_json(), ensure_ascii=False) for verdict in outcome.verdicts]
    temporary = path.with_name(path.name + ".part")
    temporary.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    temporary.replace(path)
