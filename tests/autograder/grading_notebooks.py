"""Small nbgrader courses, written cell by cell as their authors would in Jupyter."""

from __future__ import annotations

import copy
from pathlib import Path

import nbformat
from nbformat import NotebookNode

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def notebook(*cells: NotebookNode, kernelspec: dict | None = None) -> NotebookNode:
    metadata = {"kernelspec": dict(kernelspec or KERNEL)}
    cells = tuple(copy.deepcopy(cell) for cell in cells)
    for number, cell in enumerate(cells):
        cell["id"] = f"c{number}"
    return nbformat.v4.new_notebook(cells=list(cells), metadata=metadata)


def code(source: str, tags: list[str] | None = None) -> NotebookNode:
    return nbformat.v4.new_code_cell(source, metadata={"tags": tags} if tags else {})


def text(source: str) -> NotebookNode:
    return nbformat.v4.new_markdown_cell(source)


def _graded(cell: NotebookNode, grade_id: str, **flags: object) -> NotebookNode:
    cell.metadata["nbgrader"] = {
        "schema_version": 3, "grade_id": grade_id, "grade": False, "solution": False,
        "locked": False, "task": False, **flags,
    }  # fmt: skip
    return cell


def given(grade_id: str, source: str) -> NotebookNode:
    return _graded(code(source), grade_id, locked=True)


def solution(grade_id: str, source: str) -> NotebookNode:
    return _graded(code(source), grade_id, solution=True)


def test(grade_id: str, points: float, source: str) -> NotebookNode:
    return _graded(code(source), grade_id, grade=True, locked=True, points=points)


test.__test__ = False  # a cell, not a test of pytest's


def manual_code(grade_id: str, points: float, source: str) -> NotebookNode:
    return _graded(code(source), grade_id, grade=True, solution=True, points=points)


def written(grade_id: str, points: float, source: str) -> NotebookNode:
    return _graded(text(source), grade_id, grade=True, solution=True, points=points)


def task(grade_id: str, points: float, source: str) -> NotebookNode:
    return _graded(text(source), grade_id, task=True, locked=True, points=points)


def save(nb: NotebookNode, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nb, path)
    return path


def answered(nb: NotebookNode, **answers: str) -> NotebookNode:
    """Returns a copy with other sources in the cells of these grade ids."""
    nb = copy.deepcopy(nb)
    for cell in nb.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in answers:
            cell.source = answers[name]
    return nb


def without(nb: NotebookNode, *grade_ids: str) -> NotebookNode:
    """Returns a copy without the cells of these grade ids."""
    nb = copy.deepcopy(nb)
    nb.cells = [
        cell
        for cell in nb.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") not in grade_ids
    ]
    return nb


# -- a NumPy assignment: one notebook with everything in it ---------------------------------------

MEAN = solution(
    "mean",
    "def mean(x):\n    ### BEGIN SOLUTION\n    return np.sum(x) / len(x)\n    ### END SOLUTION",
)
MEAN_TEST = test(
    "test_mean",
    2,
    'assert mean(np.array([1.0, 3.0])) == 2, "the mean of 1 and 3 is not right"\n'
    "### BEGIN HIDDEN TESTS\n"
    "secret_input = np.arange(17.0)\n"
    "np.testing.assert_allclose(mean(secret_input), 8.0, err_msg='longer inputs go wrong')\n"
    "### END HIDDEN TESTS",
)
ROWS = solution(
    "rows", "### BEGIN SOLUTION\nrows = table.sum(axis=1)\n### END SOLUTION\nprint(rows)"
)
ROWS_TEST = test("test_rows", 1, "assert rows.shape == (3,)\nassert rows[0] == 6")
SCORE = solution(
    "parts", "def part(k):\n    ### BEGIN SOLUTION\n    return k\n    ### END SOLUTION"
)
SCORE_TEST = test(
    "test_parts",
    3,
    "got = 0\nfor k in range(3):\n    try:\n        got += part(k) == k\n"
    "    except Exception:\n        pass\nprint('parts that are right:', got)\ngot",
)
CELLS = (
    text("# Arrays"),
    given("setup", "import numpy as np\ntable = np.loadtxt('table.csv', delimiter=',')"),
    MEAN,
    MEAN_TEST,
    text("Now rows."),
    ROWS,
    ROWS_TEST,
    SCORE,
    SCORE_TEST,
    manual_code("plot", 1.5, "### BEGIN SOLUTION\nprint('a plot')\n### END SOLUTION"),
    written("why", 2, "Because arrays are arrays."),
    task("essay", 3, "Write a page.\n### BEGIN MARK SCHEME\none point a line\n### END MARK SCHEME"),
)
STUBS = {
    "mean": "def mean(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()",
    "rows": "# YOUR CODE HERE\nraise NotImplementedError()\nprint(rows)",
    "parts": "def part(k):\n    # YOUR CODE HERE\n    raise NotImplementedError()",
    "plot": "# YOUR CODE HERE\nraise NotImplementedError()",
    "why": "YOUR ANSWER HERE",
}
RIGHT = {
    "mean": "def mean(x):\n    return x.mean()",
    "rows": "rows = np.array([row.sum() for row in table])",
    "parts": "def part(k):\n    return k",
    "plot": "print('my plot')",
    "why": "They are fast.",
}
TABLE = "1,2,3\n4,5,6\n7,8,9\n"


def arrays_course(root: Path) -> NotebookNode:
    """Writes a course with the assignment `arrays`. Returns its source notebook."""
    source = notebook(*CELLS)
    save(source, root / "source" / "arrays" / "arrays.ipynb")
    (root / "source" / "arrays" / "table.csv").write_text(TABLE)
    return source


def released(source: NotebookNode) -> NotebookNode:
    """What students of the arrays course get."""
    nb = answered(source, **STUBS)
    for cell in nb.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "test_mean":
            cell.source = cell.source.splitlines()[0]
    return nb


def hand_in(
    root: Path, student: str, nb: NotebookNode | bytes | str, *, assignment: str = "arrays",
    name: str = "arrays.ipynb",
) -> Path:  # fmt: skip
    """Puts a notebook, or any bytes, into submitted/."""
    path = root / "submitted" / student / assignment / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(nb, NotebookNode):
        nbformat.write(nb, path)
    else:
        path.write_bytes(nb.encode() if isinstance(nb, str) else nb)
    return path
