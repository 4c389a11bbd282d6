"""The dense bench's arithmetic; what it measures isn't measured here."""

from __future__ import annotations

from typing import Any

from helpers import dense_models
from tests.bench import mnist_dense

S3 = mnist_dense.S3


def row(recipe: str, seed: int, accuracy: float, seconds: float) -> dict[str, Any]:
    return {
        "network": S3,
        "hidden": [128, 64],
        "recipe": recipe,
        "seed": seed,
        "parameters": 1,
        "epochs": 1,
        "batch_size": 1,
        "train_accuracy": 1.0,
        "test_accuracy": accuracy,
        "seconds": seconds,
    }


def table(accuracies: tuple[float, float], seconds: float) -> list[dict[str, Any]]:
    rows = [row(mnist_dense.PRINTED, seed, 0.979, 90.0) for seed in (0, 1)]
    rows += [row(mnist_dense.OURS, seed, a, seconds) for seed, a in enumerate(accuracies)]
    return mnist_dense.summarize(rows)


def test_summary_brings_seeds_together() -> None:
    printed, ours = table((0.978, 0.98), 18.0)
    assert printed["times_printed"] == 1.0 and printed["seeds"] == 2
    assert ours["test_accuracy"] == 0.979 and ours["times_printed"] == 0.2
    assert (ours["worst_accuracy"], ours["best_accuracy"]) == (0.978, 0.98)


def test_verdict() -> None:
    assert mnist_dense.verdict(table((0.978, 0.979), 30.0)) == []
    assert "97.65%" in mnist_dense.verdict(table((0.976, 0.977), 18.0))[0]
    assert "40%" in mnist_dense.verdict(table((0.98, 0.98), 36.0))[0]


def test_plan_alternates_and_runs_nothing_twice() -> None:
    for seed in range(3):
        plan = mnist_dense.plan(seed)
        assert len(plan) == len(set(plan))
        assert plan[:2] == [(mnist_dense.PRINTED, S3), (mnist_dense.OURS, S3)]
        assert all((mnist_dense.OURS, name) in plan for name in dense_models.SAME_SIZE)
        assert ((mnist_dense.PRINTED_NO_DROPOUT, S3) in plan) == (seed == 0)


def test_runs_on_all_images_continue_those_on_few() -> None:
    rows = [row(mnist_dense.OURS, 0, 0.98, 1.0), row(mnist_dense.PRINTED, 0, 0.97, 1.0)]
    assert mnist_dense.on_all(rows, 60_000) == [
        {
            "network": "784-128-64-10, dropout",
            "images": 60_000,
            "seed": 0,
            "train_accuracy": 1.0,
            "test_accuracy": 0.98,
        }
    ]
