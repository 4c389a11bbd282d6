"""The commands `autograder export canvas`, `moodle` and `anonymous`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console

if TYPE_CHECKING:
    from autograder.gradebook.course import Course
    from autograder.lms.canvas import Export
    from autograder.lms.grades import Grades
    from autograder.lms.roster import Roster

CourseDir = Annotated[
    Path, typer.Option("--course-dir", help="Folder with source/ and submitted/ in it.")
]
Students = Annotated[
    Path | None,
    typer.Option("--students", help="Roster: a CSV that says who is who."),
]
StudentColumn = Annotated[
    str | None,
    typer.Option("--student-column", help="Column of the roster that holds the students' ids."),
]
Assignments = Annotated[
    list[str] | None, typer.Argument(help="Only these assignments (default: all graded ones).")
]
Output = Annotated[Path, typer.Option("--output", "-o", help="The file to write.")]
OutOf = Annotated[
    float | None,
    typer.Option("--out-of", min=0.01, help="Rescale each assignment to so many points."),
]


Missing = Literal["empty", "zero"]
CanvasIds = Literal["login", "sis", "canvas"]
Identifier = Literal["username", "email", "idnumber"]
Feedback = Literal["none", "scores", "messages"]
Decimal = Literal["point", "comma"]
Separator = Literal["comma", "semicolon", "tab"]
SIGNS = {"point": ".", "comma": ",", "semicolon": ";", "tab": "\t"}
MISSING = {"empty": "", "zero": "0"}
MissingOption = Annotated[
    Missing, typer.Option(help="What stands where nothing was handed in: no grade, or 0.")
]
exports = typer.Typer(
    help="Export grades to Canvas, to Moodle, or for research without names.",
    no_args_is_help=True,
)


@exports.command(name="canvas")
def canvas_command(
    assignments: Assignments = None,
    course_dir: CourseDir = Path("."),
    output: Output = Path("grades_canvas.csv"),
    template: Annotated[
        Path | None,
        typer.Option("--template", help="Gradebook exported from Canvas, so that ids match."),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="ASSIGNMENT=TITLE", help="Title in Canvas. Repeatable."),
    ] = None,
    students: Students = None,
    student_column: StudentColumn = None,
    ids: Annotated[
        CanvasIds, typer.Option(help="What students' ids here are in Canvas, without a template.")
    ] = "login",
    missing: MissingOption = "empty",
    out_of: OutOf = None,
) -> None:
    """Write grades as a CSV file that Canvas imports (Grades, Import).

    Best with --template, a gradebook that you have just exported from Canvas: students and
    assignments match by Canvas's own numbers, scores of others stay as they are, so do EX
    and N/A. Without one, Canvas makes a new assignment for each title that it doesn't know,
    and an empty cell takes away a score that is there.

    Scores are nbgrader's: manual grades count, late penalties are taken off.

    Examples:

    autograder export canvas --course-dir classroom --template 2026-03-03_Grades.csv

    autograder export canvas 01_ann_xor --column '01_ann_xor=Exercise 1' --template t.csv

    autograder export canvas --course-dir classroom --students roster.csv -o canvas.csv

    Exit code: 0 written, 3 written without some students, who are named, 2 a wrong call.
    """
    from autograder.gradebook.course import WrongCall
    from autograder.lms import canvas

    try:
        _, grades, roster = _load(course_dir, assignments, students, student_column)
        if template is None:
            result = canvas.export(grades, roster, ids=ids, missing=MISSING[missing], out_of=out_of)
        else:
            if template.resolve() == output.resolve():
                raise WrongCall(f"{output} is the template: name another file by -o")
            titles = dict(_pair(text, list(grades.assignments)) for text in column or [])
            result = canvas.fill_template(
                template, grades, roster, columns=titles, missing=MISSING[missing], out_of=out_of
            )
        _write(result, output, grades, heads=2)
    except WrongCall as mistake:
        raise stop(str(mistake)) from None


@exports.command(name="moodle")
def moodle_command(
    assignments: Assignments = None,
    course_dir: CourseDir = Path("."),
    output: Output = Path("grades_moodle.csv"),
    students: Students = None,
    student_column: StudentColumn = None,
    identifier: Annotated[
        Identifier, typer.Option(help="By what Moodle is to know students (its Map to).")
    ] = "username",
    feedback: Annotated[
        Feedback, typer.Option(help="What students are told: nothing, scores, or why as well.")
    ] = "scores",
    decimal: Annotated[
        Decimal, typer.Option(help="Comma only if Moodle speaks a language with commas.")
    ] = "point",
    separator: Annotated[
        Separator, typer.Option(help="Between cells; say the same to Moodle.")
    ] = "comma",
    missing: MissingOption = "empty",
    out_of: OutOf = None,
) -> None:
    """Write grades as a CSV file that Moodle imports (Grades, Import, CSV file).

    In Moodle choose encoding UTF-8 and the same separator, map the first column to the
    field that you named by --identifier, each column (Real) to its assignment and each
    column (Feedback) to its feedback. An imported grade overrides: it can no longer be
    changed on the assignment's own page. Students without any grade get no line; with
    several assignments an empty cell takes away a grade that is there, so export those one
    by one.

    Scores are nbgrader's: manual grades count, late penalties are taken off.

    Examples:

    autograder export moodle 01_ann_xor --course-dir classroom

    autograder export moodle 01_ann_xor --students participants.csv --identifier email

    autograder export moodle 01_ann_xor --decimal comma --separator semicolon -o moodle.csv

    Exit code: 0 written, 3 written without some students, who are named, 2 a wrong call.
    """
    from autograder.gradebook.course import WrongCall
    from autograder.lms import moodle
    from autograder.lms.grades import messages

    try:
        course, grades, roster = _load(course_dir, assignments, students, student_column)
        result = moodle.export(
            grades, roster, messages(course, grades.assignments), identifier=identifier,
            feedback=feedback, missing=MISSING[missing], decimal=SIGNS[decimal],
            delimiter=SIGNS[separator], out_of=out_of,
        )  # fmt: skip
        _write(result, output, grades, heads=1)
    except WrongCall as mistake:
        raise stop(str(mistake)) from None


@exports.command(name="anonymous")
def anonymous_command(
    assignments: Assignments = None,
    course_dir: CourseDir = Path("."),
    output: Output = Path("grades_anonymous.csv"),
) -> None:
    """Write grades for research: pseudonyms, no names, a line per student and exercise.

    Scores, the kind of mistake, how long code took, whole days after the first hand-in.
    A data dictionary is written beside it. Nothing that a student has typed is exported:
    no code, no answers, no messages, no comments, no file names; no times of day.

    Pseudonyms are keyed hashes. The key is made once and lies beside the gradebook, in
    .research_secret: whoever has it, or the gradebook, can tell who is who. Remove it when
    the study is done, and nobody can link later exports.

    What this doesn't protect against: somebody who knows some scores of a person finds the
    line with the same scores, above all in a small class or by a rare score. Decide with
    whoever is in charge of data protection before you give it away.

    Examples:

    autograder export anonymous --course-dir classroom -o study.csv

    Exit code: 0 written, 2 a wrong call.
    """
    from autograder.gradebook.course import WrongCall
    from autograder.lms import anonymous
    from autograder.lms.canvas import Export
    from autograder.lms.grades import messages
    from autograder.lms.spreadsheet import write_text

    try:
        course, grades, _ = _load(course_dir, assignments, None, None)
        secret = anonymous.research_secret(course.gradebook_folder)
        told = messages(course, grades.assignments)
        result = Export(anonymous.export(grades, told, secret))
        if not told:
            result.warnings.append(
                "there is no journal: kinds of mistakes and seconds are empty; they come with the "
                "next run of `autograder grade`"
            )
        words = output.with_name(f"{output.stem}.dictionary.md")
        write_text(words, anonymous.dictionary(output.name))
        _write(result, output, grades, heads=1, names=False)
    except WrongCall as mistake:
        raise stop(str(mistake)) from None


def stop(message: str) -> typer.Exit:
    """Says what was wrong with a call; returns the exit to be raised."""
    _say([message], "red")
    return typer.Exit(2)


def _load(
    course_dir: Path, assignments: list[str] | None, students: Path | None, column: str | None
) -> tuple[Course, Grades, Roster]:
    from autograder.gradebook.course import Course
    from autograder.lms.grades import load_grades
    from autograder.lms.roster import Roster, read_roster

    course = Course(course_dir)
    roster = read_roster(students, column) if students else Roster()
    return course, load_grades(course, list(assignments or [])), roster


def _pair(text: str, known: list[str]) -> tuple[str, str]:
    from autograder.gradebook.course import WrongCall

    name, sign, title = text.partition("=")
    if not sign or name not in known:
        raise WrongCall(f"--column {text!r}: write ASSIGNMENT=TITLE with one of {', '.join(known)}")
    return name, title


def _write(result: Export, output: Path, grades: Grades, heads: int, names: bool = True) -> None:
    """Writes a file and says what isn't in it."""
    from autograder.lms.spreadsheet import count, write_csv

    write_csv(output, result.rows, delimiter=result.delimiter, mark=result.mark)
    told = grades.warnings()
    _say([*result.warnings, *(told if names else [])], "yellow")
    _say(result.lost, "red")
    lines = count(len(result.rows) - heads, "line")
    typer.echo(f"{output}: {lines}, {count(len(grades.assignments), 'assignment')}")
    if result.lost:
        raise typer.Exit(3)


def _say(sentences: list[str], style: str) -> None:
    from autograder.lms.table import plain

    console = Console(stderr=True)
    for sentence in sentences:
        console.print(plain(sentence), style=style, markup=False, highlight=False, soft_wrap=True)
