"""The arithmetic of the bench that compares grading."""

from __future__ import annotations

import pytest

from tests.bench import grading
from tests.bench.grading_bound import Need

NEED = Need(wall={1: 2.0, 2: 1.5}, cpu={1: 2.0, 2: 2.2})


def test_no_grader_is_faster_than_the_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.bench.grading_bound.cores", lambda: 2)
    assert NEED.bound(1) == pytest.approx(60 / 1.5)  # one at a time: its own time counts
    assert NEED.bound(2) == pytest.approx(60 / 1.0)  # two: the processors do


def test_grading_is_compared_round_by_round(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.bench.grading_bound.cores", lambda: 2)
    runs = {
        grading.STOCK: [grading.Run(60, 50), grading.Run(120, 50), grading.Run(50, 50)],
        grading.TWO: [grading.Run(12, 20, 20), grading.Run(20, 20, 30), grading.Run(25, 20, 30)],
    }
    stock, two = grading.table(runs, NEED, students=10)
    assert stock["times_stock"] == 1 and stock["bound_a_minute"] is None
    assert two["times_stock"] == 5 and two["submissions_a_minute"] == 30
    assert two["of_the_bound"] == pytest.approx(0.5) and two["processor_s_each"] == 2
    assert grading.missed([two], 0.1) == []
    assert "5.0 times" not in str(grading.missed([two], 0.2)) and grading.missed([two], 0.2)
    assert "4.0 times stock" in grading.missed([{**two, "times_stock": 4.0}], 0.1)[0]
    bare = [grading.Run(0, 0, 16), grading.Run(0, 0, 25), grading.Run(0, 0, 10)]
    assert grading.overhead(runs[grading.TWO], bare) == pytest.approx(0.25)
