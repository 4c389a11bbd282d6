"""Builds what is out of date, in parallel: assemble, execute, release, write."""

from __future__ import annotations

import copy
import os
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.build.checks import check_text
from autograder.build.digests import BUILD, lock_digest, notebook_digest, text_digest
from autograder.build.execute import CellFailed, execute
from autograder.build.mistakes import BuildFailed
from autograder.build.notebook import TODO, assemble
from autograder.build.release import release
from autograder.build.targets import Target
from autograder.build.text import read_cells
from autograder.judge.glass.plan import record_changes

Progress = Callable[[str, int, int], None]  # label, cells done, cells in all
# Of exercises, text and notebook: the arguments that the solution changes, per test.
Prove = Callable[[Path, NotebookNode], dict[str, list[str]]]


@dataclass
class BuildReport:
    """What a build did.

    Attributes:
        built: labels of what was executed and written.
        unchanged: labels of what was up to date.
        warnings: sentences, such as notebooks built with another uv.lock.
    """

    built: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def build(
    targets: list[Target],
    *,
    jobs: int | None = None,
    force: bool = False,
    progress: Progress = lambda label, done, total: None,
    prove: Prove | None = None,
) -> BuildReport:
    """Builds every target whose text changed since its notebook was built.

    Args:
        targets: what to build, from `find_targets`.
        jobs: notebooks executed at the same time; default one per core.
        force: build all of them.
        progress: called after each executed cell.
        prove: runs executed exercises as a grader would, `checks.prove_text`; None to leave that.

    Returns:
        What was built and what was left alone.

    Raises:
        AuthorMistake: found before anything is executed or written.
        BuildFailed: a cell raised, or exercises can't be graded; the other notebooks are still
            written.
    """
    report = BuildReport()
    notebooks = {target.label: assemble(target.source, target.role) for target in targets}
    todo = []
    for target in targets:
        if not force and is_current(target):
            report.unchanged.append(target.label)
        else:
            todo.append(target)
    report.warnings += lock_warnings([t for t in targets if t not in todo])
    if not todo:
        return report
    for target in todo:
        if target.role == "exercises":
            check_text(target.source, notebooks[target.label])
    released = release_all(todo, notebooks)
    failures: list[BuildFailed] = []
    with ThreadPoolExecutor(jobs or os.cpu_count() or 1) as pool:
        running = {
            pool.submit(
                _build_one, target, notebooks[target.label], released, progress, prove
            ): target
            for target in todo
        }
        for future in as_completed(running):
            try:
                future.result()
                report.built.append(running[future].label)
            except BuildFailed as failure:
                failures.append(failure)
    report.built.sort()
    if failures:
        raise BuildFailed("\n".join(str(failure) for failure in failures))
    return report


def release_all(
    targets: list[Target], notebooks: dict[str, NotebookNode]
) -> dict[str, NotebookNode]:
    """Makes the student versions of the exercises among the targets, by label."""
    names = {t.executed.stem: t.label for t in targets if t.role == "exercises"}
    made = release({stem: notebooks[label] for stem, label in names.items()}) if names else {}
    return {names[stem]: notebook for stem, notebook in made.items()}


def is_current(target: Target) -> bool:
    """Whether the built notebooks exist, belong to the text and weren't touched."""
    expected = text_digest(target.source)
    for path in target.built:
        try:
            notebook = nbformat.read(path, as_version=4)
        except Exception:
            return False  # missing or broken: build it again
        build = notebook.metadata.get(BUILD, {})
        if build.get("text") != expected or build.get("notebook") != notebook_digest(notebook):
            return False
    return True


def lock_warnings(targets: list[Target]) -> list[str]:
    """One sentence if notebooks were built with other package versions than uv.lock has now."""
    old = []
    for target in targets:
        notebook = nbformat.read(target.executed, as_version=4)
        now = lock_digest(target.source.parent)
        if now and notebook.metadata[BUILD].get("lock") not in (None, now):
            old.append(target.label)
    if not old:
        return []
    return [
        f"{', '.join(old)}: built with other package versions than uv.lock has now. "
        "pytest --nbval tells whether the outputs still hold; build --force makes them anew."
    ]


def stamp(notebook: NotebookNode, source: Path) -> NotebookNode:
    """Writes into a built notebook from which text and packages it comes, and its own digest."""
    notebook.metadata[BUILD] = {"source": source.name, "text": text_digest(source)}
    if lock := lock_digest(source.parent):
        notebook.metadata[BUILD]["lock"] = lock
    notebook.metadata[BUILD]["notebook"] = notebook_digest(notebook)
    return notebook


def write_notebook(notebook: NotebookNode, path: Path) -> None:
    """Writes a notebook whole or not at all, and not if it says the same already."""
    text = nbformat.writes(notebook) + "\n"
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(temporary, 0o644)
    os.replace(temporary, path)


def without_todo(notebook: NotebookNode) -> NotebookNode:
    """Returns a copy without the builder's own cell metadata."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        cell.metadata.pop(TODO, None)
    return notebook


def _build_one(
    target: Target,
    notebook: NotebookNode,
    released: dict[str, NotebookNode],
    progress: Progress,
    prove: Prove | None,
) -> None:
    notebook = without_todo(notebook)
    total = sum(cell.cell_type == "code" for cell in notebook.cells)
    progress(target.label, 0, total)
    try:
        execute(notebook, lambda done: progress(target.label, done, total))
    except CellFailed as failure:
        progress(target.label, -1, total)
        line = _line_of(target.source, notebook, failure.index)
        raise BuildFailed(f"{target.source}:{line}: {failure.error}") from failure
    if prove is not None and target.role == "exercises":
        record_changes(notebook, prove(target.source, notebook))
    write_notebook(stamp(notebook, target.source), target.executed)
    if target.released:
        write_notebook(stamp(released[target.label], target.source), target.released)


def _line_of(source: Path, notebook: NotebookNode, index: int) -> int:
    """Line in the text of the cell that became cell `index` (a graded question became three)."""
    cells = read_cells(source)
    wanted = notebook.cells[index].source
    for cell in cells:
        if cell.source == wanted:
            return cell.line
    name = notebook.cells[index].metadata.get("nbgrader", {}).get("grade_id", "")
    name = name.removesuffix("__solution")
    return next((cell.line for cell in cells if cell.header.get("quiz") == name), 1)
