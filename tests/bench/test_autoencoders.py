"""The arithmetic of the autoencoders' bench; what it measures isn't measured here."""

from __future__ import annotations

from typing import Any

import numpy as np

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
