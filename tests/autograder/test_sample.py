"""A sample class end to end, and the proof of a chapter's checks. Both on a chapter of our own."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
import typer
from typer.testing import CliRunner

from autograder.build.answers import load
from autograder.build.builder import without_todo
from autograder.build.new import start_chapter
from autograder.build.notebook import assemble
from autograder.build.release import release
from autograder.farm.answers import combine
from autograder.farm.cli import register
from autograder.farm.prove import compare, prove
from autograder.farm.run import grade_class
from autograder.farm.sample import expected, make_sample
from autograder.gradebook.course import Course, WrongCall

NAME = "12_squares"


def built(root: Path) -> Path:
    """A chapter with its notebooks, made without running them."""
    start_chapter(root / "solutions", NAME)
    chapter = root / "solutions" / NAME
    notebook = assemble(chapter / "exercises.py", "exercises")
    stem = f"{NAME}_exercises"
    (root / "course" / NAME).mkdir(parents=True)
    released = release({stem: notebook})[stem]
    nbformat.write(released, root / "course" / NAME / f"{stem}.ipynb")
    nbformat.write(without_todo(notebook), chapter / f"{stem}.ipynb")
    return chapter


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("chapter")
    built(folder)
    return folder


def test_a_sample_class_gets_exactly_what_it_must(root, tmp_path):
    target = tmp_path / "class"
    count = make_sample(target, root / "solutions", root / "course", mixed=3)
    wanted = expected(target)
    assert count == len(wanted) >= 14
    outcome = grade_class(Course(target), [], cell_seconds=3)
    found = [
        discrepancy
        for verdict in outcome.verdicts
        for discrepancy in compare(
            verdict.student, wanted[verdict.student, verdict.assignment], verdict
        )
    ]
    assert [str(one) for one in found] == []
    assert len(outcome.verdicts) == count
    kinds = {verdict.student.split("_", 1)[1] for verdict in outcome.verdicts}
    assert kinds >= {"perfect", "untouched", "empty_file", "broken_json", "renamed",
                     "deleted_test", "duplicated_cell", "endless_loop", "mixed"}  # fmt: skip


def test_a_class_is_never_overwritten(root, tmp_path):
    arguments = (root / "solutions", root / "course")
    make_sample(tmp_path / "class", *arguments)
    before = {p: p.read_bytes() for p in (tmp_path / "class").rglob("*") if p.is_file()}
    app = typer.Typer()
    register(app)
    result = CliRunner().invoke(app, ["sample", "--course-dir", str(tmp_path / "class"),
                                      "--solutions", str(root / "solutions"),
                                      "--course", str(root / "course")])  # fmt: skip
    assert result.exit_code == 2 and "holds a class already" in result.output
    assert before == {p: p.read_bytes() for p in (tmp_path / "class").rglob("*") if p.is_file()}
    # What an interrupted call left behind may be completed.
    shutil.rmtree(tmp_path / "class" / "submitted")
    assert make_sample(tmp_path / "class", *arguments) > 0
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "nbgrader_config.py").write_text("c = get_config()")
    with pytest.raises(WrongCall, match="holds a class already"):
        make_sample(tmp_path / "own", *arguments)


def test_a_sample_needs_built_notebooks(tmp_path):
    with pytest.raises(WrongCall, match="there is no folder"):
        make_sample(tmp_path / "class", tmp_path / "nowhere", tmp_path)
    start_chapter(tmp_path / "solutions", NAME)
    with pytest.raises(WrongCall, match="isn't built yet"):
        make_sample(tmp_path / "class", tmp_path / "solutions", tmp_path / "course")


def answer(chapter: Path, name: str, head: str, body: str) -> None:
    lines = "\n".join(f"# {line}" for line in head.splitlines())
    (chapter / "answers" / f"{name}.py").write_text(
        f'# ---\n{lines}\n# ---\n# %% exercise="square"\n{body}\n'
    )


def test_faults_planted_in_answers_are_found(tmp_path):
    chapter = built(tmp_path)
    answer(chapter, "square__too_kind", "item: square\nkind: wrong\npoints: 0\nmessage: x",
           "def square(x):\n    return x * x")  # fmt: skip
    answer(chapter, "square__other_words", "item: square\nkind: wrong\npoints: 0\nmessage: no such",
           "def square(x):\n    return x + x")  # fmt: skip
    answer(chapter, "square__not_right", "item: square\nkind: alternative\npoints: 2",
           "def square(x):\n    return np.abs(x)")  # fmt: skip
    answer(chapter, "cube__unknown", "item: cube\nkind: alternative\npoints: 2",
           "def square(x):\n    return x * x")  # fmt: skip
    answer(chapter, "square__side_effect",
           "item: square\nkind: wrong\npoints: 0\nmessage: 3 squared\n"
           "also: {square_of_negative: 0}",
           "def square(x):\n    return x")  # fmt: skip
    found = {one.answer: one for one in prove(chapter, workers=2)}
    assert set(found) == {"square__too_kind", "square__other_words", "square__not_right",
                          "cube__unknown", "square__side_effect"}  # fmt: skip
    assert "must get 0 points, gets 2 points" in str(found["square__too_kind"])
    assert "must say 'no such'" in str(found["square__other_words"])
    assert "must get 2 points, gets 0 points" in str(found["square__not_right"])
    assert found["square__side_effect"].item == "square_of_negative"


@pytest.mark.slow
def test_a_chapter_is_proven_and_a_check_that_never_fails_is_found(tmp_path):
    chapter = built(tmp_path)
    assert prove(chapter, workers=2) == []
    text = (chapter / "exercises.py").read_text()
    start = text.index("assert square(np.array([3.0]))")
    end = text.index("### END HIDDEN TESTS")
    (chapter / "exercises.py").write_text(
        text[:start] + 'assert True, "never fails"\n### BEGIN HIDDEN TESTS\n' + text[end:]
    )
    found = prove(chapter, workers=2)
    assert any(one.answer == "the untouched release" and one.item == "square" for one in found)


def test_answers_are_packed_into_few_submissions(root):
    answers = load(root / "solutions" / NAME)
    groups = combine(answers)
    assert sum(len(group) for group in groups) == len(answers)
    for group in groups:
        items = [one.item for one in group]
        assert len(items) == len(set(items))
    most = max(sum(one.item == item for one in answers) for item in {a.item for a in answers})
    assert len(groups) == most
