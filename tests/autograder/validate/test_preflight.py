"""What can be seen without running anything, what is mended of it, and what is left alone."""

from __future__ import annotations

import json

import nbformat
import pytest
from accidents import NAME, RELEASE, index, own_cell, save, solved
from nbgrader.utils import compute_checksum

from autograder.farm.answers import to_bytes
from autograder.judge.decoding import Unreadable, decode_notebook, without_outputs
from autograder.judge.reading import conflict_line, read_notebook
from autograder.validate.check import WrongCall, beside, look, open_notebook
from autograder.validate.findings import NOTE
from autograder.validate.mend import mend_notebook
from autograder.validate.release import find_release, spec_of

ANSWER = "def softsign(z):\n    return z / (1 + np.abs(z))"


def said(path, release=RELEASE):
    findings = look(open_notebook(path, release))
    return {finding.kind: finding for finding in findings if finding.level != NOTE}


def sources(path):
    return [(cell.cell_type, cell.source) for cell in nbformat.read(path, 4).cells]


@pytest.mark.parametrize(
    ("change", "kind", "words"),
    [
        (lambda text: text.replace("\n", "\r\n").encode(), "line-ends", "line ends of Windows"),
        (lambda text: text.encode("utf-8-sig"), "encoding", "begins with a byte order mark"),
        (lambda text: text.encode("utf-16-le"), "encoding", "saved as UTF-16"),
        (lambda text: text.replace("−", "-").encode("cp1252", "replace"), "encoding",
         "read as Windows-1252"),
    ],
)  # fmt: skip
def test_files_that_other_programs_wrote(tmp_path, change, kind, words):
    path = save(tmp_path, change(to_bytes(solved()).decode()))
    finding = said(path)[kind]
    assert words in finding.text and finding.mend and finding.automatic
    mend_notebook(path, RELEASE)
    assert said(path) == {}
    content = path.read_bytes()
    assert b"\r" not in content and content[:1] == b"{"
    assert "ä, ö, ü and 20 € say so" in content.decode()


def test_line_ends_within_cells_are_read_as_jupyter_writes_them():
    notebook = solved()
    for cell in notebook.cells:
        cell.source = cell.source.replace("\n", "\r\n")
    cells, notes = read_notebook(to_bytes(notebook))
    assert [cell.source for cell in cells] == [cell.source for cell in solved().cells]
    assert notes == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty; save the notebook"),
        (b"%PDF-1.7", "is not a Jupyter notebook; hand in the .ipynb file itself"),
        (to_bytes(solved())[:3000], "it seems to be cut off; open it in Jupyter"),
        (b'{"cells": 3}', "is JSON but not a Jupyter notebook"),
        (b"{\n<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> x\n}", "holds merge conflict markers (line 2)"),
    ],
)
def test_what_is_no_notebook_is_said_and_left_alone(tmp_path, content, words):
    from autograder.kernel.options import KernelOptions
    from autograder.validate.check import validate
    from autograder.validate.dry_run import Kernels

    path = save(tmp_path, content)
    with Kernels(KernelOptions()) as kernels:
        report = validate(path, kernels, RELEASE)
    [finding] = report.findings
    assert words in finding.sentence and not report.fine and report.cells == {}
    assert mend_notebook(path, RELEASE).sentences == [] and path.read_bytes() == content


def test_a_conflict_between_answers_is_for_the_student(tmp_path):
    lines = to_bytes(solved()).decode().splitlines()
    at = next(number for number, line in enumerate(lines) if '"alike = ' in line)
    lines[at : at + 1] = ["<<<<<<< HEAD", lines[at], "=======", lines[at].replace("7", "3"),
                          ">>>>>>> laptop"]  # fmt: skip
    path = save(tmp_path, "\n".join(lines).encode())
    finding = said(path)["conflict"]
    assert not finding.automatic and f"(line {at + 1})" in finding.text
    assert mend_notebook(path, RELEASE).copy is None


