"""The arithmetic of the autoencoders' bench; what it measures isn't measured here."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from helpers import autoencoders
from tests.bench import autoencoders as bench


def rows(ours: tuple[float, float], seconds: float) -> list[dict[str, Any]]:
    found = []
    for recipe, losses, took in (
        (bench.PRINTED, (0.093, 0.092), 60.0),
        (bench.FASTER, (0.093, 0.093), 12.0),
        (bench.OURS, ours, seconds),
    ):
        for seed, loss in enumerate(losses):
            found.append(
                {
                    "source": "S12",
                    "size": 32,
                    "recipe": recipe,
                    "seed": seed,
                    "epochs": 1,
                    "seconds": took,
                    "test_loss": loss,
                    "dead_units": seed,
                }
            )
    return found


def test_summary_brings_seeds_together() -> None:
    printed, faster, ours = bench.summarize(rows((0.091, 0.092), 12.0))
    assert printed["times_printed"] == 1.0 and printed["test_loss"] == 0.0925
    assert faster["dead_units"] == 1 and faster["seeds"] == 2
    assert ours["times_printed"] == 0.2 and ours["worst_loss"] == 0.092


def test_verdict() -> None:
    assert bench.verdict(bench.summarize(rows((0.091, 0.092), 12.0))) == []
    assert "0.0945" in bench.verdict(bench.summarize(rows((0.094, 0.095), 12.0)))[0]
    assert "50%" in bench.verdict(bench.summarize(rows((0.091, 0.092), 30.0)))[0]


def test_judge() -> None:
    parts = autoencoders.dense(3)
    for model in (parts.encoder, parts.decoder):
        model.set_weights([np.zeros_like(w) for w in model.get_weights()])
    found = bench.judge(parts, np.ones((4, 784), np.float32))
    assert found == {"test_loss": 0.69315, "test_mse": 0.25, "dead_units": 3}


@pytest.mark.slow
def test_recipes_train_in_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    turns: list[tuple[str, int]] = []
    go_on = bench.Training.go_on

    def watched(self: bench.Training, x: np.ndarray, share: float) -> None:
        go_on(self, x, share)
        turns.append((self.row["recipe"], int(self.parts.model.optimizer.iterations.numpy())))

    monkeypatch.setattr(bench.Training, "go_on", watched)
    printed = dataclasses.replace(autoencoders.PRINTED[32], epochs=4)
    monkeypatch.setattr(autoencoders, "PRINTED", {32: printed})
    monkeypatch.setattr(autoencoders, "FAST_RECIPE", {**autoencoders.FAST_RECIPE, "epochs": 2})
    monkeypatch.setattr(bench, "TURNS", 2)
    monkeypatch.setattr(bench, "RECIPES", (bench.PRINTED, bench.OURS))
    x = np.random.default_rng(0).random((256, 784), dtype=np.float32)  # one step per epoch
    found = bench.run(32, x, x[:20], seed=0)
    assert [(row["recipe"], row["epochs"]) for row in found] == turns[2:]
    assert turns == [(bench.PRINTED, 2), (bench.OURS, 1), (bench.PRINTED, 4), (bench.OURS, 2)]
    assert all(row["seconds"] > 0 and 0 < row["test_loss"] < 1 for row in found)


def test_goes_on_with_a_later_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = dict(autoencoders.FAST_RECIPE)
    stored = {"settings": {"ours": ours, "runs": rows((0.091, 0.092), 12.0)}}
    monkeypatch.setattr(bench.results, "load", lambda name: stored)
    assert bench.earlier_runs(0) == []
    assert [(run["recipe"], run["seed"]) for run in bench.earlier_runs(1)] == [
        (recipe, 0) for recipe in bench.RECIPES
    ]
    ours["epochs"] += 1
    with pytest.raises(SystemExit, match="another recipe"):
        bench.earlier_runs(1)
