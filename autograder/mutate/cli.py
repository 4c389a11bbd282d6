"""The command `autograder mutate`."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from autograder.kernel.options import DEFAULT_ISOLATION, DEFAULT_JUDGE, Isolation, JudgeName


def register(app: typer.Typer) -> None:
    """Adds this room's command."""
    app.command(name="mutate")(mutate_command)


def mutate_command(
    chapters: Annotated[
        list[str] | None, typer.Argument(help="Only these chapters, e.g. 01_ann_xor.")
    ] = None,
    solutions: Annotated[Path, typer.Option("--solutions", help="Folder with the texts.")] = Path(
        "solutions"
    ),
    exercise: Annotated[
        list[str] | None, typer.Option("--exercise", help="Only this exercise. Repeatable.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Hand-ins graded at a time (default: one per core).")
    ] = None,
    docs: Annotated[
        Path | None,
        typer.Option("--docs", help="Also write each chapter's row into the table of this page."),
    ] = None,
    isolation: Annotated[
        Isolation, typer.Option(help="Walls around each hand-in.")
    ] = DEFAULT_ISOLATION,
    judge: Annotated[
        JudgeName,
        typer.Option(help="Who runs tests: a process of its own, or the student's kernel."),
    ] = DEFAULT_JUDGE,
) -> None:
    """Tell which mistakes the checks would let through.

    Changes the model solutions one operator, constant, argument, axis, call or
    statement at a time, grades each of these mutants as if a student had handed it
    in, and shows those that lose no points. Sharpen the check for each of them; or,
    if the changed solution is right too, say why in mutants.yaml beside
    exercises.py:

    - exercise: softsign

      before: "return z / (1 + np.abs(z))"

      after: "return z / (np.abs(z) + 1)"

      why: a sum doesn't depend on its order

    Leave out `after` where an exercise leaves the line to whoever solves it ("a
    network of your choice"): its mutants are no mistakes, and are not graded.

    Examples:

    autograder mutate 01_ann_xor

    autograder mutate 01_ann_xor --exercise softsign

    autograder mutate 01_ann_xor --docs docs/mutants.md

    Exit code: 0 at least 95 % lose points and the rest are explained, 1 otherwise,
    2 a wrong call or a mistake in a text.
    """
    # Imported here: `autograder --help` shall not wait for Jupyter.
    from autograder.build.mistakes import AuthorMistake
    from autograder.gradebook.course import WrongCall
    from autograder.mutate.accepted import load_accepted
    from autograder.mutate.report import Result, as_row, merged, print_result
    from autograder.mutate.survey import NotGraded, NotSolved, survey

    console, errors = Console(), Console(stderr=True)

    def stop(message: str) -> typer.Exit:
        errors.print(message, style="red", markup=False, highlight=False, soft_wrap=True)
        return typer.Exit(2)

    known = sorted(path.parent for path in solutions.glob("*/exercises.py"))
    names = [path.name for path in known]
    for name in chapters or []:
        if name not in names:
            raise stop(f"{solutions} holds no chapter {name!r}: use one of {', '.join(names)}")
    if docs is not None and exercise:
        raise stop("a row of the table stands for a whole chapter: leave out --exercise or --docs")
    results: dict[str, Result] = {}
    for folder in known:
        if chapters and folder.name not in chapters:
            continue
        try:
            with Progress(
                TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
                TimeElapsedColumn(), console=errors, transient=True,
            ) as bars:  # fmt: skip
                bar = bars.add_task(folder.name, total=0)

                def more(count: int, bars: Progress = bars, bar=bar) -> None:
                    bars.update(bar, total=(bars.tasks[0].total or 0) + count)

                def one(bars: Progress = bars, bar=bar) -> None:
                    bars.advance(bar)

                found = survey(
                    folder, exercise or (), workers or os.cpu_count() or 1, isolation, judge,
                    on_begin=more, on_done=one,
                )  # fmt: skip
            accepted = load_accepted(folder)
        except KeyError as missing:
            raise stop(f"{folder.name} has no exercise {missing.args[0]!r} to change") from None
        except (AuthorMistake, WrongCall, NotSolved, NotGraded) as mistake:
            raise stop(str(mistake)) from None
        if exercise:
            accepted = [entry for entry in accepted if entry.exercise in exercise]
        results[folder.name] = Result(found.grades, accepted, found.free, found.data)
        print_result(folder.name, results[folder.name], console)
        if docs is not None:  # at once: the next chapter takes minutes
            text = docs.read_text(encoding="utf-8") if docs.exists() else ""
            row = as_row(folder.name, results[folder.name], f"{date.today():%Y-%m-%d}")
            docs.write_text(merged(text, {folder.name: row}), encoding="utf-8")
    if not all(result.ok for result in results.values()):
        raise typer.Exit(1)
