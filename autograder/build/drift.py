"""The drift gate: what is built is what the text builds to. Nothing is executed or written."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.build.builder import lock_warnings, release_all, without_todo
from autograder.build.digests import BUILD, notebook_digest, text_digest
from autograder.build.notebook import assemble
from autograder.build.targets import Target


def find_drift(targets: list[Target], course: Path | None = None) -> list[str]:
    """Compares built notebooks with their text.

    Args:
        targets: what to compare.
        course: the folder for students; notebooks in it that no text builds are named.

    Returns:
        One sentence per difference: which notebook, which cell, what to do. Empty if none.

    Raises:
        AuthorMistake: the text itself is wrong.
    """
    drift: list[str] = []
    notebooks = {target.label: assemble(target.source, target.role) for target in targets}
    released = release_all(targets, notebooks)
    for target in targets:
        drift += _compare(target, target.executed, without_todo(notebooks[target.label]))
        if target.released:
            drift += _compare(target, target.released, released[target.label])
    if course is not None and course.is_dir():
        known = {path.resolve() for target in targets for path in target.built}
        for path in sorted(course.rglob("*.ipynb")):
            if ".ipynb_checkpoints" not in path.parts and path.resolve() not in known:
                drift.append(f"{path}: no text builds it. Delete it, or write its .py.")
    return drift


def drift_warnings(targets: list[Target]) -> list[str]:
    """Sentences about what is not drift, such as other package versions."""
    return lock_warnings([target for target in targets if target.executed.exists()])


def _compare(target: Target, path: Path, expected: NotebookNode) -> list[str]:
    rebuild = f"run `autograder build {target.label.split('/')[0]}`"
    if not path.exists():
        return [f"{path}: missing. Mend: {rebuild}."]
    try:
        built = nbformat.read(path, as_version=4)
    except Exception as error:
        return [f"{path}: not a notebook ({type(error).__name__}). Mend: {rebuild}."]
    found: list[str] = []
    if len(built.cells) != len(expected.cells):
        found.append(
            f"{path}: {len(built.cells)} cells, but {target.source} gives "
            f"{len(expected.cells)}. Mend: {rebuild}."
        )
    for number, (have, want) in enumerate(zip(built.cells, expected.cells, strict=False), 1):
        part = next(
            (part for part in ("source", "id", "cell_type") if have.get(part) != want.get(part)),
            "metadata" if have.metadata != want.metadata else None,
        )
        if part:
            found.append(
                f"{path}: {part} of cell {number} ({have.get('id')}) is not what "
                f"{target.source} gives. Edit the text, not the notebook; then {rebuild}."
            )
            break
    stamp = built.metadata.get(BUILD, {})
    if stamp.get("notebook") != notebook_digest(built):
        found.append(
            f"{path}: changed after it was built (an output, a source or metadata). "
            f"Mend: {rebuild}."
        )
    if stamp.get("text") != text_digest(target.source):
        found.append(
            f"{path}: built from another version of {target.source}, its quiz or the helpers "
            f"that it uses. Mend: {rebuild}."
        )
    return found
