"""A run over many submissions leaves nothing behind and doesn't grow."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from autograder.kernel.sandbox import detect
from tests.bench.many_submissions import GRADER, WORKER, ZYGOTE, Watch, watch

pytestmark = [
    pytest.mark.slow,
    pytest.mark.alone,
    pytest.mark.skipif(detect().level == "none", reason="no walls can be put up here"),
]
STUDENTS = 200
FULL = 6.0  # points of the automatic tests


@pytest.fixture
def folder():
    """A folder with a short name: sockets lie in it."""
    with tempfile.TemporaryDirectory(prefix="many-") as name:
        yield Path(name)


def test_two_hundred_in_a_row_leave_nothing_behind(folder):
    trace = watch(folder, STUDENTS, workers=2)
    assert trace.scores == {f"s{number:04}": FULL for number in range(STUDENTS)}
    assert trace.problems() == []
    assert all(len(values) == STUDENTS for values in trace.samples.values())
    for whose in (GRADER, ZYGOTE, WORKER):  # and it was really watched
        assert min(trace.samples["memory in kB", whose]) > 1000


def test_a_leak_of_every_kind_is_found(folder):
    """The limits above can be broken: something small kept for each submission is noticed."""
    kept: list = []

    class Leaks(Watch):
        def finished(self, verdict):
            kept.append(bytearray(b"x" * 2_000_000))
            kept.append(open(self._folder / f"{verdict.student}.part", "w"))  # noqa: SIM115
            kept.append(subprocess.Popen([sys.executable, "-c", "input()"], stdin=-1))
            for number in range(5):
                (self._folder / f"{verdict.student}-{number}").touch()
            super().finished(verdict)

    try:
        problems = watch(folder, 40, workers=2, watcher=Leaks).problems()
    finally:
        for one in kept:
            if isinstance(one, subprocess.Popen):
                one.communicate()
            elif not isinstance(one, bytearray):
                one.close()
    grown = ("memory in kB of the grader", "open files of the grader", "temporary files of the run",
             "processes of the run")  # fmt: skip
    for what in grown:
        assert any(text.startswith(f"{what} grew") for text in problems), (what, problems)
    for what in ("processes", "temporary files", "open files"):
        assert any(text.startswith("left behind") and what in text for text in problems), what
