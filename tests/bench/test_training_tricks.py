"""The arithmetic of the tricks' bench, and a search that leaves nothing behind."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from helpers import data, tricks
from tests.bench import training_tricks as bench


def runs(name: str, accuracies: tuple[float, ...]) -> list[dict[str, Any]]:
    rest = dict.fromkeys(("epochs", "train_accuracy", "test_loss", "calibration_error"), 1.0)
    return [
        {"trick": name, "seed": seed, "test_accuracy": accuracy, "seconds": 2.0, **rest}
        for seed, accuracy in enumerate(accuracies)
    ]


def test_gains_are_those_of_the_same_seed() -> None:
    found = bench.summarize(runs(tricks.BASELINE, (0.90, 0.94)) + runs("L2", (0.92, 0.95)))
    assert [(row["trick"], row["gain"]) for row in found] == [("baseline", 0.0), ("L2", 0.015)]
    # The two seeds differ by 4 points, the two gains by one: half of it is the standard error.
    assert found[1]["gain_error"] == pytest.approx(0.005)
    assert bench.summarize(runs(tricks.BASELINE, (0.9,)))[0]["gain_error"] is None


def test_searches_are_summarized_by_way() -> None:
    rows = [
        {"way": way, "networks": 3, "epochs": 9, "validation_accuracy": 0.9, "seconds": 1.0}
        | {"test_accuracy": accuracy}
        for way, accuracy in (("random", 0.8), ("hyperband", 0.9), ("random", 0.9))
    ]
    random, hyperband = bench.summarize_searches(rows)
    assert (random["test_accuracy"], random["worst"], random["seeds"]) == (0.85, 0.8, 2)
    assert (hyperband["test_accuracy"], hyperband["best"]) == (0.9, 0.9)


def test_parts_share_no_image(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "IMAGES", 100)
    n = 400
    images = np.zeros((n, 28, 28), np.uint8)
    images[:, 0, 0], images[:, 0, 1] = np.arange(n) // 250, np.arange(n) % 250
    y = np.arange(n) % 10
    source = data.Source("mnist", "MNIST", "here")
    dataset = data.Dataset("mnist", images, y, images[:5], y[:5], tuple("0123456789"), source)
    (x, _), (x_validation, _), (x_test, _) = bench.parts(dataset, 200, seed=3, validation=100)
    assert (len(x), len(x_validation), len(x_test)) == (200, 100, 5)
    seen = {image.tobytes() for image in x}
    assert not seen & {image.tobytes() for image in x_validation}
    (fewer, _), (again, _), _ = bench.parts(dataset, 100, seed=3, validation=100)
    np.testing.assert_array_equal(fewer, x[:100])
    np.testing.assert_array_equal(again, x_validation)


def test_policy_of_numbers_is_put_back() -> None:
    before = keras.config.dtype_policy().name
    with pytest.raises(KeyError), bench.numbers("mixed_bfloat16"):
        assert keras.config.dtype_policy().name == "mixed_bfloat16"
        raise KeyError
    assert keras.config.dtype_policy().name == before


@pytest.mark.slow
@pytest.mark.parametrize("way", ["random", "hyperband"])
def test_search(
    way: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench, "IMAGES", 60)
    monkeypatch.chdir(tmp_path)
    random = np.random.default_rng(0)
    images = random.integers(0, 256, size=(300, 28, 28), dtype=np.uint8)
    y = np.arange(300) % 10
    source = data.Source("mnist", "MNIST", "here")
    dataset = data.Dataset("mnist", images, y, images[:20], y[:20], tuple("0123456789"), source)
    row = bench.search(way, dataset, seed=0, epochs=2)
    # One and a half networks to the end, or: two to epoch 1, one of them on to epoch 2, and one.
    assert row["epochs"] == row["path"][-1][0] > 0
    assert 0 <= row["test_accuracy"] <= 1 and "learning_rate" in row["found"]
    assert os.listdir(tmp_path) == []
    assert capsys.readouterr().out.count("\n") == 1
