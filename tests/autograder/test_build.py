"""The builder: what changed is built, what didn't is left alone, and drift is named."""

import copy
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

import helpers
from autograder.build import digests
from autograder.build.builder import build
from autograder.build.digests import BUILD, notebook_digest, text_digest, used_modules
from autograder.build.drift import find_drift
from autograder.build.execute import clean
from autograder.build.mistakes import BuildFailed
from autograder.build.new import start_chapter
from autograder.build.targets import find_targets

NAME = "12_demo"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A folder with a chapter made by `autograder new`, and built."""
    root = tmp_path_factory.mktemp("course")
    start_chapter(root / "solutions", NAME)
    (root / "solutions" / "00_page.py").write_text(
        "# %% [markdown]\n# # Welcome\n\n# %%\nprint(1)\n"
    )
    report = build(find_targets(root / "solutions", root / "course"))
    assert len(report.built) == 3
    return root


@pytest.fixture
def course(built, tmp_path):
    """A copy of it to spoil."""
    subprocess.run(["cp", "-a", f"{built}/.", str(tmp_path)], check=True)
    return tmp_path


def targets(root):
    return find_targets(root / "solutions", root / "course")


def drift(root):
    return find_drift(targets(root), root / "course")


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_second_build_changes_nothing(course):
    before = {path: path.read_bytes() for path in course.rglob("*.ipynb")}
    assert len(before) == 4
    report = build(targets(course))
    assert report.built == [] and len(report.unchanged) == 3
    assert {path: path.read_bytes() for path in course.rglob("*.ipynb")} == before
    assert drift(course) == []


def test_forced_build_gives_the_same_bytes(course):
    before = {path: path.read_bytes() for path in course.rglob("*.ipynb")}
    build(targets(course), force=True)
    assert {path: path.read_bytes() for path in course.rglob("*.ipynb")} == before


def test_solved_is_executed_and_released_is_a_stub(course):
    name = f"{NAME}/{NAME}_exercises.ipynb"
    solved = nbformat.read(course / "solutions" / name, as_version=4)
    released = nbformat.read(course / "course" / name, as_version=4)
    nbformat.validate(solved)
    nbformat.validate(released)
    assert [c.id for c in solved.cells] == [c.id for c in released.cells]
    by_id = {cell.id: cell for cell in released.cells}
    stub = by_id["square__solution"].source
    assert 'raise NotImplementedError("square: square every element of x")' in stub
    assert "** 2" not in stub and '"""Squares every element.' in stub
    assert "HIDDEN" not in by_id["square"].source and "assert square" in by_id["square"].source
    assert by_id["why_positive"].source == "YOUR ANSWER HERE"
    assert by_id["square"].metadata.nbgrader.points == 2
    assert by_id["square"].metadata.editable is False
    assert all(cell.execution_count for cell in solved.cells if cell.cell_type == "code")


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        (f"solutions/{NAME}/lesson.py", "Say it in words", "Say it in word", "lesson.ipynb"),
        (f"solutions/{NAME}/exercises.py", "asarray(x) ** 2", "asarray(x) ** 3", "exercises.ipynb"),
        (f"solutions/{NAME}/quiz.yaml", "four gaps", "five gaps", "lesson.ipynb"),
        (f"course/{NAME}/{NAME}_lesson.ipynb", "linspace(0, 1, 5)", "linspace(0, 1, 6)", "lesson"),
        (f"course/{NAME}/{NAME}_lesson.ipynb", "0.75", "0.85", "changed after it was built"),
        (f"course/{NAME}/{NAME}_exercises.ipynb", "3 squared is 9", "3 squared is 8", "source"),
        (f"course/{NAME}/{NAME}_exercises.ipynb", '"points": 2', '"points": 9', "metadata"),
        (f"solutions/{NAME}/{NAME}_exercises.ipynb", "asarray(x) ** 2", "asarray(x) * 2", "source"),
        ("course/00_page.ipynb", "Welcome", "Hello", "00_page.ipynb"),
    ],
)
def test_one_changed_character_is_named(course, file, old, new, named):
    edit(course / file, old, new)
    found = drift(course)
    assert found and any(named in sentence for sentence in found), found
    if file.endswith(".ipynb"):
        assert all(file.rsplit("/", 1)[-1] in sentence for sentence in found)


def test_missing_and_foreign_notebooks_are_named(course):
    (course / "course" / NAME / f"{NAME}_lesson.ipynb").unlink()
    (course / "course" / "mine.ipynb").write_text("{}")
    found = drift(course)
    assert any("lesson.ipynb: missing" in sentence for sentence in found)
    assert any("mine.ipynb: no text builds it" in sentence for sentence in found)


