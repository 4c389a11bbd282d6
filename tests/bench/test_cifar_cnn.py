"""The arithmetic of the CIFAR-10 bench; what it measures isn't measured here."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from helpers import data, photos
from tests.bench import cifar_cnn as bench
from tests.bench import cifar_parts


def rows(ours: tuple[float, float], share: float) -> list[dict[str, Any]]:
    found = []
    for recipe, accuracies, share_of_time in (
        (bench.PRINTED, (0.66, 0.68), 1.0),
        (bench.OURS, ours, share),
    ):
        for seed, accuracy in enumerate(accuracies):
            found.append(
                {
                    "recipe": recipe,
                    "seed": seed,
                    "epochs": 10,
                    "batch_size": 64,
                    "parameters": 5,
                    # The second seed meets a machine that is half as fast.
                    "seconds": (100.0, 200.0)[seed] * share_of_time,
                    "test_accuracy": accuracy,
                    "curve": [],
                }
            )
    return found


def tiny(n: int) -> data.Dataset:
    x = np.random.default_rng(0).integers(0, 256, size=(n, 32, 32, 3)).astype("uint8")
    y = np.arange(n) % 10
    source = data.Source("cifar10", "tiny", "a test")
    return data.Dataset("cifar10", x, y, x[:20], y[:20], ("",) * 10, source)


def test_summary_brings_seeds_together() -> None:
    printed, ours = bench.summarize(rows((0.78, 0.80), 0.9))
    assert (printed["test_accuracy"], printed["times_printed"]) == (0.67, 1.0)
    assert (ours["test_accuracy"], ours["worst_accuracy"]) == (0.79, 0.78)
    assert (ours["seeds"], ours["seconds"], ours["times_printed"]) == (2, 135.0, 0.9)


def test_verdict() -> None:
    assert bench.verdict(bench.summarize(rows((0.78, 0.80), 1.0))) == []
    assert "74.90%" in bench.verdict(bench.summarize(rows((0.749, 0.80), 1.0)))[0]
    assert "7.8 points" in bench.verdict(bench.summarize(rows((0.748, 0.748), 1.0)))[1]
    assert "103%" in bench.verdict(bench.summarize(rows((0.78, 0.80), 1.03)))[0]


def test_goes_on_with_a_later_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = dict(photos.FAST_RECIPE)
    stored = {"settings": {"ours": ours, "runs": rows((0.78, 0.80), 0.9)}}
    monkeypatch.setattr(bench.results, "load", lambda name: stored)
    assert bench.earlier_runs(0) == []
    assert [(run["recipe"], run["seed"]) for run in bench.earlier_runs(1)] == [
        (bench.PRINTED, 0),
        (bench.OURS, 0),
    ]
    ours["epochs"] += 1
    with pytest.raises(SystemExit, match="another recipe"):
        bench.earlier_runs(1)


@pytest.mark.slow
def test_both_train_in_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "PRINTED", dataclasses.replace(photos.PRINTED, epochs=4))
    monkeypatch.setattr(photos, "FAST_RECIPE", {**photos.FAST_RECIPE, "epochs": 2})
    monkeypatch.setattr(bench, "TURNS", 4)
    turns: list[tuple[str, int]] = []
    go_on = bench.Training.go_on

    def watched(self: bench.Training, share: float) -> bool:
        found = go_on(self, share)
        turns.append((self.row["recipe"], int(self.model.optimizer.iterations.numpy())))
        return found

    monkeypatch.setattr(bench.Training, "go_on", watched)
    found = bench.run(tiny(60), seed=0)
    # 48 images (a fifth is held out) make one step of 64; 60 make one of 128.
    assert turns == [
        (bench.PRINTED, 1),
        (bench.OURS, 0),
        (bench.PRINTED, 2),
        (bench.OURS, 1),
        (bench.PRINTED, 3),
        (bench.OURS, 2),
        (bench.PRINTED, 4),
        (bench.OURS, 2),
    ]
    assert [len(row["curve"]) for row in found] == [4, 2]
    for row in found:
        table = np.array(row["confusion"])
        assert table.sum() == 20 and row["seconds"] > 0
        assert row["test_accuracy"] == round(float(np.trace(table)) / 20, 4)


def test_parts_are_judged_on_held_out_training_images() -> None:
    dataset = tiny(50)
    held_out = cifar_parts.split(dataset, 20, 10)
    np.testing.assert_array_equal(held_out.x_test, dataset.x_train[-10:])
    np.testing.assert_array_equal(held_out.y_test, dataset.y_train[-10:])
    number_of = {image.tobytes(): i for i, image in enumerate(dataset.x_train)}
    trained = {number_of[image.tobytes()] for image in held_out.x_train}
    assert len(trained) == 20 and max(trained) < 40


@pytest.mark.slow
@pytest.mark.parametrize("part", cifar_parts.LEFT_OUT)
def test_every_part_can_be_left_out(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cifar_parts, "RECIPE", {**cifar_parts.RECIPE, "epochs": 1})
    seen: dict[str, Any] = {}
    fit = photos.fit
    monkeypatch.setattr(photos, "fit", lambda *a, **k: seen.update(k) or fit(*a, **k))
    row = cifar_parts.leave_out(tiny(64), part, seed=2)
    changed, _ = cifar_parts.LEFT_OUT[part]
    assert row["left_out"] == part and row["seed"] == 2 and 0 <= row["held_out_accuracy"] <= 1
    assert {key: seen[key] for key in changed} == changed
