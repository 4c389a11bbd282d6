"""Every known answer of every chapter, through the whole grading path.

The model solution gets all automatic points, an untouched release none, and each file of answers/
exactly the points that it names, with the message that it names. Where an exercise loads data, all
right answers have to hold on the stand-in as well.
"""

import os
from pathlib import Path

import pytest

from autograder.build.answers import KINDS
from autograder.farm.prove import prove

SOLUTIONS = Path(__file__).parent.parent.parent / "solutions"
CHAPTERS = sorted(path.parent for path in SOLUTIONS.glob("*/exercises.py"))


@pytest.mark.slow
@pytest.mark.parametrize("stand_in", [False, True], ids=["data at hand", "stand-in"])
@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.name)
def test_known_answers(chapter, stand_in, monkeypatch, tmp_path):
    if stand_in:
        if "data.load" not in (chapter / "exercises.py").read_text() or not os.environ.get(
            "COURSE_DATA"
        ):
            return  # the other case has just run on the stand-in
        monkeypatch.delenv("COURSE_DATA")
        monkeypatch.setenv("KERAS_HOME", str(tmp_path))
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    kinds = ("right", "alternative") if stand_in else KINDS
    # Under xdist chapters are proven side by side: no core waits for the last hand-in of each.
    workers = 1 if "PYTEST_XDIST_WORKER" in os.environ else os.cpu_count() or 1
    found = prove(chapter, workers=workers, kinds=kinds)
    assert [str(discrepancy) for discrepancy in found] == []
