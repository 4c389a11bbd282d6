"""What lint finds stops a build; what the solution changes is recorded for the judge."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder.build.builder import build
from autograder.build.drift import find_drift
from autograder.build.mistakes import AuthorMistake
from autograder.build.new import start_chapter
from autograder.build.targets import find_targets
from autograder.judge.glass.plan import plan_of, record_changes

NAME = "12_demo"
SOLVED = Path("solutions") / NAME / f"{NAME}_exercises.ipynb"
MORE = """
# %% exercise="settle"
def settle(x):
    ### BEGIN SOLUTION
    for row in [x]:
        row.sort()
    return x
    ### END SOLUTION

# %% check="settle" points=1
assert settle([2, 1]) == [1, 2], "in order"
"""


@pytest.fixture
def chapter(tmp_path: Path) -> Path:
    """A folder with the exercises that `autograder new` makes."""
    start_chapter(tmp_path / "solutions", NAME)
    (tmp_path / "solutions" / NAME / "lesson.py").unlink()  # quicker
    return tmp_path


def exercises(chapter: Path) -> Path:
    return chapter / "solutions" / NAME / "exercises.py"


def edit(path: Path, old: str, new: str) -> int:
    """Replaces a text; returns the line where the new one begins."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def command(chapter: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "autograder.cli", "build", "--solutions", "solutions",
         "--course", "course"],
        cwd=chapter, capture_output=True, text=True, timeout=600,
    )  # fmt: skip


def test_what_can_be_seen_stops_the_build_at_its_line(chapter: Path) -> None:
    line = edit(
        exercises(chapter),
        "assert square(np.array([3.0]))[0] == 9",
        "assert not abs(square(np.array([3.0]))[0] - 9) > 1e-6",
    )
    with pytest.raises(AuthorMistake, match=rf"exercises.py:{line}: square: .*NaN.*Instead: "):
        build(find_targets(chapter / "solutions", chapter / "course"))
    assert not list(chapter.rglob("*.ipynb"))


def test_a_solution_that_does_not_pass_stops_the_build(chapter: Path) -> None:
    line = edit(exercises(chapter), '# %% check="square" points=2', '# %% check="square" points=1')
    edit(exercises(chapter), "### END HIDDEN TESTS", "0.5\n### END HIDDEN TESTS")
    done = command(chapter)
    assert done.returncode == 1, done.stderr
    said = " ".join(done.stderr.split())
    assert f"exercises.py:{line + 1}: square: the solution gets 0.5 of 1 points" in said
    assert not (chapter / SOLVED).exists()


def test_changed_arguments_are_recorded(chapter: Path) -> None:
    with exercises(chapter).open("a", encoding="utf-8") as file:
        file.write(MORE)
    done = command(chapter)
    assert done.returncode == 0, done.stderr
    built = nbformat.read(chapter / SOLVED, as_version=4)
    assert built.metadata["autograder"] == {"changes": {"settle": ["settle:0"]}}
    plan = plan_of(built)
    assert plan.may_change("settle", "settle:0") and not plan.may_change("square", "square:0")
    released = nbformat.read(chapter / "course" / NAME / f"{NAME}_exercises.ipynb", as_version=4)
    assert "autograder" not in released.metadata
    targets = find_targets(chapter / "solutions", chapter / "course")
    assert find_drift(targets, chapter / "course") == []


def test_without_a_record_the_source_decides() -> None:
    cell = nbformat.v4.new_code_cell("def f(x):\n    return helper(x)")
    cell.metadata["nbgrader"] = {"grade_id": "f__solution", "solution": True, "grade": False}
    notebook = nbformat.v4.new_notebook(cells=[cell])
    assert plan_of(notebook).may_change("f", "f:0")  # helper may do it
    record_changes(notebook, {"f": []})
    assert not plan_of(notebook).may_change("f", "f:0")
