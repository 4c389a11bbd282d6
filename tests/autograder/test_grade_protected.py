"""Grading with walls around kernels and the judge behind the glass: honest and hostile classes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from grading_notebooks import (
    CELLS,
    RIGHT,
    STUBS,
    TABLE,
    answered,
    arrays_course,
    hand_in,
    notebook,
    released,
    save,
    solution,
    without,
)
from grading_notebooks import test as check
from typer.testing import CliRunner

from autograder.farm.cli import register
from autograder.farm.prove import compare, prove
from autograder.farm.run import grade_class
from autograder.farm.sample import expected, make_sample
from autograder.gradebook.course import Course, WrongCall
from autograder.kernel import sandbox
from autograder.kernel.sandbox import Detected, detect

PROJECT = Path(__file__).parent.parent.parent
ISOLATED = pytest.mark.skipif(detect().level == "none", reason="no walls can be put up here")
AUTO = {"isolation": "auto", "judge": "glass"}
LEVELS = ("namespaces", "landlock")
TESTS = ("test_mean", "test_rows", "test_parts")


def points(outcome):
    return {
        verdict.student: tuple(verdict.cells[name].score for name in TESTS)
        for verdict in outcome.verdicts
    }


@ISOLATED
@pytest.mark.parametrize("level", LEVELS)
def test_a_regrade_gives_the_same(tmp_path, level):
    if LEVELS.index(level) < LEVELS.index(detect().level):
        pytest.skip(detect().reasons[level])
    asked = {"isolation": level, "judge": "glass"}
    stub = released(arrays_course(tmp_path))
    hand_in(tmp_path, "ada", answered(stub, **RIGHT))
    hand_in(tmp_path, "bob", answered(stub, **{**RIGHT, "mean": "def mean(x):\n    return 2"}))
    first = grade_class(Course(tmp_path), [], **asked)
    assert points(first) == {"ada": (2, 1, 3), "bob": (0, 1, 3)}
    assert first.protection.level == level
    secret = tmp_path / ".judge_secret"
    assert secret.stat().st_mode & 0o077 == 0
    before = secret.read_text()
    assert points(grade_class(Course(tmp_path), [], **asked)) == points(first)
    assert secret.read_text() == before


@ISOLATED
@pytest.mark.parametrize(
    ("isolation", "judge"), [("landlock", "in-kernel"), ("landlock", "glass"), ("none", "glass")]
)
def test_the_same_points_with_half_of_the_protection(tmp_path, isolation, judge):
    stub = released(arrays_course(tmp_path))
    hand_in(tmp_path, "ada", answered(stub, **RIGHT))
    hand_in(tmp_path, "bob", answered(stub, **{**RIGHT, "parts": "def part(k):\n    return k * k"}))
    hand_in(tmp_path, "dan", without(answered(stub, **RIGHT), "mean"))
    plain = grade_class(Course(tmp_path), [], isolation="none", judge="in-kernel")
    assert points(plain)["ada"] == (2, 1, 3) and points(plain)["bob"] == (2, 1, 2)
    behind = grade_class(Course(tmp_path), [], isolation=isolation, judge=judge)
    assert points(behind) == points(plain)
    assert [v.reason for v in behind.verdicts] == [v.reason for v in plain.verdicts]
    walls = "no isolation" if isolation == "none" else f"isolation: {isolation}"
    assert behind.protection.sentence().startswith(f"{walls}, judge: {judge}")
    assert "points are not protected" in plain.protection.sentence()


@ISOLATED
@pytest.mark.parametrize("level", LEVELS)
def test_notebooks_of_an_assignment_share_their_files(tmp_path, level):
    """As with nbgrader: the second one reads what the first one has written."""
    if LEVELS.index(level) < LEVELS.index(detect().level):
        pytest.skip(detect().reasons[level])
    parts = {
        "one": ("open('note.txt', 'w').write('hello')", "assert 1 + 1 == 2, 'one'"),
        "two": ("text = open('note.txt').read()", "assert text == 'hello', 'no note'"),
    }
    for name, (answer, test) in parts.items():
        both = notebook(solution(f"{name}_answer", answer), check(f"{name}_test", 1, test))
        save(both, tmp_path / "source" / "notes" / f"{name}.ipynb")
        hand_in(tmp_path, "ada", both, assignment="notes", name=f"{name}.ipynb")
    (verdict,) = grade_class(Course(tmp_path), [], isolation=level).verdicts
    assert verdict.reason is None
    assert {key: cell.score for key, cell in verdict.cells.items()} == {
        "one/one_test": 1, "two/two_test": 1,
    }  # fmt: skip


@ISOLATED
def test_a_sample_class_gets_what_it_must(tmp_path):
    make_sample(tmp_path / "class", PROJECT / "solutions", PROJECT / "course")
    wanted = expected(tmp_path / "class")
    students = ["*_perfect", "*_untouched", "s04*", "*_renamed"]
    outcome = grade_class(
        Course(tmp_path / "class"), ["01_ann_xor"], students=students, **AUTO
    )  # fmt: skip
    assert len(outcome.verdicts) == 4
    found = [
        str(one)
        for v in outcome.verdicts
        for one in compare(v.student, wanted[v.student, v.assignment], v)
    ]
    assert found == []


def command(root: Path, *arguments: str):
    app = typer.Typer()
    register(app)
    app.command("other")(lambda: None)
    return CliRunner().invoke(app, ["grade", "--course-dir", str(root), *arguments])


def test_tests_that_stay_in_the_kernel_are_named(tmp_path):
    source = notebook(*CELLS)
    for cell in source.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "test_rows":
            cell.metadata["tags"] = ["in-kernel"]
    save(source, tmp_path / "source" / "arrays" / "arrays.ipynb")
    (tmp_path / "source" / "arrays" / "table.csv").write_text(TABLE)
    hand_in(tmp_path, "ada", answered(answered(source, **STUBS), **RIGHT))
    result = command(tmp_path, "--isolation", "none", "--judge", "glass")
    assert result.exit_code == 0, result.output
    assert "not protected (tested in the student's kernel): test_rows" in result.output
    assert "no isolation, judge: glass" in result.output
    page = (tmp_path / "report.html").read_text()
    assert "no isolation, judge: glass" in page
    assert page.count("(not protected)") == 1
    plain = command(tmp_path, "--isolation", "none", "--judge", "in-kernel")
    assert "judge: in-kernel (points are not protected)" in plain.output
    assert "(tested in the student's kernel): test_mean, test_rows, test_parts" in plain.output
    assert "test_mean*" in plain.output and "test_mean*" not in result.output
    assert (tmp_path / "report.html").read_text().count("(not protected)") == 3


def test_less_protection_has_to_be_asked_for_by_name(tmp_path, monkeypatch):
    hand_in(tmp_path, "ada", released(arrays_course(tmp_path)))
    reasons = {"namespaces": "Operation not permitted", "landlock": "not in this Linux"}
    monkeypatch.setattr(sandbox, "detect", lambda: Detected("none", reasons))
    result = command(tmp_path, "--isolation", "auto")
    assert result.exit_code == 2
    assert "can't be isolated on this machine (namespaces: Operation not permitted" in result.output
    assert "--isolation none" in result.output
    monkeypatch.setattr(
        sandbox, "detect", lambda: Detected("landlock", {"namespaces": "Operation not permitted"})
    )
    with pytest.raises(
        WrongCall, match="'namespaces' doesn't work .* ask for --isolation landlock"
    ):
        grade_class(Course(tmp_path), [], isolation="namespaces")


def test_other_kernels_cannot_be_isolated_and_that_is_said(tmp_path, monkeypatch):
    hand_in(tmp_path, "ada", released(arrays_course(tmp_path)))
    spec = {"argv": ["/opt/bin/python", "{connection_file}"], "display_name": "Other",
            "language": "python"}  # fmt: skip
    place = tmp_path / "jupyter" / "kernels" / "other" / "kernel.json"
    place.parent.mkdir(parents=True)
    place.write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    config = "c = get_config()\nc.Execute.kernel_name = 'other'\n"
    (tmp_path / "nbgrader_config.py").write_text(config)
    with pytest.raises(WrongCall, match="is not this Python .*--isolation none"):
        grade_class(Course(tmp_path), [], isolation="auto")


@ISOLATED
def test_data_that_lie_around_the_class_are_refused(tmp_path, monkeypatch):
    hand_in(tmp_path / "class", "ada", released(arrays_course(tmp_path / "class")))
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    with pytest.raises(WrongCall, match="would see .*must be hidden"):
        grade_class(Course(tmp_path / "class"), [], isolation="auto")


@pytest.mark.slow
@ISOLATED
@pytest.mark.parametrize("chapter", ["01_ann_xor", "03_cnn_mnist"])
def test_every_check_of_a_chapter_crosses_the_glass(chapter):
    found = prove(PROJECT / "solutions" / chapter, workers=2, **AUTO)
    assert [str(one) for one in found] == []
