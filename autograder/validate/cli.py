"""The command `autograder validate`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

CELL_SECONDS = 60  # as in `dry_run`, whose import would make `--help` wait


def register(app: typer.Typer) -> None:
    """Adds this room's command."""
    app.command(name="validate")(validate_command)


def validate_command(
    notebooks: Annotated[list[Path], typer.Argument(metavar="NOTEBOOK...", help="Your notebooks.")],
    mend: Annotated[
        bool, typer.Option("--mend", help="Mend what can be mended without touching answers.")
    ] = False,
    release: Annotated[
        Path | None,
        typer.Option("--release", help="The notebook as handed out (looked for in course/)."),
    ] = None,
    timeout: Annotated[
        int, typer.Option(min=1, help="Seconds per cell, as your instructor grades.")
    ] = CELL_SECONDS,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
    warm: Annotated[
        bool, typer.Option("--warm/--ordinary", help="Fork the kernel, or start a usual one.")
    ] = True,
) -> None:
    """Check a notebook before you hand it in.

    Runs it as grading does, restarted and from top to bottom, with the tests
    that you can see, and looks for accidents: cells that were deleted or
    copied, another kernel, merge conflicts, results that only a running kernel
    remembers. Each comes with how to mend it. Hidden tests are not run.

    Examples:

    autograder validate work/01_ann_xor/01_ann_xor_exercises.ipynb

    autograder validate homework.ipynb --mend

    autograder validate homework.ipynb --json

    --mend keeps the original as NAME.before-mend.ipynb and changes no answer.

    Exit code: 0 fine, 1 something to mend, 2 a wrong call.
    """
    begun = None
    if warm and sys.platform == "linux":
        # Its imports run beside our own.
        from autograder.kernel.warm.supervisor import begin

        begun = begin(("numpy", "matplotlib"))
    from rich.console import Console

    from autograder.validate.check import WrongCall, validate
    from autograder.validate.dry_run import Kernels, limits
    from autograder.validate.show import show

    console, errors = Console(), Console(stderr=True)
    if not console.is_terminal:
        console = Console(width=120)
    reports = []
    with Kernels(limits(timeout), warm=warm, begun=begun) as kernels:
        try:
            if release is not None and len(notebooks) > 1:
                raise WrongCall("--release goes with one notebook: call the others one by one")
            for path in notebooks:
                done = None
                if mend:
                    from autograder.validate.mend import mend_notebook

                    done = mend_notebook(path, release)
                    path = done.path
                report = validate(path, kernels, release)
                if done is not None:
                    report.mended, report.copy = done.sentences, done.copy
                reports.append(report)
                if not as_json:
                    show(report, console)
        except WrongCall as mistake:
            errors.print(str(mistake), style="red", markup=False, highlight=False, soft_wrap=True)
            raise typer.Exit(2) from None
    if as_json:
        told = {"notebooks": [report.as_json() for report in reports]}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
    if not all(report.fine for report in reports):
        raise typer.Exit(1)
