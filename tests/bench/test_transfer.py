"""The arithmetic of the transfer bench, and its parts on few images; nothing is measured here."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from helpers import data, transfer
from helpers.autoencoders import answers
from tests.bench import transfer as bench


def made_up(**changes: float) -> list[dict[str, Any]]:
    """A table in which everything is as the lesson says, but for the changes."""
    means = {
        ("upright", 10, bench.SCRATCH): 0.7,
        ("upright", 10, bench.CONTROL): 0.75,
        ("upright", 10, bench.FROZEN): 0.85,
        ("upright", 10, bench.TUNED): 0.86,
        ("upright", 500, bench.SCRATCH): 0.97,
        ("upright", 500, bench.FROZEN): 0.96,
        ("upright", 500, bench.TUNED): 0.98,
    }
    for task in bench.TASKS[1:]:
        means[task, 10, bench.SCRATCH] = means[task, 10, bench.FROZEN] = 0.7
    for name, value in changes.items():
        task, per_class, method = name.split("_")
        means[task, int(per_class), getattr(bench, method)] = value
    return [
        {"task": task, "per_class": per_class, "method": method, "mean": mean}
        for (task, per_class, method), mean in means.items()
    ]


def test_verdict() -> None:
    assert bench.verdict(made_up()) == []
    (missed,) = bench.verdict(made_up(upright_10_FROZEN=0.74))
    assert "random base" in missed
    assert "makes the frozen base worse" in bench.verdict(made_up(upright_500_TUNED=0.95))[0]
    assert "as much as with 10" in bench.verdict(made_up(upright_500_SCRATCH=0.8))[0]
    assert "shuffled" in bench.verdict(made_up(shuffled_10_FROZEN=0.9))[0]


def test_summary_brings_seeds_together() -> None:
    rows = [
        {"method": m, "seed": seed, "accuracy": a}
        for m, found in (("a", (0.5, 0.7)), ("b", (0.9,)))
        for seed, a in enumerate(found)
    ]
    a, b = bench.summarize(rows, ("method",))
    assert (a["mean"], a["worst"], a["best"], a["seeds"]) == (0.6, 0.5, 0.7, 2)
    assert a["spread"] == pytest.approx(np.sqrt(0.02), abs=1e-4)
    assert (b["mean"], b["spread"]) == (0.9, 0.0)


@pytest.mark.parametrize("images, epochs", [(50, 60), (250, 15), (2_500, 5), (1, 120)])
def test_epochs(images: int, epochs: int) -> None:
    assert bench.epochs_for(images) == epochs


def test_tasks() -> None:
    images = np.random.default_rng(0).random((3, 28, 28, 1))
    changes = {task: bench.changed(images, task) for task in bench.TASKS}
    assert all(x.shape == images.shape for x in changes.values())
    np.testing.assert_array_equal(changes["upright"], images)
    np.testing.assert_allclose(changes["inverted"], 1 - images)
    np.testing.assert_array_equal(changes["turned"][1, :, :, 0], np.rot90(images[1, :, :, 0]))
    shuffled = changes["shuffled"]
    assert (shuffled != images).any()
    np.testing.assert_array_equal(np.sort(shuffled, axis=None), np.sort(images, axis=None))
    one, two = (bench.changed(images[[i]], "shuffled")[0] for i in (0, 1))
    np.testing.assert_array_equal(one, shuffled[0])
    np.testing.assert_array_equal(two, shuffled[1])


@pytest.fixture(scope="module")
def digits() -> bench.Digits:
    return bench.Digits(data.load("mnist").subset(train=400, test=100), old=60, test=40)


def test_two_tasks(digits: bench.Digits) -> None:
    assert set(digits.y_old) == set(digits.y_new) == set(digits.y_test) == set(range(5))
    assert len(digits.x_old) == 60 and len(digits.x_test) == 40
    x, y = digits.few(3, seed=1)
    assert x.shape == (15, 28, 28, 1) and (np.bincount(y) == 3).all()
    assert len(np.unique(x.reshape(15, -1), axis=0)) == 15
    np.testing.assert_array_equal(x, digits.few(3, seed=1)[0])
    assert (x != digits.few(3, seed=2)[0]).any()


def test_a_head_on_features_is_the_head_of_the_model(
    digits: bench.Digits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "LEAST_STEPS", 6)
    monkeypatch.setattr(bench, "LEAST_EPOCHS", 1)
    network = transfer.small_network(5, seed=0)
    before = [w.copy() for w in network.get_weights()]
    x, y = digits.few(2, seed=0)
    model = bench.with_trained_head(network, x, y, seed=0)
    untrained = transfer.with_head(transfer.cut(keras.models.clone_model(network)), 5, seed=0)
    assert (model.get_layer("head").get_weights()[0] != untrained.layers[-1].get_weights()[0]).any()
    features = answers(transfer.cut(network), x)
    kernel, bias = model.get_layer("head").get_weights()
    np.testing.assert_allclose(
        np.log(answers(model, x)).argmax(axis=1), (features @ kernel + bias).argmax(axis=1)
    )
    bench.fine_tune(model, x, y, 1e-3, seed=0)
    for now, then in zip(network.get_weights(), before, strict=True):
        np.testing.assert_array_equal(now, then, "the pre-trained network must not change")
    base = model.get_layer("base")
    assert (base.get_weights()[0] != before[0]).any(), "fine-tuning moves the base"


@pytest.mark.slow
def test_every_method(digits: bench.Digits, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "LEAST_STEPS", 2)
    monkeypatch.setattr(bench, "LEAST_EPOCHS", 1)
    network = bench.pretrained(digits, seed=0)
    rows = bench.compare(network, digits, 2, "inverted", seed=0)
    assert [row["method"] for row in rows] == list(bench.METHODS)
    assert all(0 <= row["accuracy"] <= 1 and row["task"] == "inverted" for row in rows)
    monkeypatch.setattr(bench, "RATES_PER_CLASS", 2)
    assert [row["rate"] for row in bench.try_rates(network, digits, 0)] == [0.0, *bench.RATES]
