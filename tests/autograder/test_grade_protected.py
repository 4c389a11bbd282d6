"""Grading with walls around kernels and the judge behind the glass: honest and hostile classes."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
import typer
from grading_notebooks import (
    CELLS,
    RIGHT,
    STUBS,
    TABLE,
    answered,
    arrays_course,
    given,
    hand_in,
    notebook,
    released,
    save,
    solution,
    without,
    written,
)
from grading_notebooks import test as check
from typer.testing import CliRunner

from autograder.farm.cli import register
from autograder.farm.protection import _imports
from autograder.farm.prove import compare
from autograder.farm.run import grade_class
from autograder.farm.sample import expected, make_sample
from autograder.gradebook.course import Course, WrongCall
from autograder.gradebook.instructor import load_assignment
from autograder.judge.glass.plan import plan_of
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
def test_limits_are_an_instructors_choice(tmp_path):
    stub = released(arrays_course(tmp_path))
    greedy = {
        "memory": "block = bytearray(700 << 20)",
        "disk": "open('big', 'wb').write(bytes(150 << 20))",
        "processes": "import subprocess\n"
        "for _ in range(60):\n    subprocess.Popen(['sleep', '60'])",
    }
    for student, code in greedy.items():
        mean = f"{RIGHT['mean']}\n{code}"
        hand_in(tmp_path, student, answered(stub, **{**RIGHT, "mean": mean}))
    hand_in(tmp_path, "modest", answered(stub, **RIGHT))
    limits = ["--memory", "0.5GB", "--disk", "100 MB", "--processes", "40"]
    app = typer.Typer()
    register(app)
    told = tmp_path / "told.jsonl"
    call = ["grade", "--course-dir", str(tmp_path), "--json", str(told), *limits]
    result = CliRunner().invoke(app, call)
    assert result.exit_code == 0, result.output
    verdicts = {one["student"]: one for one in map(json.loads, told.read_text().splitlines())}
    assert verdicts["modest"]["score"] == 6
    assert "memory limit 512 MB" in verdicts["memory"]["reason"]
    for student in greedy:
        assert verdicts[student]["score"] < 6, verdicts[student]


@ISOLATED
def test_data_that_lie_around_the_class_are_refused(tmp_path, monkeypatch):
    hand_in(tmp_path / "class", "ada", released(arrays_course(tmp_path / "class")))
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    with pytest.raises(WrongCall, match="would see .*must be hidden"):
        grade_class(Course(tmp_path / "class"), [], isolation="auto")


ECHO = (
    given("setup", "from helpers.checks import rng"),
    solution("echo", "seen = []\ndef echo(x):\n    seen.append(x)\n    return x"),
    check("test_echo", 1, "x = float(rng('echo').normal())\nassert echo(x) == x, 'not x'"),
    solution("show", "print(seen)"),
    written("why", 1, "Because."),
)


@ISOLATED
def test_only_a_changed_hand_in_draws_other_numbers(tmp_path):
    """A later cell can print what hidden tests have passed in: it mustn't help the next time."""
    nb = notebook(*ECHO)
    save(nb, tmp_path / "source" / "numbers" / "numbers.ipynb")
    folder = tmp_path / "submitted" / "ada" / "numbers"

    def seen(nb, **files):
        hand_in(tmp_path, "ada", nb, assignment="numbers", name="numbers.ipynb")
        for name, text in files.items():
            (folder / name).write_text(text)
        (verdict,) = grade_class(Course(tmp_path), [], **AUTO).verdicts
        assert verdict.cells["test_echo"].score == 1
        graded = tmp_path / "autograded" / "ada" / "numbers" / "numbers.ipynb"
        return nbformat.read(graded, as_version=4).cells[3].outputs[0].text

    first = seen(nb)
    assert seen(nb) == first
    assert seen(answered(nb, why="For another reason.")) == first
    changed = seen(answered(nb, echo=nb.cells[1].source + "  # the same"))
    assert changed != first
    assert seen(nb, answers="1 2 3") not in (first, changed)


