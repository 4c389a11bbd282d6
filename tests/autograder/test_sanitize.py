"""What counts of a submitted notebook, however it arrives."""

from __future__ import annotations

import json
import os
import socket

import nbformat
import pytest
from grading_notebooks import (
    RIGHT,
    answered,
    arrays_course,
    code,
    hand_in,
    notebook,
    released,
    text,
    without,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.gradebook.collect import collect
from autograder.gradebook.course import Course
from autograder.gradebook.instructor import load_assignment
from autograder.judge.finding import find_notebooks
from autograder.judge.reading import StudentCell, Unreadable, read_notebook
from autograder.judge.sanitize import sanitize
from autograder.types import Submission


@pytest.fixture(scope="module")
def arrays(tmp_path_factory):
    root = tmp_path_factory.mktemp("course")
    source = arrays_course(root)
    assignment = load_assignment(Course(root), "arrays").assignment
    return assignment, released(source)


def student_cells(nb) -> list[StudentCell]:
    return read_notebook(nbformat.writes(nb).encode())[0]


def names(sanitized) -> list[str]:
    return [cell.spec.grade_id if cell.spec else cell.source for cell in sanitized.cells]


# -- the instructor's side ------------------------------------------------------------------------


def test_the_instructors_notebook_is_read_as_nbgrader_reads_it(arrays):
    spec = arrays[0].notebooks[0]
    by_name = {cell.grade_id: cell for cell in spec.cells}
    assert list(by_name) == ["setup", "mean", "test_mean", "rows", "test_rows", "parts",
                             "test_parts", "plot", "why", "essay"]  # fmt: skip
    assert "secret_input" in by_name["test_mean"].source
    assert "secret_input" not in by_name["test_mean"].visible
    assert "np.sum" not in by_name["mean"].source
    assert "one point a line" not in by_name["essay"].visible
    assert arrays[0].max_score == 12.5
    assert arrays[0].files == {"table.csv": b"1,2,3\n4,5,6\n7,8,9\n"}


@pytest.mark.parametrize(("schema", "format_"), [(1, 4), (2, 4), (3, 3)])
def test_older_schemas_and_formats_of_a_submission_are_read(arrays, schema, format_):
    assignment, stub = arrays
    nb = answered(stub, **RIGHT)
    for cell in nb.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader["schema_version"] = schema
    if format_ == 3:
        nb = nbformat.convert(nb, 3)
    content = json.dumps(nb).encode()
    found = find_notebooks(assignment, {"arrays.ipynb": content})
    sanitized = sanitize(assignment.notebooks[0], found.notebooks["arrays"])
    assert found.notes == sanitized.notes == []
    assert {c.spec.grade_id: c.source for c in sanitized.cells if c.spec}["mean"] == RIGHT["mean"]


def test_an_older_schema_of_the_instructor_is_upgraded_in_memory(tmp_path):
    source = arrays_course(tmp_path)
    for cell in source.cells:
        if "nbgrader" in cell.metadata and not cell.metadata.nbgrader.pop("task"):
            cell.metadata.nbgrader["schema_version"] = 2
    source.cells = [
        c for c in source.cells if c.metadata.get("nbgrader", {}).get("grade_id") != "essay"
    ]
    path = tmp_path / "source/arrays/arrays.ipynb"
    nbformat.write(source, path)
    before = path.read_bytes()
    assert len(load_assignment(Course(tmp_path), "arrays").assignment.notebooks[0].cells) == 9
    assert path.read_bytes() == before


# -- what comes from a student, and what doesn't --------------------------------------------------


def test_only_answers_and_own_cells_come_from_a_student(arrays):
    assignment, stub = arrays
    nb = answered(stub, **{**RIGHT, "test_mean": "pass", "setup": "import os"})
    nb.cells.insert(1, code("own = 1", tags=["skip-execution"]))
    for cell in nb.cells:
        cell.metadata["tags"] = ["skip-execution"]
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader.update(points=99, grade=True, solution=False, locked=False)
            cell.metadata.nbgrader["task"] = False
    nb.metadata["kernelspec"] = {"name": "bash", "display_name": "x", "language": "bash"}
    spec = assignment.notebooks[0]
    cells = sanitize(spec, student_cells(nb)).cells
    by_name = {cell.spec.grade_id: cell for cell in cells if cell.spec}
    assert by_name["test_mean"].source == by_name["test_mean"].spec.source
    assert by_name["setup"].source.startswith("import numpy")
    assert by_name["mean"].source == RIGHT["mean"] and by_name["why"].source == RIGHT["why"]
    assert all(cell.run for cell in cells) and all("tags" not in c.metadata for c in cells)
    assert by_name["test_mean"].metadata["nbgrader"]["points"] == 2
    own = next(cell for cell in cells if cell.source == "own = 1")
    assert own.metadata == {} and cells.index(own) == 1


def test_a_cell_type_changed_by_accident_is_changed_back(arrays):
    assignment, stub = arrays
    nb = answered(stub, **RIGHT)
    for index, cell in enumerate(nb.cells):
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "mean":
            nb.cells[index] = nbformat.v4.new_markdown_cell(cell.source, metadata=cell.metadata)
    cells = sanitize(assignment.notebooks[0], student_cells(nb)).cells
    assert next(c for c in cells if c.spec and c.spec.grade_id == "mean").cell_type == "code"


def test_the_instructors_tags_on_plain_cells_hold(tmp_path):
    nb = notebook(code("input('your name')", tags=["skip-execution"]), text("end"))
    path = tmp_path / "source" / "a" / "a.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(nb, path)
    spec = load_assignment(Course(tmp_path), "a").assignment.notebooks[0]
    same, other = student_cells(notebook(code("input('your name')"), code("input('mine')")))
    runs = [cell.run for cell in sanitize(spec, [same, other]).cells]
    assert runs == [False, True]


def test_missing_cells(arrays):
    assignment, stub = arrays
    spec = assignment.notebooks[0]
    nb = without(answered(stub, **RIGHT), "test_rows", "rows", "why", "setup", "plot")
    sanitized = sanitize(spec, student_cells(nb))
    by_name = {cell.spec.grade_id: cell for cell in sanitized.cells if cell.spec}
    assert "rows" not in by_name  # its stub could undo what the student wrote elsewhere
    assert by_name["test_rows"].restored and by_name["test_rows"].run
    assert by_name["setup"].restored and by_name["setup"].run
    assert by_name["plot"].restored and not by_name["plot"].run
    assert len(sanitized.notes) == 5
    order = [name for name in names(sanitized) if name in by_name]
    assert order == [cell.grade_id for cell in spec.cells if cell.grade_id != "rows"]


def test_of_several_copies_the_first_changed_one_is_the_answer(arrays):
    assignment, stub = arrays
    spec = assignment.notebooks[0]
    stub_cell, mine = stub.cells[2], answered(stub, mean="first = 1").cells[2]
    again, test_cell = answered(stub, mean="second = 2").cells[2], stub.cells[3]
    nb = notebook(stub_cell, mine, again, test_cell, test_cell, stub_cell)
    sanitized = sanitize(spec, student_cells(nb))
    shown = names(sanitized)
    assert shown[:4] == ["setup", "mean", "second = 2", "test_mean"]
    assert next(c for c in sanitized.cells if c.spec and c.number == 2).source == "first = 1"
    assert shown.count("test_mean") == 1
    assert sum("times" in note for note in sanitized.notes) == 2


def test_moved_cells_go_back_and_own_cells_follow(arrays):
    assignment, stub = arrays
    nb = answered(stub, **RIGHT)
    mean, test_mean = nb.cells[2], nb.cells[3]
    nb.cells[2:4] = [test_mean, mean, code("behind the mean")]
    sanitized = sanitize(assignment.notebooks[0], student_cells(nb))
    shown = names(sanitized)
    place = shown.index("mean")
    assert shown[place : place + 2] == ["mean", "behind the mean"]
    assert shown.index("test_mean") < shown.index("rows")
    assert sanitized.notes == ["cells were moved: they were put back into their order"]


# -- files that aren't what they should be ---------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"  \n\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b'{"cells": [', "is broken JSON (line 1), it seems to be cut off"),
        (b'{"cells": [}]', "is broken JSON (line 1)"),
        (b"import numpy as np", "is not a Jupyter notebook"),
        (b"PK\x03\x04 zip", "is not a Jupyter notebook"),
        (b"[1, 2]", "is JSON but not a Jupyter notebook"),
        (b'{"a": 1}', "is JSON but not a Jupyter notebook"),
        (b'{"cells": 3}', "is JSON but not a Jupyter notebook"),
        (b'{"worksheets": [3]}', "old notebook format"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000, "is broken JSON"),
        (b"{\n<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> x\n", "merge conflict markers (line 2)"),
        (b'{"x": "' + b"a" * 21_000_000 + b'"}', "21 MB"),
    ],
)  # fmt: skip
def test_unreadable_files_get_a_sentence(content, words):
    with pytest.raises(Unreadable, match=".") as caught:
        read_notebook(content)
    assert words in str(caught.value)


