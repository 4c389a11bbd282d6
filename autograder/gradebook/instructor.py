"""The instructor's notebooks, made into an assignment by nbgrader's own preprocessors.

What `nbgrader generate_assignment` would register and release is made in memory: release/ isn't
needed, and neither source/ nor release/ is written to.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.converters import GenerateAssignment
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.preprocessors import ClearHiddenTests, Execute, SaveCells

from autograder.gradebook.course import LOG, Course, WrongCall
from autograder.kernel.options import KernelOptions
from autograder.types import Assignment, CellSpec, NotebookSpec

PYTHON = "python3"


@dataclass
class Loaded:
    """An assignment, and what the gradebook registers of it.

    Attributes:
        assignment: plain data for workers.
        registered: notebooks as nbgrader saves their cells, by name.
        written: notebooks as the instructor wrote them, with solutions and tests, by name.
        warnings: sentences for the instructor.
    """

    assignment: Assignment
    registered: dict[str, NotebookNode]
    warnings: list[str]
    written: dict[str, NotebookNode] = field(default_factory=dict)


def load_assignment(course: Course, name: str) -> Loaded:
    """Reads an assignment from source/.

    Args:
        course: the course folder.
        name: the assignment's id.

    Returns:
        The assignment.

    Raises:
        WrongCall: a notebook is broken, or nbgrader refuses it.
    """
    folder = course.source(name)
    loaded = Loaded(Assignment(name, (), {}), {}, [])
    specs = []
    execute = Execute(config=course.config)
    for path in sorted(folder.glob("*.ipynb")):
        try:
            with course.inside():
                written, saved, released = _stages(course, name, path)
        except Exception as error:
            text = (str(error) or type(error).__name__).strip().splitlines()[0]
            raise WrongCall(
                f"{path.relative_to(course.root)}: nbgrader refuses this notebook ({text}): "
                "mend it in source/"
            ) from error
        loaded.registered[path.stem] = saved
        loaded.written[path.stem] = written
        specs.append(_spec(path.stem, saved, released, execute, loaded.warnings))
    files = _files(course, name, folder)
    loaded.assignment = Assignment(name, tuple(specs), files)
    return loaded


def kernel_options(course: Course, **changes: Any) -> KernelOptions:
    """Reads the limits that nbgrader's configuration sets for executing notebooks.

    Args:
        course: the course folder.
        changes: fields of KernelOptions that are set otherwise.
    """
    execute = Execute(config=course.config)
    seconds = execute.timeout
    settings: dict[str, Any] = {
        "cell_seconds": seconds if seconds and seconds > 0 else None,
        "startup_seconds": max(execute.startup_timeout, KernelOptions.startup_seconds),
        "iopub_seconds": max(execute.iopub_timeout, KernelOptions.iopub_seconds),
        "extra_arguments": tuple(execute.extra_arguments),
    }
    settings.update(changes)
    return KernelOptions(**settings)


def _stages(
    course: Course, name: str, path: Path
) -> tuple[NotebookNode, NotebookNode, NotebookNode]:
    """Runs nbgrader's preprocessors.

    Returns:
        The notebook as it was written, when cells are saved, and when it is released.
    """
    notebook = nbformat.read(path, as_version=4)
    MetadataValidator().upgrade_notebook_metadata(notebook)
    converter = GenerateAssignment(coursedir=course.directory, config=course.config)
    steps = list(converter.preprocessors)
    stop = next(
        (i for i, step in enumerate(steps) if step in (SaveCells, ClearHiddenTests)), len(steps)
    )
    resources: dict[str, Any] = {
        "unique_key": path.stem,
        "metadata": {"name": path.stem, "path": str(path.parent)},
        "nbgrader": {"student": ".", "assignment": name, "notebook": path.stem},
    }
    saved = released = notebook
    for index, step in enumerate(steps):
        if step is SaveCells:
            continue
        processor = step(config=converter.config, log=LOG)
        released, resources = processor(copy.deepcopy(released), resources)
        if index < stop:
            saved = released
    return notebook, saved, released


def _spec(
    name: str,
    saved: NotebookNode,
    released: NotebookNode,
    execute: Execute,
    warnings: list[str],
) -> NotebookSpec:
    cells = []
    plain = {}
    for cell, shown in zip(saved.cells, released.cells, strict=True):
        nbgrader = cell.metadata.get("nbgrader", {})
        flags = (utils.is_grade(cell), utils.is_solution(cell), utils.is_locked(cell),
                 utils.is_task(cell))  # fmt: skip
        if not nbgrader.get("grade_id") or not any(flags):
            plain[(shown.cell_type, shown.source)] = dict(shown.metadata)
            continue
        grade, solution, locked, task = flags
        cells.append(
            CellSpec(
                nbgrader["grade_id"],
                cell.cell_type,
                cell.source,
                shown.source,
                _plain(cell.metadata),
                float(nbgrader.get("points", 0) or 0) if grade or task else 0.0,
                grade,
                solution,
                locked,
                task,
                nbgrader.get("checksum"),
                _timeout(execute, cell),
            )
        )
    kernelspec = _plain(saved.metadata.get("kernelspec", {}))
    kernel = _kernel(name, kernelspec, execute, warnings)
    known = {cell.grade_id for cell in cells}
    ids = {
        str(cell.id): cell.metadata.nbgrader["grade_id"]
        for cell in saved.cells
        if "id" in cell and cell.metadata.get("nbgrader", {}).get("grade_id") in known
    }
    return NotebookSpec(name, tuple(cells), plain, kernelspec, kernel, ids=ids)


def _timeout(execute: Execute, cell: NotebookNode) -> int | None:
    seconds = execute.timeout_func(cell) if execute.timeout_func is not None else execute.timeout
    return seconds if seconds and seconds > 0 else None


def _kernel(
    notebook: str, kernelspec: dict[str, Any], execute: Execute, warnings: list[str]
) -> str:
    """The kernel that nbgrader would start, or Python's own if that isn't installed here."""
    wanted = execute.kernel_name or kernelspec.get("name") or PYTHON
    if wanted == "python":  # jupyter_client takes it for its own kernel, too
        return PYTHON
    manager = KernelSpecManager()
    try:
        manager.get_kernel_spec(wanted)
        return wanted
    except NoSuchKernel:
        installed = manager.find_kernel_specs()
    if kernelspec.get("language", "python") == "python" and PYTHON in installed:
        warnings.append(
            f"{notebook}.ipynb asks for the kernel {wanted!r}, which isn't installed here: "
            f"{PYTHON!r} runs it"
        )
        return PYTHON
    raise WrongCall(
        f"{notebook}.ipynb asks for the kernel {wanted!r}, which isn't installed here: install it, "
        f"or set c.Execute.kernel_name in nbgrader_config.py to one of {sorted(installed)}"
    )


def _files(course: Course, name: str, folder: Path) -> dict[str, bytes]:
    """The instructor's other files, which replace a student's except those that are excluded."""
    excluded = set()
    if "Autograde" in course.config:
        rules = course.config.Autograde.get("exclude_overwriting", {})
        excluded = {str(entry) for entry in dict(rules).get(name, [])}
    ignore = [*course.directory.ignore, "*.ipynb"]
    files = {}
    for path in utils.find_all_files(str(folder), ignore):
        relative = Path(path).relative_to(folder).as_posix()
        if relative not in excluded:
            files[relative] = Path(path).read_bytes()
    return files


def _plain(value: Any) -> Any:
    """Turns notebook nodes into ordinary dicts and lists, which travel anywhere."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