def test_only_the_changed_text_is_built(course):
    edit(course / "solutions" / NAME / "lesson.py", "Say it in words", "Tell it")
    report = build(targets(course))
    assert report.built == [f"{NAME}/lesson"]
    assert drift(course) == []


def test_cell_that_raises_names_line_and_writes_nothing(course):
    lesson = course / "solutions" / NAME / "lesson.py"
    edit(lesson, "print(x)", "print(y)")
    line = lesson.read_text().splitlines().index("x = np.linspace(0, 1, 5)")
    before = (course / "course" / NAME / f"{NAME}_lesson.ipynb").read_bytes()
    with pytest.raises(BuildFailed, match=rf"lesson.py:{line}: NameError: name 'y'"):
        build(targets(course))
    assert (course / "course" / NAME / f"{NAME}_lesson.ipynb").read_bytes() == before


def test_other_package_versions_only_warn(course):
    def lock(**versions):
        lines = [f'[[package]]\nname = "{n}"\nversion = "{v}"\n' for n, v in versions.items()]
        (course / "uv.lock").write_text("\n".join(lines))

    lock(numpy="2.4", jinja2="3.1")
    build(targets(course), force=True)
    lock(numpy="2.4", jinja2="3.2", dask="1")  # no output depends on these
    assert build(targets(course)).warnings == []
    lock(numpy="2.5", jinja2="3.1")
    report = build(targets(course))
    assert report.built == [] and "other package versions" in report.warnings[0]
    assert drift(course) == []


@pytest.mark.slow
def test_command_line(course):
    def call(*words):
        return subprocess.run(
            [sys.executable, "-m", "autograder.cli", "build", *words,
             "--solutions", "solutions", "--course", "course"],
            cwd=course, capture_output=True, text=True,
        )  # fmt: skip

    assert call("--check").returncode == 0
    edit(course / "course" / "00_page.ipynb", "Welcome", "Hello")
    wrong = call("--check")
    assert wrong.returncode == 1 and "00_page.ipynb" in wrong.stderr
    unknown = call("13_none")
    assert unknown.returncode == 2 and "choose from" in unknown.stderr
    assert "Traceback" not in unknown.stderr


def test_digest_follows_helpers(tmp_path):
    names = {path.name for path in used_modules("from helpers.checks import rng")}
    assert "checks.py" in names and "plots.py" not in names
    with_data = used_modules("from helpers import data")
    assert any(path.parent.name == "data" for path in with_data)
    text = tmp_path / "lesson.py"
    text.write_text("# %%\nimport math\n")
    assert text_digest(text) == text_digest(text)


def test_digest_follows_the_results_that_a_lesson_plots(tmp_path, monkeypatch):
    """A bench that is run again asks for the lesson that shows its figures, and for no other."""
    copied = tmp_path / "helpers"
    shutil.copytree(Path(helpers.__file__).parent, copied)
    monkeypatch.setattr(helpers.__spec__, "submodule_search_locations", [str(copied)])
    digests._files.cache_clear()
    text = tmp_path / "lesson.py"
    text.write_text('# %%\nfrom helpers import results\nresults.load("cifar_cnn")\n')
    try:
        before = text_digest(text)
        (copied / "results" / "gans.json").write_text("{}")
        assert text_digest(text) == before
        (copied / "results" / "cifar_cnn.json").write_text("{}")
        assert text_digest(text) != before
    finally:
        digests._files.cache_clear()


@given(st.text(max_size=20), st.text(max_size=20))
def test_notebook_digest_sees_every_output(first, second):
    def notebook(text):
        cell = nbformat.v4.new_code_cell("x")
        cell.id = "a"
        cell.outputs = [nbformat.v4.new_output("stream", text=text)]
        return nbformat.v4.new_notebook(cells=[cell], metadata={BUILD: {"notebook": "?"}})

    assert (notebook_digest(notebook(first)) == notebook_digest(notebook(second))) == (
        first == second
    )


def test_native_logs_go_and_python_warnings_stay():
    cell = nbformat.v4.new_code_cell("x")
    log = (
        "2026-01-01 10:00:00.123456: I tensorflow/core/cpu_feature_guard.cc:227] optimized\n"
        "WARNING: All log messages before absl::InitializeLog() is called are written to STDERR\n"
        "I0000 00:00:1795253997.163100    6609 port.cc:153] oneDNN custom operations are on.\n"
    )
    kept = "lesson.py:3: RuntimeWarning: overflow encountered in exp\n"
    stream = nbformat.v4.new_output("stream", name="stderr", text=log + kept)
    only_log = copy.deepcopy(stream)
    only_log.text = log
    cell.outputs = [only_log, stream]
    cell.metadata["execution"] = {"iopub.status.busy": "2026"}
    clean(cell)
    assert [output.text for output in cell.outputs] == [kept]
    assert "execution" not in cell.metadata
