"""`otter run` on the class of `tests.bench grading`: https://otter-grader.readthedocs.io

Otter-Grader's requirements are no part of the course's environment. It gets one of its own, with
the same versions of TensorFlow, Keras, NumPy and matplotlib. `otter run` grades one notebook, in
the process of whoever calls it: no container, no walls.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import venv
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tests.bench.grading_class import ASSIGNMENT, TESTS

OTTER = "otter-grader==7.0.0"
SHARED = ("tensorflow-cpu", "tensorflow", "keras", "numpy", "matplotlib", "ipykernel")
POINTS = {"test_softmax": 2, "test_slope": 2, "test_build": 2, "test_train": 3}
# In Otter's format of tests that raise: the cell's code runs in what the notebook has left.
TEST = """\
from otter.test_files import test_case

OK_FORMAT = False

name = {name!r}
points = {points}


@test_case(points=None, hidden=False)
def the_cell(env):
    exec({code!r}, env)
"""


def install(folder: Path) -> Path:
    """Makes an environment with Otter-Grader.

    Args:
        folder: a new folder.

    Returns:
        Its `otter`.

    Raises:
        subprocess.CalledProcessError: it can't be installed, without a network for example.
    """
    same = []
    for name in SHARED:
        try:
            same.append(f"{name}=={version(name)}")
        except PackageNotFoundError:
            continue
    venv.create(folder, with_pip=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "-qq"]
    subprocess.run([*pip, OTTER, *same], check=True)
    subprocess.run(
        [str(folder / "bin" / "python"), "-m", "compileall", "-q", str(folder / "lib")],
        stdout=subprocess.DEVNULL,
    )
    return folder / "bin" / "otter"


def prepare(otter: Path, master: Path, folder: Path) -> Path:
    """Brings the exercise into Otter's form.

    Args:
        otter: the command.
        master: the class, as nbgrader has it.
        folder: a new folder for the tests.

    Returns:
        The zip file that `otter run` grades with.
    """
    tests = folder / "tests"
    tests.mkdir(parents=True)
    for name, code in TESTS.items():
        text = TEST.format(name=name, points=POINTS[name], code=code)
        (tests / f"{name}.py").write_text(text)
    data = master / "source" / ASSIGNMENT / "digits.npz"
    (folder / data.name).write_bytes(data.read_bytes())
    zipped = folder / "autograder.zip"
    subprocess.run(
        [str(otter), "generate", "-t", "tests", "-o", str(zipped), "--no-config", data.name],
        cwd=folder, check=True, capture_output=True, env=_env(otter),
    )  # fmt: skip
    return zipped


def grade(
    otter: Path, zipped: Path, master: Path, folder: Path, count: int
) -> tuple[float, dict[str, float]]:
    """Grades a part of the class, one notebook after the other.

    Args:
        otter: the command.
        zipped: from `prepare`.
        master: the class.
        folder: where results go.
        count: how many students, in the order of their names.

    Returns:
        Wall seconds; points of each student.
    """
    folder.mkdir(exist_ok=True)
    points = {}
    start = time.perf_counter()
    handed_in = sorted((master / "submitted").glob(f"*/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"))
    for notebook in handed_in[:count]:
        done = subprocess.run(
            [str(otter), "run", "-a", str(zipped), "-o", str(folder), "--no-logo", str(notebook)],
            cwd=folder, capture_output=True, text=True, env=_env(otter),
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        found = json.loads((folder / "results.json").read_text())["tests"]
        points[notebook.parts[-3]] = sum(test.get("score", 0.0) for test in found)
    return time.perf_counter() - start, points


def _env(otter: Path) -> dict[str, str]:
    bare = {k: v for k, v in os.environ.items() if k not in ("JUPYTER_PATH", "PYTHONPATH")}
    return {**bare, "PATH": f"{otter.parent}{os.pathsep}{bare['PATH']}"}


if __name__ == "__main__":
    sys.exit("called by: python -m tests.bench grading --otter")
