from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from helpers import tuning

X = np.random.default_rng(0).normal(size=(40, 3)).astype("float32")
Y = (X.sum(axis=1) > 0).astype("int64")


def build(hp: Any) -> keras.Model:
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(2, activation="softmax", name="only")]
    )
    rate = hp.Float("rate", 1e-3, 1e-1, sampling="log")
    model.compile(
        keras.optimizers.Adam(rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return model


def test_plan_of_hyperband() -> None:
    assert tuning.hyperband_rounds(9) == [[(9, 1), (3, 3), (1, 9)], [(5, 3), (2, 9)], [(3, 9)]]
    assert tuning.hyperband_epochs(9) == (9 + 3 * 2 + 6) + (5 * 3 + 2 * 6) + 3 * 9


@pytest.mark.slow
@pytest.mark.parametrize("way", ["random", "hyperband"])
def test_search_needs_no_tensorboard_and_leaves_nothing_behind(
    way: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    settings: dict[str, Any] = {"objective": "val_accuracy", "seed": 0, "directory": "inside"}
    tuner: Any
    if way == "random":
        tuner = tuning.RandomSearch(build, max_trials=2, **settings)
    else:
        tuner = tuning.Hyperband(build, max_epochs=2, factor=2, **settings)
    tuner.search(X, Y, validation_data=(X, Y), epochs=2, verbose=0)
    assert os.listdir(tmp_path) == ["inside"]
    assert capfd.readouterr().out == ""
    steps = tuning.progress(tuner, epochs=2)
    assert steps[-1][0] == (4 if way == "random" else tuning.hyperband_epochs(2, 2))
    assert [best for _, best in steps] == sorted(best for _, best in steps)
    assert steps[-1][1] == tuner.oracle.get_best_trials(1)[0].score