def test_conflicts_in_metadata_are_resolved(arrays):
    lines = nbformat.writes(arrays[1]).splitlines()
    at = next(i for i, line in enumerate(lines) if '"execution_count": null' in line)
    lines[at : at + 1] = ["<<<<<<< HEAD", '   "execution_count": 3,', "||||||| base", "   x",
                          "=======", '   "execution_count": 7,', ">>>>>>> other"]  # fmt: skip
    cells, notes = read_notebook("\n".join(lines).encode())
    assert len(cells) == len(arrays[1].cells)
    assert "merge conflict markers" in notes[0] and "upper version" in notes[0]


def test_odd_encodings_and_cells_are_read():
    raw = {
        "cells": [
            {"cell_type": "code", "source": ["a\n", 3, "b"], "metadata": None},
            {"cell_type": "heading", "source": {"x": 1}},
            "not a cell",
            {"cell_type": "code", "source": "\ud800", "metadata": {"nbgrader": {"grade_id": 5}}},
            {"cell_type": "markdown", "attachments": {"a.png": {"image/png": "AA"}, "b": 1}},
        ]
    }  # fmt: skip
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        cells, _ = read_notebook(json.dumps(raw).encode(encoding))
        assert cells[0].source == "a\nb" and cells[1].cell_type == "raw"
        assert cells[3].grade_id is None
        cells[3].source.encode()
        assert cells[4].attachments == {"a.png": {"image/png": "AA"}}


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["cells", "worksheets", "cell_type", "source", "metadata", "nbgrader",
                             "grade_id", "nbformat", "attachments", "outputs", "x"]), inner,
            max_size=6)
    ),
    max_leaves=25,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(["cells", "worksheets", "nbformat", "metadata"]), JSON))
