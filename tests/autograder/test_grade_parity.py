"""Honest submissions get what nbgrader's own commands give, cell by cell, in any course."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import nbgrader
import pytest
from grading_notebooks import (
    RIGHT,
    answered,
    arrays_course,
    code,
    given,
    hand_in,
    manual_code,
    notebook,
    save,
    solution,
    task,
    test,
    text,
    written,
)
from grading_stock import grades
from grading_stock import nbgrader as run_nbgrader

from autograder.farm.run import grade_class
from autograder.gradebook.course import Course

DOCS = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide"
DUE = "2024-03-01 12:00:00 UTC"


def compare(root: Path, tmp_path: Path, assignment: str, db: str = "gradebook.db") -> dict:
    """Grades a copy with nbgrader and one with ours. Returns the scores, which are equal."""
    stock, ours = tmp_path / "stock", tmp_path / "ours"
    shutil.copytree(root, stock)
    shutil.copytree(root, ours)
    for copy in (stock, ours):
        for path in (copy / "submitted").rglob("*"):
            path.chmod(path.stat().st_mode | 0o200)
    made = run_nbgrader(stock, "generate_assignment", assignment)
    assert made.returncode == 0, made.stderr[-2000:]
    done = run_nbgrader(stock, "autograde", assignment)
    assert done.returncode == 0, done.stderr[-2000:]
    outcome = grade_class(Course(ours), [assignment])
    assert [v.reason for v in outcome.verdicts if v.status == "failed"] == []
    theirs, mine = grades(stock / db), grades(ours / db)
    different = {
        key: (theirs.get(key), mine.get(key))
        for key in theirs.keys() | mine.keys()
        if theirs.get(key) != mine.get(key)
    }
    assert different == {}
    assert run_nbgrader(ours, "export").returncode == 0
    return mine


def release(root: Path, assignment: str) -> dict[str, nbformat.NotebookNode]:
    """Makes the student version with nbgrader, in a copy of its own."""
    copy = root.parent / f"{root.name}-release"
    shutil.copytree(root, copy)
    made = run_nbgrader(copy, "generate_assignment", assignment)
    assert made.returncode == 0, made.stderr[-2000:]
    found = {path.stem: path for path in copy.rglob("*.ipynb") if "release" in path.parts}
    return {name: nbformat.read(path, as_version=4) for name, path in found.items()}


@pytest.mark.slow
def test_nbgraders_demo_course_with_its_own_submissions(tmp_path):
    root = tmp_path / "demo"
    shutil.copytree(DOCS / "source", root / "source")
    shutil.copytree(DOCS / "submitted", root / "submitted")
    (root / "nbgrader_config.py").write_text(
        'c = get_config()\nc.CourseDirectory.course_id = "example"\n'
        'c.IncludeHeaderFooter.header = "source/header.ipynb"\n'
    )
    assert len(compare(root, tmp_path, "ps1")) == 36


@pytest.mark.slow
def test_one_notebook_with_everything(tmp_path):
    root = tmp_path / "arrays"
    arrays_course(root)
    stub = release(root, "arrays")["arrays"]
    hand_in(root, "right", answered(stub, **RIGHT))
    hand_in(root, "untouched", stub)
    hand_in(root, "partial", answered(stub, parts="def part(k):\n    return min(k, 1)", why="?"))
    hand_in(root, "wrong", answered(stub, mean="def mean(x):\n    return 2.0", rows="rows = 1"))
    hand_in(root, "syntax", answered(stub, **{**RIGHT, "mean": "def mean(x:\n    return 1"}))
    own = answered(stub, **RIGHT)
    own.cells.insert(2, code("1 / 0"))
    own.cells.insert(2, text("My notes"))
    own.cells.append(code("print('the end')"))
    hand_in(root, "own_cells", own)
    changed = answered(stub, **{**RIGHT, "test_mean": "pass", "setup": "import numpy as np"})
    hand_in(root, "changed_tests", changed)
    (root / "submitted" / "right" / "arrays" / "table.csv").write_text("0,0\n")
    (root / "submitted" / "right" / "arrays" / "notes.txt").write_text("mine")
    scores = compare(root, tmp_path, "arrays")
    assert scores["arrays", "partial", "arrays", "test_parts"][0] == 2
    assert len(scores) > 80


@pytest.mark.slow
def test_several_notebooks_other_names_late_penalties_and_footers(tmp_path):
    """A course in another style: own folder names and markers, tests at the end, a plugin."""
    root = tmp_path / "physics"
    first = notebook(
        text("# Falling"),
        code("g = 9.81  # not locked", tags=["parameters"]),
        solution("fall", "def fall(t):\n    #<solution>\n    return g*t**2 / 2\n    #</solution>"),
        solution("time", "def time(h):\n    #<solution>\n    return (2*h/g)**.5\n    #</solution>"),
        manual_code("sketch", 2, "#<solution>\nprint('sketch')\n#</solution>"),
        written("explain", 1.5, "Because of gravity."),
        given("write", "open('result.txt', 'w').write(str(fall(1)))"),
        test("fall_zero", 1, "assert fall(0) == 0\nprint('zero is right')"),
        test("fall_one", 1.5, "assert abs(fall(1) - g / 2) < 1e-9\n"
                              "#<hidden>\nassert fall(2) > 19\n#</hidden>"),
        test("round_trip", 2, "assert abs(time(fall(3)) - 3) < 1e-6"),
    )  # fmt: skip
    second = notebook(
        given("read", "fallen = float(open('result.txt').read())\nimport constants"),
        test("own_file", 1, "assert open('mine.txt').read() == 'changed'"),
        solution("double", "#<solution>\nanswer = 2 * fallen\n#</solution>"),
        test("uses_file", 1, "assert answer == 2 * fallen\nassert constants.K == 7"),
        test("as_text", 1, "'%.1f' % answer"),
        task("measure", 4, "Measure it yourself."),
    )
    footer = notebook(code("print('the end')"))
    save(first, root / "instructor" / "lab" / "a_fall.ipynb")
    save(second, root / "instructor" / "lab" / "b_read.ipynb")
    (root / "instructor" / "lab" / "constants.py").write_text("K = 7\n")
    (root / "instructor" / "lab" / "mine.txt").write_text("to be changed\n")
    save(footer, root / "footer.ipynb")
    (root / "late.py").write_text(
        "from nbgrader.plugins import BasePlugin\n"
        "class PerHour(BasePlugin):\n"
        "    def late_submission_penalty(self, student_id, score, total_seconds_late):\n"
        "        return 0.5 * (total_seconds_late // 3600)\n"
    )
    (root / "nbgrader_config.py").write_text(
        "c = get_config()\n"
        "c.CourseDirectory.source_directory = 'instructor'\n"
        "c.CourseDirectory.submitted_directory = 'submitted'\n"
        "c.CourseDirectory.directory_structure = '{nbgrader_step}/{assignment_id}/{student_id}'\n"
        "c.CourseDirectory.db_url = 'sqlite:///grades.db'\n"
        "c.IncludeHeaderFooter.footer = 'footer.ipynb'\n"
        "c.ClearSolutions.begin_solution_delimeter = '#<solution>'\n"
        "c.ClearSolutions.end_solution_delimeter = '#</solution>'\n"
        "c.ClearHiddenTests.begin_test_delimeter = '#<hidden>'\n"
        "c.ClearHiddenTests.end_test_delimeter = '#</hidden>'\n"
        "c.ClearSolutions.code_stub = {'python': 'pass  # write here'}\n"
        "c.Execute.timeout = 60\n"
        "c.Autograde.exclude_overwriting = {'lab': ['mine.txt']}\n"
        "from late import PerHour\n"
        "c.AssignLatePenalties.plugin_class = PerHour\n"
    )
    stubs = release(root, "lab")
    right = {
        "fall": "def fall(t):\n    return g * t * t / 2",
        "time": "import math\ndef time(h):\n    return math.sqrt(2 * h / g)",
        "sketch": "print('x')", "explain": "g", "double": "answer = fallen + fallen",
    }  # fmt: skip
    late = {"early": None, "on_time": "2024-03-01 11:00:00 UTC", "late": "2024-03-01 14:30:00 UTC",
            "very_late": "2024-03-09 12:00:00 UTC"}  # fmt: skip
    for student, stamp in late.items():
        for name, stub in stubs.items():
            nb = answered(stub, **right)
            save(nb, root / "submitted" / "lab" / student / f"{name}.ipynb")
        if stamp:
            (root / "submitted" / "lab" / student / "timestamp.txt").write_text(stamp)
    for student in ("early", "late"):  # allowed to replace this file, but not the other one
        (root / "submitted" / "lab" / student / "mine.txt").write_text("changed")
        (root / "submitted" / "lab" / student / "constants.py").write_text("K = 8")
    wrong = answered(stubs["a_fall"], **{**right, "fall": "def fall(t):\n    return 9.81 * t / 2"})
    save(wrong, root / "submitted" / "lab" / "linear" / "a_fall.ipynb")
    save(stubs["b_read"], root / "submitted" / "lab" / "linear" / "b_read.ipynb")
    save(answered(stubs["b_read"], **right), root / "submitted" / "lab" / "half" / "b_read.ipynb")
    # The due date lives in the gradebook only.
    made = run_nbgrader(root, "db", "assignment", "add", "lab", f"--duedate={DUE}")
    assert made.returncode == 0, made.stderr[-2000:]
    scores = compare(root, tmp_path, "lab", "grades.db")
    assert scores["lab", "late", "a_fall", "penalty"] == (1.0,)
    assert scores["lab", "half", "a_fall", "fall_one"][0] == 0
    assert scores["lab", "early", "b_read", "own_file"][0] == 1
    assert len(scores) == 102


def test_order_and_position_of_cells_is_the_instructors(tmp_path):
    """Tests above their answers, as some courses have them, stay there."""
    root = tmp_path / "above"
    arrays_course(root)
    nb = notebook(
        test("early", 1, "try:\n    f(1)\n    seen = True\nexcept NameError:\n    seen = False\n"
                         "assert not seen"),
        solution("f", "def f(x):\n    return x"),
        test("late", 1, "assert f(3) == 3"),
    )  # fmt: skip
    save(nb, root / "source" / "above" / "above.ipynb")
    hand_in(root, "ada", nb, assignment="above", name="above.ipynb")
    moved = notebook(*nb.cells[::-1])
    hand_in(root, "bob", moved, assignment="above", name="above.ipynb")
    outcome = grade_class(Course(root), ["above"])
    assert [verdict.score for verdict in outcome.verdicts] == [2, 2]
    assert outcome.verdicts[0].reason is None
    assert "cells were moved" in str(outcome.verdicts[1].reason)
