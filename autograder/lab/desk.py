"""An instructor's desk: formgrader on the folder of a class."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from autograder.lab.problem import LabProblem
from autograder.lab.server import Seat

EXCHANGE = "exchange"


def seat_at(course_dir: Path, console: Console) -> Seat:
    """Makes a class ready for formgrader.

    Args:
        course_dir: folder of the class, as nbgrader knows it.
        console: where to say what is missing.

    Returns:
        What to open.

    Raises:
        LabProblem: there is no class, or its configuration is broken.
    """
    from autograder.gradebook.course import Course, WrongCall

    if not course_dir.is_dir():
        raise LabProblem(
            f"there is no folder {course_dir}: name your course folder with --course-dir, or make "
            f"a class to try it on with `autograder sample --course-dir {course_dir}`"
        )
    try:
        course = Course(course_dir)
    except WrongCall as mistake:
        raise LabProblem(str(mistake)) from mistake
    exchange = course.root / EXCHANGE
    try:
        # nbgrader wants to find it, and everybody to be able to write there. This one is the
        # instructor's own: an exchange for a class is named in nbgrader_config.py.
        exchange.mkdir(exist_ok=True)
    except OSError as error:
        raise LabProblem(
            f"{exchange} can't be made ({error.strerror}): make sure that the folder of the class "
            "is yours"
        ) from error
    if not (course.root / "autograded").is_dir():
        console.print(
            "Nothing is graded yet. Formgrader shows what was handed in; written answers can be "
            f"read there after: autograder grade --course-dir {course_dir}",
            style="yellow",
            markup=False,
        )
    return Seat(
        "instructor",
        course.root,
        "formgrader/manage_assignments",
        {"AUTOGRADER_CLASS": str(course.root)},
    )