def test_a_module_beside_a_notebook_is_not_taken_for_an_installed_one(tmp_path):
    nb = notebook(given("setup", "import numpy\nimport yaml"), check("one", 1, "import nbval.x"))
    path = save(nb, tmp_path / "source" / "numbers" / "numbers.ipynb")
    path.with_name("yaml.py").write_text("x = 1")
    path.with_name("nbval").mkdir()
    (path.with_name("nbval") / "x.py").write_text("x = 1")
    assert _imports([load_assignment(Course(tmp_path), "numbers")]) == ("numpy",)


LATER = (
    solution("f", "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"),
    check(
        "test_f", 1,
        "import numpy as np\nsome = np.arange(3)\ndef shown(x):\n    return double(x) + 1\n"
        "assert shown(2) == 5\n### BEGIN HIDDEN TESTS\nkey = 77\nassert double(5) == 10\n"
        "### END HIDDEN TESTS",
    ),
    solution("g", "### BEGIN SOLUTION\nresult = [shown(x) for x in some]\n### END SOLUTION"),
    check("test_g", 2, "assert result == [1, 3, 5], 'one more than twice'"),
)  # fmt: skip


@ISOLATED
def test_later_cells_find_what_the_visible_part_of_a_test_defines(tmp_path):
    """And nothing of its hidden part."""
    nb = notebook(*LATER)
    save(nb, tmp_path / "source" / "numbers" / "numbers.ipynb")
    thief = "result = [1, 3, 5] if 'key' in globals() else None"
    for student, answer in {"ada": "result = [shown(x) for x in some]", "eve": thief}.items():
        theirs = answered(nb, f="def double(x):\n    return x + x", g=answer)
        hand_in(tmp_path, student, theirs, assignment="numbers", name="numbers.ipynb")
    outcome = grade_class(Course(tmp_path), [], **AUTO)
    got = {v.student: [v.cells[n].score for n in ("test_f", "test_g")] for v in outcome.verdicts}
    assert got == {"ada": [1, 2], "eve": [1, 0]}


def test_what_a_test_hands_on():
    plan = plan_of(notebook(*LATER))
    left = plan.handed_on("test_f")
    assert "some = np.arange(3)" in left and "def shown" in left
    assert "import numpy" in left and "key" not in left and "assert" not in left
    assert plan.handed_on("test_g") == ""
    # Read in a function only: such names are told to the student's side when a test runs.
    inside = solution("g", "def g():\n    return some")
    assert plan_of(notebook(*LATER[:2], inside)).handed_on("test_f") == ""
    # Bound anew in between.
    anew = (solution("h", "some = 3"), solution("g", "print(some)"))
    assert plan_of(notebook(*LATER[:2], *anew)).handed_on("test_f") == ""


@ISOLATED
def test_what_a_test_puts_in_place_of_a_given_function(tmp_path):
    """Its visible part stays, as with nbgrader; its hidden part doesn't reach the kernel."""
    hidden = "### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS"
    nb = notebook(
        given("setup", "def one(x):\n    return x + 1"),
        solution("f", "def two(x):\n    return one(one(x))"),
        check(
            "test_f", 1,
            hidden.format(
                "kept = one\ndel one\ntry:\n    two(1)\nexcept NameError:\n    pass\nelse:\n"
                "    raise AssertionError('does without one')\nfinally:\n    one = kept"
            ) + "\nassert two(1) == 3, 'not two more'",
        ),
        check("test_other", 1, hidden.format("one = lambda x: 0\nassert two(1) == 0, 'not one'")),
        solution("g", "result = [two(2), one(2)]"),
        check("test_g", 1, "assert result == [4, 3], 'other numbers'"),
        check("test_shown", 1, "one = lambda x: x + 10\nassert two(1) == 21, 'not with one'"),
        solution("h", "again = [two(2), one(2)]"),
        check("test_h", 1, "assert again == [22, 12], 'not the new one'"),
    )  # fmt: skip
    save(nb, tmp_path / "source" / "numbers" / "numbers.ipynb")
    hand_in(tmp_path, "ada", nb, assignment="numbers", name="numbers.ipynb")
    (verdict,) = grade_class(Course(tmp_path), [], **AUTO).verdicts
    got = {name: (grade.score, grade.message) for name, grade in verdict.cells.items()}
    assert got == dict.fromkeys(got, (1, None)) and len(got) == 5
