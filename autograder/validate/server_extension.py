"""nbgrader's Validate button in JupyterLab, answered by `autograder validate`.

The button posts the path of the notebook to `assignments/validate`. Nbgrader's own handler blocks
the whole server while it runs the notebook, and sees neither accidents nor what grading would say.
This one answers the same question in the same form.
"""

from __future__ import annotations

import asyncio
import html
import json
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web

from autograder.kernel.options import KernelOptions
from autograder.validate.check import WrongCall, validate
from autograder.validate.dry_run import Kernels, limits
from autograder.validate.findings import Report

IDLE_SECONDS = 600.0  # after which the process with the imports gives its memory back
WIDTH = 84  # characters of a line in the button's dialog, which breaks none
BUTTON = "autograder_validate"


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "autograder.validate.server_extension"}]


def _load_jupyter_server_extension(server: Any) -> None:
    """Puts our answer before that of nbgrader, whichever of the two was loaded first."""
    application = server.web_app
    application.settings[BUTTON] = Validating()
    base = application.settings["base_url"]
    router = application.default_router
    before = list(router.rules)
    application.add_handlers(
        ".*$", [(url_path_join(base, "assignments/validate"), ValidateHandler)]
    )
    added = [rule for rule in router.rules if rule not in before]
    router.rules[:] = [*added, *before]
    server.log.info("The Validate button is answered by autograder validate")


class Validating:
    """Validates one notebook at a time, beside the server's own work.

    The process that kernels are forked from stays for a while: the next click is answered sooner.
    """

    def __init__(self, options: KernelOptions | None = None) -> None:
        self._options = options or limits()
        self._thread = ThreadPoolExecutor(1, "validate")
        self._kernels: Kernels | None = None
        self._idle: asyncio.TimerHandle | None = None

    async def report(self, path: Path) -> Report:
        """Validates a notebook.

        Raises:
            WrongCall: there is none.
        """
        loop = asyncio.get_running_loop()
        if self._idle is not None:
            self._idle.cancel()
        try:
            return await loop.run_in_executor(self._thread, self._validate, path)
        finally:
            self._idle = loop.call_later(IDLE_SECONDS, self._thread.submit, self.close)

    def _validate(self, path: Path) -> Report:
        if self._kernels is None or self._kernels.why:
            self._kernels = Kernels(self._options)
        return validate(path, self._kernels)

    def close(self) -> None:
        """Ends the process that kernels are forked from."""
        if self._kernels is not None:
            self._kernels.close()
            self._kernels = None


class ValidateHandler(JupyterHandler):
    """Answers the button."""

    @web.authenticated
    async def post(self) -> None:
        """Takes {"path": …}, relative to the server's folder."""
        path = self._path()
        try:
            answer = as_nbgrader(await self.settings[BUTTON].report(path))
        except WrongCall as mistake:
            answer = {"success": False, "value": str(mistake)}
        self.finish(json.dumps(answer))

    def _path(self) -> Path:
        body = self.get_json_body() if self.request.body[:1] == b"{" else None
        asked = (body or {}).get("path") or self.get_argument("path", None)
        if not isinstance(asked, str):
            raise web.HTTPError(400, "the path of a notebook is missing")
        root = Path(self.settings["server_root_dir"]).expanduser().resolve()
        # A path from JupyterLab may begin with the name of a drive: "RTC:…".
        path = (root / asked.rpartition(":")[2].lstrip("/")).resolve()
        if not path.is_relative_to(root):
            raise web.HTTPError(403, "the notebook lies outside of the server's folder")
        return path


def as_nbgrader(report: Report) -> dict[str, Any]:
    """Puts a report into the form that nbgrader's button shows.

    Args:
        report: about a notebook.

    Returns:
        The answer: "failed" is a list of texts, each with another one below it; an empty value is
        shown as success. Errors are HTML there.
    """
    lost = [
        f"{name} ({grade.score or 0:g} of {grade.max_score:g} points): {grade.message or ''}"
        for name, grade in report.cells.items()
        if not grade.needs_manual and (grade.score or 0.0) < grade.max_score
    ]
    accidents = [finding.sentence + _also(finding.automatic) for finding in report.to_mend]
    # Few blocks: the dialog is small, and writes "The following cell failed" above each.
    failed = [
        (f"{report.score:g} of {report.max_score:g} points as far as your tests can tell", lost),
        ("Before you hand in", accidents),
    ]
    failed = [(title, sentences) for title, sentences in failed if sentences]
    if not failed:
        return {"success": True, "value": {}}
    shown = [
        {
            "source": title,
            "error": html.escape("\n\n".join(map(_folded, sentences))),
            "raw_error": "\n\n".join(map(_folded, sentences)),
        }
        for title, sentences in failed
    ]
    return {"success": True, "value": {"failed": shown}, "autograder": report.as_json()}


def _also(automatic: bool) -> str:
    return " (`autograder validate --mend` does it)" if automatic else ""


def _folded(text: str) -> str:
    return "\n".join(
        part for line in text.splitlines() for part in (textwrap.wrap(line, WIDTH) or [""])
    )
