"""What `autograder lint` finds in exercises stops their build, with file, line and mend."""

from __future__ import annotations

from pathlib import Path

from nbformat import NotebookNode

from autograder.build.mistakes import AuthorMistake, BuildFailed
from autograder.judge.glass.plan import plan_of

# Imported in functions: lint reads texts with the builder's own means.


def check_text(text: Path, notebook: NotebookNode) -> None:
    """Looks at exercises without running them.

    Args:
        text: the percent file.
        notebook: what it assembles to.

    Raises:
        AuthorMistake: the first error that `autograder lint --static` would tell.
    """
    from autograder.lint.course import text_lines
    from autograder.lint.findings import ERROR, NotebookReport
    from autograder.lint.notebook_rules import check_plan

    report = NotebookReport(str(text), findings=check_plan(plan_of(notebook)))
    report.lines = text_lines(text, notebook)
    for finding in report.findings:
        if finding.level == ERROR:
            line = report.text_line(finding) or 1
            raise AuthorMistake(text, line, f"{finding.grade_id}: {finding.text}", finding.instead)


def prove_text(text: Path, notebook: NotebookNode) -> dict[str, list[str]]:
    """Runs exercises across the glass, solved and stripped.

    Args:
        text: the percent file.
        notebook: what it builds to.

    Returns:
        Per test, the arguments that the solution changes in place.

    Raises:
        BuildFailed: every error that `autograder lint` would tell.
    """
    from autograder.lint.course import Source, check, load_text
    from autograder.lint.findings import ERROR

    (report,) = check([Source(text.parent.name, load_text(text, notebook), text)])
    errors = [finding for finding in report.findings if finding.level == ERROR]
    told = [
        f"{text}:{report.text_line(finding)}: {finding.grade_id}: {finding.text}. "
        f"Instead: {finding.instead}."
        for finding in errors
    ]
    if report.problem:
        told.append(f"{text}: {report.problem}")
    if told:
        raise BuildFailed("\n".join(told))
    return report.changes
