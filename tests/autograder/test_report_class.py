"""`autograder report` on a class folder: journal, gradebook, lessons, students' own pages."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest
from class_of_known_answers import make_class
from nbgrader.api import Gradebook
from nbgrader.preprocessors import Execute
from typer.testing import CliRunner

from autograder.cli import app
from autograder.gradebook.book import Book
from autograder.gradebook.course import Course
from autograder.gradebook.instructor import _spec, load_assignment
from autograder.gradebook.journal import Journal
from autograder.report.items import Item, items_of
from autograder.report.lessons import Lessons
from autograder.types import Assignment

CHAPTER = "01_ann_xor"


def run(*args: str):
    return CliRunner().invoke(app, ["report", *args], catch_exceptions=False)


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Nine students of one chapter, in journal and gradebook; the first got 1.5 by hand."""
    root = tmp_path_factory.mktemp("class")
    names = make_class(root, 9, (CHAPTER,))
    course = Course(root)
    loaded = load_assignment(course, CHAPTER)
    with Book(course) as book:
        book.register(loaded)
        for record in Journal(root).records():
            book.record(record.graded, None)
    with Gradebook(course.db_url) as gradebook:
        notebook = f"{CHAPTER}_exercises"
        grade = gradebook.find_grade("moisture", notebook, CHAPTER, names[0])
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        comment = gradebook.find_comment("moisture", notebook, CHAPTER, names[0])
        comment.manual_comment = "well <b>argued</b>"
        gradebook.db.commit()
    return root, names, loaded


def test_the_command_writes_everything(graded):
    root, names, _ = graded
    done = run("--course-dir", str(root))
    assert done.exit_code == 0 and "report on 9 submissions" in done.output
    html = (root / "report.html").read_text()
    assert all(name in html for name in names)
    scores = (root / "report" / "scores.csv").read_text("utf-8-sig").splitlines()
    before = Journal(root).read(names[0], CHAPTER).graded.verdict.score
    line = next(row for row in scores if names[0] in row).split(",")
    assert float(line[3]) == before + 1.5  # the manual grade counts
    assert {path.name for path in (root / "report").iterdir()} == {
        "scores.csv", "distribution.csv", "exercises.csv", "messages.csv", "quiz.csv",
        "resources.csv", "progress.csv", "help.csv", "tampering.csv",
    }  # fmt: skip


def test_a_students_page_shows_the_own_things_only(graded):
    root, names, loaded = graded
    run("--course-dir", str(root))
    hidden = [
        line.strip()
        for notebook in loaded.assignment.notebooks
        for cell in notebook.cells
        for line in set(cell.source.splitlines()) - set(cell.visible.splitlines())
        if len(line.strip()) > 12
    ]
    assert len(hidden) > 20
    for name in names:
        page = (root / "feedback" / name / CHAPTER / "results.html").read_text()
        assert [other for other in names if other in page] == [name]
        assert [line for line in hidden if line in page] == []
    first = (root / "feedback" / names[0] / CHAPTER / "results.html").read_text()
    assert "well &lt;b&gt;argued&lt;/b&gt;" in first and "1.5 of 2 points" in first


def test_the_example_in_the_report_names_nobody(graded):
    root, names, _ = graded
    run("--course-dir", str(root))
    text = (root / "report" / "messages.csv").read_text("utf-8-sig")
    assert "def " in text and "was here" not in text and "/home" not in text
    assert not [name for name in names if name in text]


def test_nothing_graded_and_wrong_calls(tmp_path):
    (tmp_path / "source" / "ps1").mkdir(parents=True)
    done = run("--course-dir", str(tmp_path))
    assert done.exit_code == 0 and "nothing is graded yet" in done.output
    assert not (tmp_path / "gradebook.db").exists()
    for args, words in (
        (["--course-dir", str(tmp_path / "gone")], "there is no folder"),
        (["--course-dir", str(tmp_path), "--output", str(tmp_path / "x" / "y.html")], "--output"),
        (["--course-dir", str(tmp_path), "--lessons", str(tmp_path / "x")], "--lessons"),
    ):
        done = run(*args)
        assert done.exit_code == 2 and words in done.output


def test_an_assignment_that_is_gone_is_named(graded, tmp_path):
    root, _, _ = graded
    other = tmp_path / "class"
    shutil.copytree(root, other)
    shutil.rmtree(other / "source" / CHAPTER)
    assert run("--course-dir", str(other)).exit_code == 0
    assert (
        f"grades of {CHAPTER}, which is no longer in source/" in (other / "report.html").read_text()
    )


