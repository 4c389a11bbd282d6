"""The notebook for autograded/: what a student wrote, and our message in place of test output."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.judge.harmless import harmless_markdown, harmless_output
from autograder.judge.sanitize import RunCell
from autograder.kernel.session import CellRun
from autograder.types import CellGrade, NotebookSpec

ABOUT = "**About this submission**\n\n"
LANGUAGE_INFO = {"name": "python", "file_extension": ".py", "mimetype": "text/x-python"}


class PathCleaner:
    """Takes the machine's folders out of outputs.

    Args:
        folders: more folders whose names mean nothing to a student.
    """

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        known = [*map(str, folders), sys.prefix, sys.base_prefix, os.path.expanduser("~")]
        names = sorted({name for name in known if len(name) > 4}, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, names))) if names else None

    def text(self, text: str) -> str:
        """Returns the text without the folders."""
        return self._pattern.sub("…", text) if self._pattern else text

    def output(self, output: NotebookNode) -> NotebookNode:
        """Cleans one output, in place; what could run in a browser goes as well."""
        harmless_output(output)
        if output.output_type == "stream":
            output.text = self.text(output.text)
        elif output.output_type == "error":
            output.evalue = self.text(output.evalue)
            output.traceback = [self.text(row) for row in output.traceback]
        else:
            for kind, data in output.get("data", {}).items():
                if kind.startswith("text/") and isinstance(data, str):
                    output.data[kind] = self.text(data)
            output["metadata"] = _sizes(output.get("metadata", {}))
        return output


def _sizes(metadata: NotebookNode) -> NotebookNode:
    """Keeps the sizes of pictures: anything else a template could take for its own HTML."""
    return nbformat.from_dict(
        {
            kind: {key: about[key] for key in ("width", "height") if type(about.get(key)) is int}
            for kind, about in metadata.items()
            if isinstance(about, dict)
        }
    )


def redacted(
    spec: NotebookSpec,
    cells: Sequence[tuple[RunCell, CellRun | None]],
    grades: dict[str, CellGrade],
    notes: Sequence[str],
    cleaner: PathCleaner,
) -> NotebookNode:
    """Builds the graded notebook that instructor and student look at.

    Args:
        spec: the instructor's side.
        cells: what ran, and what it gave.
        grades: grade per grade id.
        notes: sentences for the student, put at the top.
        cleaner: knows which folders not to show.

    Returns:
        A valid notebook with nbgrader's metadata, visible test code and messages only.
    """
    built = []
    if notes:
        text = ABOUT + "\n".join(f"- {note}" for note in notes)
        built.append(nbformat.v4.new_markdown_cell(text, id="about-this-submission"))
    for index, (cell, run) in enumerate(cells):
        built.append(_cell(index, cell, run, grades, cleaner))
    metadata = {"language_info": dict(LANGUAGE_INFO)}
    if spec.kernelspec:
        metadata["kernelspec"] = dict(spec.kernelspec)
    return nbformat.v4.new_notebook(cells=built, metadata=metadata)


def _cell(
    index: int,
    cell: RunCell,
    run: CellRun | None,
    grades: dict[str, CellGrade],
    cleaner: PathCleaner,
) -> NotebookNode:
    common = {"metadata": nbformat.from_dict(cell.metadata), "id": f"cell-{index}"}
    if cell.cell_type == "raw":
        return nbformat.v4.new_raw_cell(cell.source, **common)
    if cell.cell_type == "markdown":
        node = nbformat.v4.new_markdown_cell(_shown(cell), **common)
        if cell.attachments:
            node["attachments"] = nbformat.from_dict(cell.attachments)
        return node
    test = cell.spec is not None and cell.spec.is_test
    outputs: list[NotebookNode] = []
    if run is not None:
        outputs = [cleaner.output(output) for output in run.outputs]
        if run.status in ("timeout", "lost") and not test:
            outputs.append(_error("Stopped", run.why or "stopped"))
    if test:
        assert cell.spec is not None
        outputs = _test_outputs(cell, outputs, grades[cell.spec.grade_id])
    return nbformat.v4.new_code_cell(
        _shown(cell),
        outputs=outputs,
        execution_count=run.execution_count if run else None,
        **common,
    )


def _shown(cell: RunCell) -> str:
    """The source that a student may see: an answer, or the released version of anything else."""
    if cell.spec is None or (cell.spec.solution and not cell.restored):
        return harmless_markdown(cell.source) if cell.cell_type == "markdown" else cell.source
    return cell.spec.visible


def _test_outputs(
    cell: RunCell, outputs: list[NotebookNode], grade: CellGrade
) -> list[NotebookNode]:
    """What a test printed stays only if the test has nothing to hide; errors never do."""
    assert cell.spec is not None
    kept = []
    if not cell.spec.has_hidden:
        kept = [output for output in outputs if output.output_type != "error"]
    if grade.message and grade.score == 0:
        kept.append(_error("Not passed", grade.message))
    elif grade.message:
        kept.append(nbformat.v4.new_output("stream", name="stdout", text=grade.message + "\n"))
    return kept


def _error(name: str, text: str) -> NotebookNode:
    return nbformat.v4.new_output(
        "error", ename=name, evalue=text, traceback=[f"\x1b[0;31m{name}\x1b[0m: {text}"]
    )
