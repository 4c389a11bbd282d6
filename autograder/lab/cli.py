"""The commands `autograder lab` and `autograder desk`."""

from __future__ import annotations

import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

if TYPE_CHECKING:
    from autograder.lab.server import Seat
    from autograder.lab.working_copy import Changes

Port = Annotated[
    int | None,
    typer.Option(min=1, max=65535, help="This port only (default: the first free from 8888)."),
]
Browser = Annotated[
    bool, typer.Option("--browser/--no-browser", help="Open a browser, or only say the address.")
]
FIRST_PAGE = "00_start_here.ipynb"


def register(app: typer.Typer) -> None:
    """Adds this room's commands."""
    app.command(name="lab")(lab_command)
    app.command(name="desk")(desk_command)


def lab_command(
    course: Annotated[
        Path, typer.Option("--course", help="Folder with the notebooks as released.")
    ] = Path("course"),
    work: Annotated[
        Path, typer.Option("--work", help="Folder of your own copy; made if there is none.")
    ] = Path("work"),
    port: Port = None,
    browser: Browser = True,
) -> None:
    """Open JupyterLab on the course, to read it and to solve exercises.

    You work on a copy: course/ is the release, work/ is yours. Notebooks that you haven't
    edited follow a new release. What you have written is never overwritten: a new release
    of such a notebook comes beside it, as NAME.new-release.ipynb. To start a notebook
    afresh, delete or rename yours and call this again.

    Examples:

    autograder lab

    autograder lab --no-browser --port 9000

    Exit code: 0 the server has been stopped, 2 a wrong call.
    """
    from autograder.lab.server import Seat
    from autograder.lab.working_copy import bring_up_to_date

    def seat(console: Console) -> Seat:
        _tell(bring_up_to_date(course, work), work, console)
        return Seat("student", work, f"lab/tree/{_first_page(work)}", {})

    _open(seat, port, browser)


def desk_command(
    course_dir: Annotated[
        Path, typer.Option("--course-dir", help="Folder with source/ and submitted/ in it.")
    ] = Path("classroom"),
    port: Port = None,
    browser: Browser = True,
) -> None:
    """Open formgrader on a class, to read and grade what was written by hand.

    Points and comments that you give there survive every regrade. Its button Autograde
    grades one submission as `autograder grade` does. Release and Collect work on the
    folder exchange/ of the class, unless its nbgrader_config.py names another.

    Examples:

    autograder desk --course-dir classroom

    autograder desk --course-dir classroom --no-browser --port 9000

    Exit code: 0 the server has been stopped, 2 a wrong call.
    """
    from autograder.lab.desk import seat_at

    _open(lambda console: seat_at(course_dir, console), port, browser)


def _open(seat_for: Callable[[Console], Seat], port: int | None, browser: bool) -> None:
    """Opens what was asked for, or the server that shows it already."""
    from autograder.lab.problem import LabProblem
    from autograder.lab.server import has_browser, open_seat, running

    console = Console(stderr=True, highlight=False, soft_wrap=True)
    try:
        seat = seat_for(console)
        can = has_browser()
        address = running(seat.folder)
        if address is not None and port is None:
            address = address.format(page=seat.page)
            console.print(f"It is open already: {address}", markup=False)
            if browser and can:
                webbrowser.open(address)
            return
        if browser and not can:
            console.print(
                "No browser can be opened from here: open the address below in one. From another "
                "machine, first connect its port: ssh -L 8888:localhost:8888 THIS_MACHINE",
                markup=False,
            )
        console.print("Starting. Stop it with Ctrl+C in this window.", markup=False)
        code = open_seat(seat, port=port, browser=browser and can)
    except LabProblem as problem:
        console.print(str(problem), style="red", markup=False)
        raise typer.Exit(2) from None
    if code:
        raise typer.Exit(code)


def _first_page(work: Path) -> str:
    return FIRST_PAGE if (work / FIRST_PAGE).exists() else ""


def _tell(changes: Changes, work: Path, console: Console) -> None:
    """Says what has come into the copy."""
    for count, what in ((len(changes.new), "new"), (len(changes.updated), "brought up to date")):
        if count:
            files = "file" if count == 1 else "files"
            console.print(f"{work}: {count} {files} {what}", markup=False)
    for mine, other in changes.beside.items():
        console.print(
            f"There is a new release of {mine}, and you have written in yours: it lies beside it "
            f"as {other}. Yours is as it was; hand in the one with your answers, under its name.",
            style="yellow",
            markup=False,
        )