# -- where to read again -------------------------------------------------------------------------


def sections(chapter: str) -> dict[str, str]:
    """Title of the section per item, found as a student's page does."""
    path = Path("solutions") / chapter / f"{chapter}_exercises.ipynb"
    written = nbformat.read(path, as_version=4)
    spec = _spec(path.stem, written, written, Execute(), [])
    items = items_of(Assignment(chapter, (spec,), {}), {path.stem: written})
    found = Lessons(Path("course").resolve()).reading(chapter, [written], items)
    return {key: f"{one.path}{unquote(one.anchor)}" for key, one in found.items()}


def test_exercises_find_the_section_that_explains_them():
    found = sections("10_training_well")
    lesson = "10_training_well/10_training_well_lesson.ipynb"
    assert found["stop_when_worse"] == f"{lesson}#Early-stopping"
    assert found["warm_restarts"].endswith("#Learning-rate-schedules")
    assert found["split_by_group"].endswith("#Leaks")
    assert all(one.startswith(lesson) for one in found.values())


def test_an_assignment_without_a_lesson_looks_in_all_of_them():
    found = sections("11_final_quiz")
    assert found["head_of_means"].startswith("09_transfer_learning/")
    assert found["what_arrives"].endswith("02_dnn_lesson.ipynb#What-dropout-does-in-training")


def test_a_link_in_the_exercise_counts_first(tmp_path):
    lesson = tmp_path / "ps1" / "ps1_lesson.ipynb"
    lesson.parent.mkdir()
    new = nbformat.v4
    cells = [
        new.new_markdown_cell(text) for text in ("# All", "## Apples\napples", "## Pears: two\nx")
    ]
    nbformat.write(new.new_notebook(cells=cells), lesson)
    task = new.new_markdown_cell(
        "## Apples\n[the lesson](ps1_lesson.ipynb), [here](ps1_lesson.ipynb#Pears:-two)"
    )
    item = Item("f", "n", "f", "Apples", task.source, ("f__s",))
    written = new.new_notebook(cells=[task])
    found = Lessons(tmp_path).reading("ps1", [written], [item])
    assert (found["f"].title, found["f"].anchor) == ("Pears: two", "#Pears:-two")
    outside = "[qq](../../ps1/ps1_lesson.ipynb#Kiwi)"  # as seen from ps1/: not in the course
    assert Lessons(tmp_path).reading("ps1", [], [Item("f", "n", "f", "zz", outside, ())]) == {}
    assert Lessons(tmp_path).reading("ps1", [], [Item("f", "n", "f", "zz", "qq", ())]) == {}


def test_lesson_links_from_the_configuration(graded, tmp_path):
    root, names, _ = graded
    other = tmp_path / "class"
    shutil.copytree(root, other)
    (other / "nbgrader_config.py").write_text(
        "c = get_config()\nc.Report.lesson_links = 'https://example.org/course/'\n"
    )
    assert run("--course-dir", str(other)).exit_code == 0
    pages = [(other / "feedback" / n / CHAPTER / "results.html").read_text() for n in names]
    assert any(f"https://example.org/course/{CHAPTER}/{CHAPTER}_lesson.ipynb#" in p for p in pages)


@pytest.mark.parametrize("place", ["beside", "elsewhere"])
def test_a_link_shows_no_folder_above_the_class(graded, tmp_path, place):
    root, names, _ = graded
    other = tmp_path / "class"
    shutil.copytree(root, other)
    if place == "beside":
        shutil.copytree(Path("course") / CHAPTER, tmp_path / "course" / CHAPTER)
    assert run("--course-dir", str(other)).exit_code == 0
    texts = [(other / "feedback" / n / CHAPTER / "results.html").read_text() for n in names]
    pages = "".join(texts)
    assert f"in {CHAPTER}_lesson.ipynb" in re.sub("<[^>]+>", "", pages)
    link = f'href="../../../../course/{CHAPTER}/{CHAPTER}_lesson.ipynb#'
    assert (link in pages) == (place == "beside")
    assert str(Path.cwd()) not in pages and str(Path.cwd())[1:] not in pages


def test_the_journal_of_a_notebook_keeps_what_is_needed(graded):
    """The report needs the answers' text: without it there would be no example."""
    root, names, _ = graded
    record = Journal(root).read(names[0], CHAPTER)
    cells = json.loads(record.graded.notebooks[0].text)["cells"]
    assert any(cell["metadata"].get("nbgrader", {}).get("solution") for cell in cells)
