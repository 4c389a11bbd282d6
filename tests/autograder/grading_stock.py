"""Runs nbgrader's own commands on a course folder, to compare with."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from nbgrader.api import Gradebook


def nbgrader(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs one nbgrader command inside a course folder."""
    folder = os.path.dirname(sys.executable)
    env = {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=root, env=env, capture_output=True, text=True, timeout=600,
    )  # fmt: skip


def grades(db: Path) -> dict[tuple[str, ...], tuple]:
    """Everything that a gradebook says about scores, by assignment, student, notebook, cell."""
    found: dict[tuple[str, ...], tuple] = {}
    with Gradebook(f"sqlite:///{db}") as book:
        for assignment in book.assignments:
            for submission in assignment.submissions:
                for nb in submission.notebooks:
                    key = (assignment.name, submission.student.id, nb.name)
                    found[*key, "penalty"] = (nb.late_submission_penalty or 0.0,)
                    for grade in nb.grades:
                        found[*key, grade.name] = (
                            grade.auto_score, grade.max_score, grade.needs_manual_grade,
                        )  # fmt: skip
                    for comment in nb.comments:
                        found[*key, comment.name, "comment"] = (comment.auto_comment,)
    return found