@settings(max_examples=150, deadline=None)
def test_any_json_gives_cells_or_a_sentence(arrays, data):
    spec = arrays[0].notebooks[0]
    try:
        cells, _ = read_notebook(json.dumps(data).encode())
    except Unreadable:
        return
    sanitized = sanitize(spec, cells)
    tests = [c.spec.grade_id for c in sanitized.cells if c.spec and c.spec.is_test]
    assert tests == [cell.grade_id for cell in spec.cells if cell.is_test]


@given(st.binary(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_bytes_give_cells_or_a_sentence(content):
    try:
        read_notebook(content)
    except Unreadable as problem:
        assert str(problem)


@given(st.lists(st.sampled_from(["setup", "mean", "test_mean", "rows", "why", "own", "gone"])))
@settings(max_examples=100, deadline=None)
def test_order_is_always_the_instructors_and_tests_run_once(arrays, picked):
    spec = arrays[0].notebooks[0]
    cells = [StudentCell("code", f"x{i} = {name!r}", name) for i, name in enumerate(picked)]
    sanitized = sanitize(spec, cells)
    known = [cell.spec.grade_id for cell in sanitized.cells if cell.spec]
    order = [cell.grade_id for cell in spec.cells]
    assert known == sorted(known, key=order.index) and len(known) == len(set(known))
    assert {cell.grade_id for cell in spec.cells if cell.is_test} <= set(known)
    own = [name for name in picked if name in ("own", "gone")]
    assert sum(cell.spec is None for cell in sanitized.cells) >= len(own)


# -- folders ---------------------------------------------------------------------------------------


def test_names_of_notebooks(arrays):
    assignment, stub = arrays
    right = nbformat.writes(answered(stub, **RIGHT)).encode()
    found = find_notebooks(assignment, {"sub/my copy.ipynb": right, "Untitled.ipynb": b"{}"})
    assert found.notebooks["arrays"] is not None
    assert "is called sub/my copy.ipynb instead of arrays.ipynb" in found.notes[0]
    assert "Untitled.ipynb is not part of the assignment" in found.notes[1]

    found = find_notebooks(assignment, {"arrays.ipynb": b"", "arrays-Copy1.ipynb": right})
    assert found.notebooks["arrays"] is not None
    assert "arrays.ipynb is empty" in found.notes[0] and "Copy1.ipynb was graded" in found.notes[0]

    found = find_notebooks(assignment, {"essay.ipynb": nbformat.writes(notebook()).encode()})
    assert found.notebooks["arrays"] is None
    assert "arrays.ipynb was not handed in" in found.notes[0]


def test_links_devices_and_huge_files_are_refused_by_name(tmp_path, arrays, monkeypatch):
    path = hand_in(tmp_path, "eve", arrays[1])
    folder = path.parent
    secret = tmp_path / "secret.txt"
    secret.write_text("the solution")
    (folder / "link.txt").symlink_to(secret)
    (folder / "folder").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe")
    (folder / "big.bin").write_bytes(b"0" * 2_000_000)
    (folder / "data").mkdir()
    (folder / "data" / "mine.csv").write_text("1")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "arrays.ipynb").write_text("old")
    with socket.socket(socket.AF_UNIX) as server:
        monkeypatch.chdir(folder)  # a socket's address has at most 107 bytes
        server.bind("socket")
        files = collect(
            Submission("eve", "arrays", folder), [".ipynb_checkpoints"], largest_file=1_000_000
        )
    assert set(files.files) == {"arrays.ipynb", "data/mine.csv"}
    said = " ".join(files.notes)
    for words in ("link.txt was refused: it is a link", "folder was refused: it is a link",
                  "pipe was refused: it is a pipe", "socket was refused: it is a socket",
                  "big.bin was refused: it has 2 MB, 1 MB are allowed"):  # fmt: skip
        assert words in said


def test_a_linked_submission_folder_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    files = collect(Submission("eve", "a", tmp_path / "link"), [])
    assert files.files == {} and "is a link" in str(files.problem)
