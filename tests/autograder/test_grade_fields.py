"""What a verdict says besides points: time, memory, and what looks like tampering."""

from __future__ import annotations

import dataclasses
import os
import shutil
from pathlib import Path

import nbformat
import pytest
from grading_notebooks import (
    MEAN,
    MEAN_TEST,
    RIGHT,
    answered,
    given,
    hand_in,
    notebook,
    save,
)

from autograder.farm.run import grade_class
from autograder.gradebook.course import Course
from autograder.gradebook.instructor import load_assignment
from autograder.gradebook.journal import Journal
from autograder.judge.reading import read_notebook
from autograder.judge.sanitize import sanitize

ROOT = Path(__file__).parent.parent.parent
SETUP = given("setup", "import numpy as np")
SOLVED = notebook(SETUP, answered(notebook(MEAN), mean=RIGHT["mean"]).cells[0], MEAN_TEST)
HUNGRY = """\
import time
def mean(x):
    a = np.ones(30_000_000)
    time.sleep(.2)
    return x.mean()"""
FORKS = """\
import os, time
def mean(x):
    while True:
        try:
            os.fork()
        except OSError:
            time.sleep(.01)"""


def handed(**answers: str):
    """What a student of this small course hands in: no hidden lines."""
    nb = answered(SOLVED, **answers)
    for cell in nb.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "test_mean":
            cell.source = cell.source.splitlines()[0]
    return nb


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory):
    root: Path = tmp_path_factory.mktemp("class")
    save(notebook(SETUP, MEAN, MEAN_TEST), root / "source" / "arrays" / "arrays.ipynb")
    hand_in(root, "ada", handed())
    hand_in(root, "hungry", handed(mean=HUNGRY))
    hand_in(root, "forks", handed(mean=FORKS))
    kinder = handed()
    kinder.cells[2].source = "assert True"
    kinder.cells[2].metadata.nbgrader["points"] = 100
    kinder.cells[1].metadata["tags"] = ["skip-execution"]
    twin = nbformat.from_dict({**kinder.cells[2], "id": "twin"})
    kinder.cells.append(twin)
    path = hand_in(root, "kinder", kinder)
    os.symlink("/etc/passwd", path.parent / "data.csv")
    outcome = grade_class(Course(root), [], limits={"processes": 64})
    return root, {verdict.student: verdict for verdict in outcome.verdicts}, outcome.protection


def test_time_and_memory_of_an_exercise(verdicts):
    _, by_name, protection = verdicts
    ada, hungry = (by_name[name].cells["test_mean"] for name in ("ada", "hungry"))
    assert 0 < ada.seconds < by_name["ada"].seconds
    assert hungry.seconds > 0.2
    if protection.level == "none":
        pytest.skip("memory is measured inside walls")
    assert ada.memory is not None
    assert hungry.memory > ada.memory + 200_000_000


def test_an_honest_submission_shows_no_tampering(verdicts):
    assert verdicts[1]["ada"].tampering == () and verdicts[1]["hungry"].tampering == ()


@pytest.mark.parametrize("chapter", ["01_ann_xor", "11_final_quiz"])
def test_what_the_course_hands_out_shows_no_tampering(tmp_path, chapter):
    name = f"{chapter}_exercises.ipynb"
    (tmp_path / "source" / chapter).mkdir(parents=True)
    shutil.copy(ROOT / "solutions" / chapter / name, tmp_path / "source" / chapter / name)
    (spec,) = load_assignment(Course(tmp_path), chapter).assignment.notebooks
    cells, _ = read_notebook((ROOT / "course" / chapter / name).read_bytes())
    assert sanitize(spec, cells).tampering == ()


def test_tampering_is_told_to_the_instructor_and_not_to_the_student(verdicts):
    root, by_name, protection = verdicts
    told = " | ".join(by_name["kinder"].tampering)
    for words in (
        "data.csv was handed in and refused: a link",
        "the test cell 'test_mean' was changed (the instructor's was run)",
        "the metadata of the cell 'test_mean' was changed: points 100, not 2",
        "the cell 'mean' was given the tag 'skip-execution'",
        "the test cell 'test_mean' is there 2 times",
    ):
        assert words in told, told
    assert by_name["kinder"].cells["test_mean"].score == 2
    page = (root / "feedback" / "kinder" / "arrays" / "arrays.html").read_text()
    assert "was changed" not in page and "was given the tag" not in page
    if protection.level != "none":
        assert any("limit of 64 processes" in text for text in by_name["forks"].tampering)


def test_the_journal_keeps_the_fields(verdicts):
    root, by_name, _ = verdicts
    kept = {record.graded.verdict.student: record for record in Journal(root).records()}
    for name, verdict in by_name.items():
        assert dataclasses.asdict(kept[name].graded.verdict) == dataclasses.asdict(verdict)
