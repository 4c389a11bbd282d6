"""Formgrader's button Autograde, made to grade as `autograder grade` does: behind walls.

nbgrader's own runs what was handed in as the instructor, on the instructor's machine. This Jupyter
server extension answers the button's request instead.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from typing import Any

from jupyter_server.utils import url_path_join
from nbgrader.server_extensions.formgrader.base import (
    BaseApiHandler,
    check_notebook_dir,
    check_xsrf,
)
from tornado import web

ONE_AT_A_TIME = asyncio.Lock()  # a class is graded by one run at a time
PATH = r"/formgrader/api/submission/([^/]+)/([^/]+)/autograde"


class RegradeHandler(BaseApiHandler):
    """Grades one submission and answers as formgrader expects it."""

    @web.authenticated
    @check_xsrf
    @check_notebook_dir
    async def post(self, assignment: str, student: str) -> None:
        """Grades what a student has handed in for an assignment."""
        async with ONE_AT_A_TIME:
            loop = asyncio.get_running_loop()
            root = self.coursedir.root
            result = await loop.run_in_executor(None, regrade, root, assignment, student)
        self.write(json.dumps(result))


def regrade(root: str, assignment: str, student: str) -> dict[str, Any]:
    """Grades one submission.

    Args:
        root: the course folder.
        assignment: its id.
        student: the student's id.

    Returns:
        What formgrader shows: `success`, `log`, and `error`, None if all went well.
    """
    line = [
        sys.executable, "-m", "autograder.cli", "grade", assignment,
        "--course-dir", root, "--student", literal(student), "--workers", "1",
    ]  # fmt: skip
    # The settings of this server are not those of the grading run.
    env = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER_", "JPY_"))}
    done = subprocess.run(
        line, env=env, cwd=root, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        encoding="utf-8", errors="replace", check=False,
    )  # fmt: skip
    told = "\n".join(text.strip() for text in (done.stderr, done.stdout) if text.strip())
    failed = done.returncode != 0
    return {"success": not failed, "log": told, "error": told if failed else None}


def literal(student: str) -> str:
    """An id as a pattern that means this student only."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in student)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "autograder.lab.regrade"}]


def _load_jupyter_server_extension(server: Any) -> None:
    """Loaded before formgrader's (extensions load in order of their names), so this one answers."""
    app = server.web_app
    path = url_path_join(app.settings["base_url"], PATH)
    app.add_handlers(".*$", [(path, RegradeHandler)])
