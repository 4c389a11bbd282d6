"""The same command again: what is up to date isn't graded, what is missing is put back."""

from __future__ import annotations

import random
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from grading_notebooks import RIGHT, answered, arrays_course, hand_in, released
from grading_stock import grades
from nbgrader.api import Gradebook
from rich.console import Console
from test_grade_farm import BARE, KILLER, Heard

from autograder.farm.changes import print_changes
from autograder.farm.run import Outcome, grade_class
from autograder.gradebook.course import Course
from autograder.gradebook.journal import Journal
from tests.bench import kill


def grade(root: Path, **asked) -> tuple[Outcome, list[str]]:
    """Grades a class. Returns the outcome, and who was really graded."""
    heard = Heard()
    outcome = grade_class(Course(root), [], listener=heard, **{**BARE, **asked})
    started = [name for kind, name in heard.events if kind == "started"]
    assert len([kind for kind, _ in heard.events if kind in ("known", "finished")]) == len(
        outcome.verdicts
    )
    assert outcome.up_to_date == len(outcome.verdicts) - len(started)
    return outcome, started


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A class that has been graded once."""
    root = tmp_path_factory.mktemp("class")
    right = answered(released(arrays_course(root)), **RIGHT)
    hand_in(root, "ada", right)
    hand_in(root, "bob", b"")
    outcome, started = grade(root)
    assert started == ["ada", "bob"]
    return root, outcome


@pytest.fixture
def again(graded, tmp_path):
    """A copy of that class, and what came of it."""
    root = tmp_path / "class"
    shutil.copytree(graded[0], root)
    return root, graded[1], grades(root / "gradebook.db")


def test_nothing_is_graded_twice(again):
    root, first, book = again
    assert all(record.booked for record in Journal(root).records())
    outcome, started = grade(root)
    assert started == [] and outcome.verdicts == first.verdicts
    assert grades(root / "gradebook.db") == book


def test_what_somebody_removed_is_put_back(again):
    root, first, book = again
    (root / "gradebook.db").unlink()
    shutil.rmtree(root / "feedback" / "ada")
    shutil.rmtree(root / "autograded")
    outcome, started = grade(root)
    assert started == [] and outcome.verdicts == first.verdicts
    assert grades(root / "gradebook.db") == book
    assert (root / "feedback/ada/arrays/arrays.html").is_file()
    assert (root / "autograded/ada/arrays/arrays.ipynb").is_file()
    with Gradebook(f"sqlite:///{root}/gradebook.db") as opened:
        opened.remove_submission("arrays", "ada")
    outcome, started = grade(root)
    assert started == [] and grades(root / "gradebook.db") == book
    shutil.rmtree(root / "feedback" / "ada")
    assert grade(root)[1] == [] and (root / "feedback/ada/arrays/arrays.html").is_file()


def test_what_was_not_booked_is_booked(again):
    root, _, book = again
    journal = Journal(root)
    record = journal.read("ada", "arrays")
    journal.write(replace(record, booked=False))
    with Gradebook(f"sqlite:///{root}/gradebook.db") as opened:
        opened.find_grade("test_mean", "arrays", "arrays", "ada").auto_score = 0.5
        opened.db.commit()
    assert grade(root)[1] == []
    assert grades(root / "gradebook.db") == book and journal.read("ada", "arrays").booked


def test_what_a_person_graded_stays_and_is_shown(again):
    root, _, _ = again
    with Gradebook(f"sqlite:///{root}/gradebook.db") as opened:
        mark = opened.find_grade("why", "arrays", "arrays", "ada")
        mark.manual_score, mark.needs_manual_grade = 1.5, False
        opened.find_comment("why", "arrays", "arrays", "ada").manual_comment = "well said"
        opened.db.commit()
    book = grades(root / "gradebook.db")
    outcome, started = grade(root)
    assert started == [] and grades(root / "gradebook.db") == book  # no second look is asked for
    assert outcome.verdicts[0].score == 7.5
    page = root / "feedback/ada/arrays/arrays.html"
    assert "well said" in page.read_text()
    (root / "gradebook.db").unlink()  # the person's work goes with it, and nothing else
    assert grade(root)[0].verdicts[0].score == 6


def test_what_changed_is_graded_again_and_a_regrade_says_why(again):
    root, first, _ = again
    path = root / "source" / "arrays" / "arrays.ipynb"
    source = nbformat.read(path, as_version=4)
    for cell in source.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "test_rows":
            cell.source += "\nassert rows[0] == 7"
    nbformat.write(source, path)
    outcome, started = grade(root, regrade=True)
    assert started == ["ada", "bob"] and outcome.verdicts[0].score == 5
    (change,) = outcome.changes
    assert (change.student, change.before, change.after) == ("ada", 6, 5)
    assert change.cells == {"test_rows": (1, 0)} and change.why == "assignment changed"
    console = Console(width=120, record=True)
    print_changes(outcome.changes, console)
    assert "6 → 5" in console.export_text() and "assignment changed" not in first.warnings
    # Another hand-in of one student is one student's business.
    hand_in(root, "bob", (root / "submitted/ada/arrays/arrays.ipynb").read_bytes())
    outcome, started = grade(root)
    assert started == ["bob"] and [v.score for v in outcome.verdicts] == [5, 5]


def test_a_failure_of_ours_is_tried_again_next_time(again):
    root, _, book = again
    stub = nbformat.read(root / "submitted/ada/arrays/arrays.ipynb", as_version=4)
    hand_in(root, "ada", answered(stub, mean=KILLER))
    outcome, started = grade(root, students=["ada"])
    assert started == ["ada"] and "3 times" in str(outcome.verdicts[0].reason)
    assert grades(root / "gradebook.db") == book
    hand_in(root, "ada", stub)  # the very one that was graded first
    outcome, started = grade(root, students=["ada"])
    assert started == ["ada"] and outcome.verdicts[0].score == 6
    assert grades(root / "gradebook.db") == book


@pytest.mark.slow
@pytest.mark.alone
def test_kill_9_of_anything_at_any_moment_ends_with_the_same_gradebook(tmp_path):
    kill.make_class(tmp_path / "model", 4)
    shutil.copytree(tmp_path / "model", tmp_path / "calm")
    expected = kill.undisturbed(tmp_path / "calm")

    def once(number):
        root = tmp_path / str(number)
        shutil.copytree(tmp_path / "model", root)
        victim = kill.VICTIMS[number % len(kill.VICTIMS)]
        return kill.kill_once(root, victim, random.Random(), expected)

    with ThreadPoolExecutor(2) as pool:  # two classes at a time, each on two workers
        killed = list(pool.map(once, range(10)))
    assert [one for one in killed if one.problems] == []
    assert sum(bool(one.command) for one in killed) > 5, "most runs were over before"
