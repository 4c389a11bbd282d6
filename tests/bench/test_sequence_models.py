"""The race's arithmetic; what it measures isn't measured here."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from tests.bench import sequence_models as bench


def row(task: str, kind: str, seed: int, rows_right: float) -> dict[str, Any]:
    return {
        "task": task,
        "kind": kind,
        "seed": seed,
        "rate": 0.01,
        "parameters": 1,
        "steps": 10 * seed,
        "loss": 0.1 * (seed + 1),
        "letters_right": rows_right,
        "rows_right": rows_right,
    }


def table(of_gru: float) -> list[dict[str, Any]]:
    tasks = [f"reversal_{n}" for n in bench.REVERSAL_LETTERS]
    rows = [row(task, "transformer", seed, 0.9) for task in tasks for seed in (0, 1)]
    return bench.summarize(rows + [row(task, "gru", 0, of_gru) for task in tasks])


def test_summary_and_verdict() -> None:
    first = table(0.1)[0]
    assert first["seeds"] == 2 and first["steps"] == 5
    assert (first["least_loss"], first["loss"], first["most_loss"]) == (0.1, 0.15, 0.2)
    assert bench.verdict(table(0.1)) == []
    assert len(bench.verdict(table(0.5))) == 2


def test_the_rate_rises_and_falls() -> None:
    shares = [bench.rate_share(used) for used in (0.0, 0.1, 0.55, 1.0, 1.2)]
    np.testing.assert_allclose(shares, [0.1, 1.0, 0.5, 0.0, 0.0], atol=1e-12)


@pytest.mark.parametrize("task", ["reversal_6", bench.NAMES])
def test_networks_have_about_equally_many_weights(task: str) -> None:
    (x, y), (x_test, _) = bench.data_for(task)
    assert x.shape == y.shape and x.shape[1] == x_test.shape[1]
    sizes = [bench.build(kind, task, x.shape[1], 0).count_params() for kind in bench.KINDS]
    assert max(sizes) < 1.2 * min(sizes)


def test_the_budget_stops_training() -> None:
    (x, y), _ = bench.data_for("reversal_6")
    model = bench.build("gru", "reversal_6", x.shape[1], 0)
    model.compile(keras.optimizers.Adam(1e-3), loss=bench.transformer.token_loss())
    budget = bench.Budget(0.2, 1e-3)
    model.fit(x, y, batch_size=64, epochs=9, verbose=0, callbacks=[budget])
    assert 1 < budget.steps < len(x) // 64
