"""Who sees a GPU. There is none here: CUDA's variable is what decides, and it is looked at."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from grading_notebooks import given, hand_in, notebook, save, solution, test
from test_grade_farm import BARE

from autograder.farm import gpu
from autograder.farm.run import grade_class
from autograder.gradebook.course import Course
from autograder.kernel.options import KernelOptions

SETUP = given("setup", "import os")
ANSWER = solution("where", "### BEGIN SOLUTION\nwhere = ''\n### END SOLUTION")
LOOK = (
    "import time\nwhere = os.environ['CUDA_VISIBLE_DEVICES']\n"
    "open('{folder}/' + str(time.time()), 'w').write(where)\ntime.sleep(.2)\n"
    "open('{folder}/' + str(time.time()), 'w').write('-' + where)"
)


def a_course(root: Path, names: dict[str, bool], folder: Path) -> None:
    for name, wants in names.items():
        for student in ("ada", "bob")[: 1 + wants]:
            answer = solution("where", LOOK.format(folder=folder))
            nb = notebook(
                SETUP, answer, test("test_where", 1, f"assert where == {expected(wants)}")
            )
            if wants:
                nb.metadata["autograder"] = {"gpu": True}
            save(nb, root / "source" / name / f"{name}.ipynb")
            hand_in(root, student, nb, assignment=name, name=f"{name}.ipynb")


def expected(wants: bool) -> str:
    return "'GPU-7'" if wants else "'-1'"


def test_one_gpu_is_used_by_one_submission_at_a_time(tmp_path, monkeypatch):
    seen = tmp_path / "seen"
    seen.mkdir()
    root = tmp_path / "class"
    a_course(root, {"plain": False, "trained": True}, seen)
    monkeypatch.setenv(gpu.VISIBLE, "GPU-7")
    outcome = grade_class(Course(root), [], workers=2, **BARE)
    assert [verdict.score for verdict in outcome.verdicts] == [1, 1, 1], outcome.verdicts
    assert {name: one.gpu for name, one in outcome.assignments.items()} == {
        "plain": False, "trained": True,
    }  # fmt: skip
    order = [path.read_text() for path in sorted(seen.iterdir(), key=lambda p: float(p.name))]
    with_gpu = [text for text in order if "GPU" in text]
    assert with_gpu == ["GPU-7", "-GPU-7"] * 2  # one after the other
    assert Counter(order)["-1"] == 1


def test_without_a_gpu_it_is_said(tmp_path, monkeypatch):
    a_course(tmp_path, {"plain": False}, tmp_path)
    monkeypatch.setenv(gpu.VISIBLE, "")
    outcome = grade_class(Course(tmp_path), [], gpu_assignments=["plain"], **BARE)
    assert outcome.verdicts[0].score == 1
    assert "plain: there is no GPU here" in " ".join(outcome.warnings)


@pytest.mark.parametrize(
    ("value", "names"),
    [("0,1", ["0", "1"]), ("", []), ("-1", []), ("GPU-a, 2,-1,3", ["GPU-a", "2"])],
)
def test_what_cuda_shows_is_what_there_is(monkeypatch, value, names):
    monkeypatch.setenv(gpu.VISIBLE, value)
    assert gpu.here() == names
    assert gpu.slots(1) == (names or ["0"])[:1]


def test_a_kernel_gets_one_or_none():
    options = gpu.with_device(KernelOptions(env={"A": "b"}), None)
    assert options.env == {"A": "b", gpu.VISIBLE: "-1"} and options.devices == ()
    assert gpu.with_device(KernelOptions(), "3").env == {gpu.VISIBLE: "3"}
