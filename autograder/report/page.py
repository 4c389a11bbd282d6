"""The report on a class: one HTML file that needs nothing else."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from autograder.report.summary import summarize

if TYPE_CHECKING:
    from autograder.farm.run import Outcome


def write_report(outcome: Outcome, path: Path, seconds: float) -> Path:
    """Writes the report.

    Args:
        outcome: the run.
        path: the file; replaced at once.
        seconds: how long the run took.

    Returns:
        The path.
    """
    temporary = path.with_name(path.name + ".part")
    temporary.write_text(render(outcome, seconds), encoding="utf-8")
    temporary.replace(path)
    return path


def render(outcome: Outcome, seconds: float, now: datetime.datetime | None = None) -> str:
    """Returns the report as HTML.

    Args:
        outcome: the run.
        seconds: how long the run took.
        now: when it ended; default this moment.
    """
    environment = Environment(
        loader=PackageLoader("autograder.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["points"] = lambda value: "–" if value is None else f"{round(value, 2):g}"
    summaries = [
        summarize(
            assignment,
            [verdict for verdict in outcome.verdicts if verdict.assignment == name],
            outcome.protection.unprotected.get(name, ()),
        )
        for name, assignment in outcome.assignments.items()
    ]
    return environment.get_template("report.html.j2").render(
        summaries=summaries,
        verdicts=outcome.verdicts,
        warnings=outcome.warnings,
        protection=outcome.protection.sentence(),
        failed=sum(verdict.status == "failed" for verdict in outcome.verdicts),
        seconds=seconds,
        now=now or datetime.datetime.now(),
    )
