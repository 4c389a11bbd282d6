"""The commands `autograder build` and `autograder new`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

Solutions = Annotated[Path, typer.Option("--solutions", help="Folder with the texts.")]
Course = Annotated[Path, typer.Option("--course", help="Folder for what students open.")]


def register(app: typer.Typer) -> None:
    """Adds this room's commands."""
    app.command(name="build")(build_command)
    app.command(name="new")(new_command)


def build_command(
    chapters: Annotated[
        list[str] | None, typer.Argument(help="Only these chapters, e.g. 01_ann_xor.")
    ] = None,
    solutions: Solutions = Path("solutions"),
    course: Course = Path("course"),
    check: Annotated[
        bool, typer.Option("--check", help="Only tell what isn't what the text builds to.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Run every notebook again, changed or not.")
    ] = False,
    jobs: Annotated[
        int | None, typer.Option("--jobs", min=1, help="Notebooks run at a time [one per core].")
    ] = None,
) -> None:
    """Build notebooks from the text under solutions/.

    Runs what changed: lessons and solved exercises are executed with their outputs kept,
    students' versions get stubs and visible tests only. An unchanged text is left alone.
    What `autograder lint` calls an error in changed exercises stops the build.

    Examples: `autograder build` · `autograder build 01_ann_xor` · `autograder build --check` ·
    `autograder build --solutions my/solutions --course my/course`

    Exit code: 0 done, 1 drift found or a notebook doesn't run, 2 a mistake in a text or call.
    """
    # Imported here: `autograder --help` shall not wait for Jupyter.
    from autograder.build.builder import build
    from autograder.build.checks import prove_text
    from autograder.build.drift import drift_warnings, find_drift
    from autograder.build.mistakes import AuthorMistake, BuildFailed
    from autograder.build.targets import find_targets

    console = Console(stderr=True)

    def complain(message: object, code: int) -> typer.Exit:
        console.print(str(message), style="red", markup=False, highlight=False, soft_wrap=True)
        return typer.Exit(code)

    try:
        targets = find_targets(solutions, course, chapters)
        if not targets:
            raise FileNotFoundError(
                f"{solutions} holds no chapter: start one with `autograder new 01_my_topic`."
            )
        if check:
            drift = find_drift(targets, None if chapters else course)
            for sentence in drift_warnings(targets):
                console.print(sentence, style="yellow", markup=False, soft_wrap=True)
            for sentence in drift:
                console.print(sentence, style="red", markup=False, highlight=False, soft_wrap=True)
            if drift:
                raise typer.Exit(1)
            console.print(f"{len(targets)} texts, every notebook is what they build to.")
            return
        with Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
            TimeElapsedColumn(), console=console,
        ) as bars:  # fmt: skip
            tasks: dict[str, object] = {}

            def progress(label: str, done: int, total: int) -> None:
                if label not in tasks:
                    tasks[label] = bars.add_task(label, total=total)
                    if not console.is_terminal:
                        bars.console.print(f"running {label} ({total} code cells)", highlight=False)
                if done >= 0:
                    bars.update(tasks[label], completed=done)  # type: ignore[arg-type]

            report = build(targets, jobs=jobs, force=force, progress=progress, prove=prove_text)
        for sentence in report.warnings:
            console.print(sentence, style="yellow", markup=False, soft_wrap=True)
        console.print(
            f"{len(report.built)} built, {len(report.unchanged)} unchanged"
            + (f": {', '.join(report.built)}" if report.built else ""),
            highlight=False,
        )
    except (AuthorMistake, FileNotFoundError) as mistake:
        raise complain(mistake, 2) from None
    except BuildFailed as failure:
        raise complain(f"These cells don't run, or can't be graded:\n{failure}", 1) from None


def new_command(
    name: Annotated[str, typer.Argument(help="Name of the chapter, e.g. 12_diffusion.")],
    solutions: Solutions = Path("solutions"),
) -> None:
    """Start a chapter: lesson, exercises, quiz and answers that build and grade as they stand."""
    from autograder.build.new import start_chapter

    try:
        written = start_chapter(solutions, name)
    except (ValueError, FileExistsError) as error:
        Console(stderr=True).print(str(error), style="red", markup=False, soft_wrap=True)
        raise typer.Exit(2) from None
    for path in written:
        typer.echo(f"wrote {path}")
    typer.echo(f"Edit them, then run: autograder build {name}")
