"""The benches' arithmetic and refusals; what they measure isn't measured here."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from helpers import data, models
from helpers.data import Dataset, Source
from tests.bench import _common, mnist_cnns, sequences, xor_starts


def row(name: str, recipe: str, seed: int, accuracy: float, seconds: float) -> dict[str, Any]:
    return {
        "name": name,
        "recipe": recipe,
        "seed": seed,
        "test_accuracy": accuracy,
        "seconds": seconds,
        "source": "S5",
        "parameters": 1,
        "epochs": 1,
        "batch_size": 1,
    }


def table(accuracies: tuple[float, float], seconds: float) -> list[dict[str, Any]]:
    rows = [row(mnist_cnns.S5, mnist_cnns.PRINTED, seed, 0.9885, 60.0) for seed in (0, 1)]
    rows += [row(mnist_cnns.S5, mnist_cnns.OURS, s, a, seconds) for s, a in enumerate(accuracies)]
    return mnist_cnns.summarize(rows)


def test_summary_brings_seeds_together() -> None:
    printed, ours = table((0.991, 0.993), 15.0)
    assert printed["times_printed_S5"] == 1.0 and printed["seeds"] == 2
    assert ours["test_accuracy"] == 0.992 and ours["worst_accuracy"] == 0.991
    assert ours["seconds"] == 15.0 and ours["times_printed_S5"] == 0.25


def test_verdict() -> None:
    assert mnist_cnns.verdict(table((0.989, 0.993), 15.0)) == []
    assert "98.70%" in mnist_cnns.verdict(table((0.987, 0.993), 15.0))[0]
    assert "60%" in mnist_cnns.verdict(table((0.99, 0.993), 36.0))[0]


def test_plan_runs_everything_once_per_seed() -> None:
    plan = mnist_cnns.plan(2)
    assert len(plan) == len(set(plan)) == 12
    assert {name for name, _, _ in plan} == set(models.NAMES)
    assert (mnist_cnns.S5, mnist_cnns.OURS, 1) in plan
    assert ("cnn_dense_128", mnist_cnns.OURS, 0) in plan  # nothing printed: ours


def test_stand_ins_are_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    few = np.zeros((1, 28, 28), np.uint8)
    stand_in = Dataset("mnist", few, few, few, few, (), Source("stand-in", "stand-in", "here"))
    monkeypatch.setattr(data, "load", lambda name: stand_in)
    with pytest.raises(SystemExit) as caught:
        mnist_cnns.main(["--quick"])
    assert caught.value.code == 2
    assert "needs real MNIST" in capsys.readouterr().err


def test_xor_starts_draw_from_the_range() -> None:
    net = xor_starts.network(3, -1.0, 1.0, seed=0)
    values = np.concatenate([p.ravel() for p in net.parameters()])
    assert values.min() < 0 and (np.abs(values) <= 1).all()


def test_table_prints_a_dash_for_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    _common.print_table("Title", [{"a": 0.5, "b": None}], {"a": "{:.0%}", "b": "{}"})
    out = capsys.readouterr().out
    assert "50%" in out and "–" in out


def sequence_rows(ours: tuple[float, float], seconds: float) -> list[dict[str, Any]]:
    def one(model: str, seed: int, score: float, took: float) -> dict[str, Any]:
        return {
            "task": "forecast",
            "model": model,
            "recipe": "",
            "length": 24,
            "seed": seed,
            "score": score,
            "seconds": took,
        }

    rows = [one("last value", 0, 19.4, 0.0), one("lstm", 0, 21.0, 10.0), one("lstm", 1, 19.0, 8.0)]
    return rows + [
        one("learns the change", seed, score, seconds) for seed, score in enumerate(ours)
    ]


def test_sequences_summary_and_verdict() -> None:
    table = sequences.summarize(sequence_rows((17.8, 18.2), 4.0))
    assert [row["seeds"] for row in table] == [1, 2, 2]
    ours = table[-1]
    assert (ours["score"], ours["lowest"], ours["highest"]) == (18.0, 17.8, 18.2)
    assert sequences.verdict(table) == []
    missed = sequences.verdict(sequences.summarize(sequence_rows((21.0, 19.5), 18.0)))
    assert len(missed) == 3 and "naive" in missed[0] and "printed LSTM" in missed[1]
    assert "200%" in missed[2]
