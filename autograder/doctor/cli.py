"""The command `autograder doctor`."""

from __future__ import annotations

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Adds this room's command."""
    app.command(name="doctor")(doctor_command)


def doctor_command(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_report: Annotated[
        bool,
        typer.Option("--report", help="Print text for a question: without names and home folders."),
    ] = False,
) -> None:
    """Look at this machine: what is wrong with it, and how to mend it.

    Python, packages against uv.lock, TensorFlow and the graphics card, processor,
    memory, disk, the kernel, JupyterLab, data and weights, network, proxy and
    certificates, walls for grading. Where not even this starts: make doctor, or
    python3 -m autograder.doctor, which needs no package.

    Examples:

    autograder doctor

    autograder doctor --report

    Exit code: 0 no problem, 1 problems, 2 a wrong call.
    """
    from autograder.doctor.__main__ import examine_and_say, leave

    if as_json and as_report:
        raise typer.BadParameter("choose one of --json and --report")
    leave(examine_and_say(as_json, as_report))