def test_a_conflict_within_a_cell_is_named(tmp_path):
    notebook = solved()
    source = "a = 1\n<<<<<<< local\nalike = 0.7\n=======\nalike = 0.3\n>>>>>>> remote"
    notebook.cells[index(notebook, "alike__solution")].source = source
    path = save(tmp_path, notebook)
    finding = said(path)["conflict"]
    assert "cell 33 holds merge conflict markers (line 2 of the cell)" in finding.text
    assert conflict_line("a = '''\n=======\n>>>>>>> x'''") is None
    # A note of grading as well.
    assert str(read_notebook(path.read_bytes())[1][0]) == finding.text


def test_changed_cells_are_restored_and_answers_are_not(tmp_path):
    notebook = solved()
    notebook.cells[index(notebook, "softsign")].source = "assert True"
    at = index(notebook, "descend")
    notebook.cells[at] = nbformat.v4.new_markdown_cell("gone", metadata=notebook.cells[at].metadata)
    notebook.cells[index(notebook, "softsign__solution")].source = ANSWER
    notebook.cells.insert(8, own_cell("tried = 1", "tried"))
    path = save(tmp_path, notebook)
    findings = [one for one in look(open_notebook(path, RELEASE)) if one.kind == "changed"]
    assert [one.cell for one in findings] == ["the cell 'softsign'", "the cell 'descend'"]
    mend_notebook(path, RELEASE)
    expected = [(cell.cell_type, cell.source) for cell in solved().cells]
    expected[3] = ("code", ANSWER)
    expected.insert(8, ("code", "tried = 1"))
    assert sources(path) == expected and said(path) == {}


def test_lost_metadata_are_recognized_and_put_back(tmp_path):
    notebook = solved()
    for cell in notebook.cells:
        cell.metadata = {}
    path = save(tmp_path, notebook)
    assert set(said(path)) == {"metadata"}
    done = mend_notebook(path, RELEASE)
    assert any("metadata were put back" in sentence for sentence in done.sentences)
    assert said(path) == {} and sources(path) == [(c.cell_type, c.source) for c in solved().cells]
    assert [c.metadata for c in nbformat.read(path, 4).cells] == [
        c.metadata for c in nbformat.read(RELEASE, 4).cells
    ]


def test_without_metadata_and_ids_functions_are_still_recognized(tmp_path):
    data = json.loads(to_bytes(solved()))
    data["nbformat_minor"] = 4
    for cell in data["cells"]:
        del cell["id"]
        cell["metadata"] = {}
    path = save(tmp_path, json.dumps(data).encode())
    assert {"metadata", "missing"} <= set(said(path))
    mend_notebook(path, RELEASE)
    assert all(source in sources(path) for source in sources(save(tmp_path, solved(), "x.ipynb")))
    lost = [one.cell for one in look(open_notebook(path, RELEASE)) if one.kind == "missing"]
    assert lost == []


def test_a_copy_with_another_answer_becomes_a_cell_of_its_own(tmp_path):
    notebook = solved()
    at = index(notebook, "alike__solution")
    twin = own_cell("alike = 0.1  # or so?", "twin")
    twin.metadata = notebook.cells[at].metadata
    notebook.cells.insert(at + 1, twin)
    path = save(tmp_path, notebook)
    done = mend_notebook(path, RELEASE)
    assert "it stays, as a cell of your own" in done.sentences[0]
    assert ("code", "alike = 0.1  # or so?") in sources(path) and said(path) == {}


def test_moved_cells_untouched_exercises_and_an_old_format(tmp_path):
    notebook = solved()
    at = index(notebook, "descend__solution")
    notebook.cells.insert(2, notebook.cells.pop(at))
    stub = nbformat.read(RELEASE, 4).cells[index(notebook, "alike__solution")]
    notebook.cells[index(notebook, "alike__solution")].source = stub.source
    path = save(tmp_path, json.dumps(nbformat.convert(notebook, 3)).encode())
    found = said(path)
    assert {"order", "untouched", "format"} <= set(found)
    assert "one exercise is still as handed out: alike" in found["untouched"].text
    assert "old notebook format 3" in found["format"].text
    mend_notebook(path, RELEASE)
    assert set(said(path)) == {"untouched"}


