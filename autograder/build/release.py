"""The student version of an assignment, made by nbgrader in a scratch folder.

nbgrader never runs on solutions/ or course/ themselves: `generate_assignment --force` deletes
the whole target folder, copies every file beside a notebook and clears all outputs.
"""

from __future__ import annotations

import copy
import logging
import tempfile
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearSolutions, SaveCells
from traitlets.config import Config

from autograder.build.notebook import TODO


class ClearSolutionsWithTodo(ClearSolutions):
    """nbgrader's preprocessor, with a stub per cell that says what to write."""

    def preprocess_cell(self, cell, resources, cell_index):  # type: ignore[no-untyped-def]
        line = cell.metadata.pop(TODO, None)
        if line is not None and cell.cell_type == "code":
            self.code_stub = {"python": line}
        return super().preprocess_cell(cell, resources, cell_index)


def release(notebooks: dict[str, NotebookNode]) -> dict[str, NotebookNode]:
    """Makes student versions.

    Args:
        notebooks: assembled exercises (solutions and hidden tests in place) by name.

    Returns:
        The same names with stubs and visible tests only, without outputs.

    Raises:
        nbgrader.converters.base.NbGraderException: nbgrader refuses a notebook.
    """
    with tempfile.TemporaryDirectory(prefix="release-") as scratch:
        root = Path(scratch)
        for name, notebook in notebooks.items():
            folder = root / "source" / name
            folder.mkdir(parents=True)
            nbformat.write(copy.deepcopy(notebook), folder / f"{name}.ipynb")
        config = Config()
        config.CourseDirectory.root = str(root)
        config.GenerateAssignment.no_database = True
        preprocessors = [
            ClearSolutionsWithTodo if step is ClearSolutions else step
            for step in GenerateAssignment.preprocessors.default()
            if step is not SaveCells
        ]
        config.GenerateAssignment.preprocessors = preprocessors
        made = {}
        for name in notebooks:
            course = CourseDirectory(config=config)
            course.assignment_id = name
            converter = GenerateAssignment(coursedir=course, config=config)
            converter.log = logging.getLogger("autograder.release")
            converter.start()
            made[name] = nbformat.read(root / "release" / name / f"{name}.ipynb", as_version=4)
    for notebook in made.values():
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.execution_count = None
    return made
