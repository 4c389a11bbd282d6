"""`pytest --nbval` typed at the root runs lessons and solved exercises, and sees wrong outputs."""

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parent.parent.parent


def notebook(path, source="print(1)", output="1\n"):
    cell = nbformat.v4.new_code_cell(source, execution_count=1)
    cell.outputs = [nbformat.v4.new_output("stream", text=output)]
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": kernel}), path)


@pytest.fixture
def root(tmp_path):
    for file in ("conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / file, tmp_path)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_unit.py").write_text("def test_unit():\n    pass\n")
    for name in (
        "course/00_start_here.ipynb",
        "course/01_a/01_a_lesson.ipynb",
        "solutions/01_a/01_a_exercises.ipynb",
    ):
        notebook(tmp_path / name)
    for name in (
        "course/01_a/01_a_exercises.ipynb",
        "course/01_a/.ipynb_checkpoints/01_a_lesson-checkpoint.ipynb",
        "classroom/submitted/s01/01_a/01_a_exercises.ipynb",
        "work/01_a/01_a_lesson.ipynb",
    ):
        notebook(tmp_path / name, "raise NotImplementedError")
    return tmp_path


def run(root, *words):
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", *words]
    return subprocess.run(command, cwd=root, capture_output=True, text=True)


def test_collects_lessons_and_solved_exercises_only(root):
    out = run(root, "--nbval", "--collect-only").stdout
    collected = sorted({line.split("::")[0] for line in out.splitlines() if "::" in line})
    assert collected == [
        "course/00_start_here.ipynb",
        "course/01_a/01_a_lesson.ipynb",
        "solutions/01_a/01_a_exercises.ipynb",
    ]
    assert "test_unit" in run(root, "--collect-only").stdout


def test_compares_outputs(root):
    assert run(root, "--nbval", "course").returncode == 0
    notebook(root / "course/01_a/01_a_lesson.ipynb", "print(1)", "2\n")
    wrong = run(root, "--nbval", "-n", "2", "--dist", "loadfile")
    assert wrong.returncode == 1 and "1 failed, 2 passed" in wrong.stdout
