"""Writes autograded/ and feedback/: whole folders that appear at once or not at all."""

from __future__ import annotations

import contextlib
import html
import re
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import pass_context
from nbconvert.exporters import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.converters import GenerateFeedback

from autograder.gradebook.book import Shown
from autograder.gradebook.course import LOG, Course
from autograder.judge.harmless import harmless
from autograder.types import Assignment, Graded, SubmittedFiles

NO_ALT = "no description was given for this picture"
# What nbgrader's template lacks for people who see little, or read on a phone.
READABLE = """<style>
a { color: #23527c; text-decoration: underline; }
.panel-primary > .panel-heading a { color: #fff !important; }
.panel-primary > .panel-heading { background-color: #2a6496; }
th, td { padding: .15em .6em; vertical-align: top; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
pre [style*="color: rgb(0,135,0)"] { color: #006000 !important; }
pre [style*="color: rgb(95,135,135)"] { color: #3a6060 !important; }
</style>
</head>"""
_NO_ALT = re.compile(r"<img (?![^>]*\balt=)")
FAILED_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:40em;margin:3em auto;padding:0 1em;
color-scheme:light dark}}</style></head>
<body><h1>{title}</h1><p>This submission could not be graded: {reason}.</p></body></html>
"""


@contextlib.contextmanager
def replaced(folder: Path) -> Iterator[Path]:
    """Gives an empty folder that takes the place of another one when all has gone well."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent))
    try:
        yield fresh
        fresh.chmod(0o755)
        if folder.exists() or folder.is_symlink():
            old = Path(tempfile.mkdtemp(prefix=".old-", dir=folder.parent))
            folder.replace(old / folder.name)
            fresh.replace(folder)
            shutil.rmtree(old, ignore_errors=True)
        else:
            fresh.replace(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def write_autograded(
    course: Course, assignment: Assignment, submitted: SubmittedFiles, graded: Graded
) -> None:
    """Writes the graded notebooks with the files beside them."""
    folder = course.autograded(assignment.name, submitted.student)
    if not graded.notebooks:
        if not graded.ours:  # what lies there belongs to an earlier submission
            shutil.rmtree(folder, ignore_errors=True)
        return
    with replaced(folder) as fresh:
        files = {k: v for k, v in submitted.files.items() if not k.endswith(".ipynb")}
        for name, content in {**files, **assignment.files}.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        for notebook in graded.notebooks:
            if notebook.text is not None:
                (fresh / f"{notebook.name}.ipynb").write_text(notebook.text, encoding="utf-8")


class _Pages(HTMLExporter):
    """nbconvert's pages as its templates make them.

    nbconvert would parse each page once more to say which pictures have no description, a third of
    the time that a page takes, in the one process that writes for the whole class.
    """

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Returns the page and its resources."""
        language = nb.metadata.get("language_info", {})
        lexer = language.get("pygments_lexer", language.get("name"))
        resources = self._init_resources(resources)
        self.register_filter("highlight_code", Highlight2HTML(pygments_lexer=lexer, parent=self))
        self.register_filter(
            "filter_data_type",
            WidgetsDataTypeFilter(
                notebook_metadata=self._nb_metadata, parent=self, resources=resources
            ),
        )
        return TemplateExporter.from_notebook_node(self, nb, resources, **kw)


class Feedback:
    """Makes the pages that students read, with nbgrader's own template.

    Args:
        course: the course folder.
    """

    def __init__(self, course: Course) -> None:
        self.course = course
        with course.inside():
            converter = GenerateFeedback(coursedir=course.directory, config=course.config)
            self._exporter = _Pages(config=converter.config)
        self._exporter.log = LOG
        self._exporter.sanitize_html = True  # scripts of a student must not run for who reads it
        self._exporter.register_filter("clean_html", harmless)
        self._exporter.register_filter("markdown2html", self._text)
        self._exporter._preprocessors = []
        self._exporter.register_preprocessor(
            CSSHTMLHeaderPreprocessor(config=converter.config), enabled=True
        )

    def write(self, assignment: Assignment, graded: Graded, shown: dict[str, Shown]) -> None:
        """Writes feedback/STUDENT/ASSIGNMENT/NOTEBOOK.html for one submission.

        Args:
            assignment: the instructor's side.
            graded: what came back from a worker.
            shown: what the gradebook says, by notebook.
        """
        if graded.ours:
            return
        verdict = graded.verdict
        with replaced(self.course.feedback(assignment.name, verdict.student)) as fresh:
            for spec in assignment.notebooks:
                done = next((one for one in graded.notebooks if one.name == spec.name), None)
                if done is not None and done.text is not None:
                    page = self._page(spec.name, done.text, verdict.student, shown[spec.name])
                else:
                    page = FAILED_PAGE.format(
                        title=html.escape(f"{spec.name} ({verdict.student})"),
                        reason=html.escape((verdict.reason or "").rstrip(".")),
                    )
                (fresh / f"{spec.name}.html").write_text(page, encoding="utf-8")

    def _page(self, name: str, text: str, student: str, shown: Shown) -> str:
        notebook = nbformat.reads(text, as_version=4)
        for cell in notebook.cells:
            _fill(cell, shown)
        resources = {
            "unique_key": name,
            "metadata": {"name": name},
            "nbgrader": {
                "notebook": name,
                "student": student,
                "score": shown.score - shown.late_penalty,
                "max_score": shown.max_score,
                "late_penalty": shown.late_penalty,
            },
        }
        with warnings.catch_warnings():  # about outputs that a page can't show
            warnings.simplefilter("ignore")
            page, _ = self._exporter.from_notebook_node(notebook, resources=resources)
        page = page.replace("<html>", '<html lang="en">', 1).replace("</head>", READABLE, 1)
        return _NO_ALT.sub(f'<img alt="{NO_ALT}" ', page)

    @pass_context
    def _text(self, context: Any, source: str) -> str:
        return harmless(self._exporter.markdown2html(context, source))


def _fill(cell: NotebookNode, shown: Shown) -> None:
    """Writes scores and comments into a cell, where nbgrader's template looks for them."""
    meta = cell.metadata.get("nbgrader")
    if not meta:
        return
    name = meta.get("grade_id")
    if (utils.is_solution(cell) or utils.is_task(cell)) and name in shown.comments:
        meta["comment"] = shown.comments[name]
    if (utils.is_grade(cell) or utils.is_task(cell)) and name in shown.cells:
        meta["score"], meta["points"] = shown.cells[name]