def test_a_checkpoint_itself_is_not_what_one_hands_in(tmp_path):
    path = save(tmp_path / ".ipynb_checkpoints", solved(), NAME.replace(".", "-checkpoint."))
    finding = said(path)["checkpoint"]
    assert f"hand in {NAME} from the folder above" in finding.mend
    assert mend_notebook(path, RELEASE).copy is None


def test_originals_are_never_overwritten(tmp_path):
    path = save(tmp_path, to_bytes(solved()).decode().encode("utf-16"))
    kept = tmp_path / NAME.replace(".", ".before-mend.")
    kept.write_bytes(b"an older one")
    done = mend_notebook(path, RELEASE)
    assert done.copy.name == NAME.replace(".", ".before-mend-2.")
    assert kept.read_bytes() == b"an older one"
    # Two files that want one name: nobody is renamed.
    other = save(tmp_path, solved(), "other.ipynb")
    assert mend_notebook(other, RELEASE).path == other


def test_the_release_is_found_by_name_and_by_cells(tmp_path):
    course = tmp_path / "release" / "one"
    course.mkdir(parents=True)
    (course / NAME).write_bytes(RELEASE.read_bytes())
    for name in (NAME, NAME.replace(".", "-Copy2."), "homework.ipynb"):
        path = save(tmp_path / "work" / "deep", solved(), name)
        cells, _ = read_notebook(path.read_bytes())
        assert find_release(path, cells)[0] == course / NAME
    with pytest.raises(WrongCall, match="there is no file"):
        open_notebook(path, tmp_path / "nothing.ipynb")


def test_without_a_release_checksums_tell_what_was_changed(tmp_path):
    notebook = solved()
    for cell in notebook.cells:  # of no course that is known here
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader.grade_id += "_x"
            if cell.metadata.nbgrader.locked:
                cell.metadata.nbgrader.checksum = compute_checksum(cell)
        cell["id"] += "_x"
    notebook.cells[index(notebook, "softsign_x")].source = "assert True"
    path = save(tmp_path, notebook, "other.ipynb")
    opened = open_notebook(path)
    assert opened.own and len(opened.spec.cells) == 24
    findings = look(opened)
    assert [one.kind for one in findings] == ["changed", "no-release"]
    assert not findings[0].automatic


def test_hidden_tests_are_left_out_wherever_they_come_from():
    from accidents import SOLVED

    assert b"BEGIN HIDDEN TESTS" in SOLVED.read_bytes()
    spec = spec_of("x", decode_notebook(SOLVED.read_bytes()))
    assert not any("HIDDEN" in cell.source or "rng(" in cell.source
                   for cell in spec.cells if cell.is_test)  # fmt: skip


def test_only_mentioned_files_are_taken_along(tmp_path):
    for name in ("table.csv", "utils.py", "other.csv", "my data.txt"):
        (tmp_path / name).write_text(name)
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "a.png").write_bytes(b"1")
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "b.png").write_bytes(b"2")
    notebook = nbformat.v4.new_notebook(
        cells=[
            own_cell(
                "import utils\nopen('table.csv'); open('my data.txt'); open('pictures/a.png')", "a"
            )
        ]
    )
    path = save(tmp_path, notebook)
    found = beside(path, read_notebook(path.read_bytes())[0])
    assert sorted(found) == ["my data.txt", "pictures/a.png", "table.csv", "utils.py"]


def test_outputs_are_cut_out_of_a_notebook_without_parsing_it():
    data = {
        "cells": [
            {"cell_type": "code", "outputs": [{"text": ['"outputs": [', "]\\", "{"]}, []],
             "source": '"outputs": [1]', "metadata": {"outputs": [1]}},
            {"cell_type": "markdown", "source": "outputs"},
            {"outputs": [], "source": "x"},
        ],
        "outputs": [2],
    }  # fmt: skip
    left = json.loads(without_outputs(json.dumps(data, indent=1).encode()))
    data["cells"][0]["outputs"] = []
    assert left == data
    for hostile in (b'{"cells": [{"outputs": [[[', b'"\\"' * 1000, b"]]]]", b'"outputs": ['):
        assert without_outputs(hostile) is not None
    with pytest.raises(Unreadable, match="21 MB"):
        decode_notebook(b'{"cells": [{"source": "' + b"a" * 21_000_000 + b'"}]}')
