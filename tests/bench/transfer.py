"""What transfer is worth, and when: `python -m tests.bench.transfer`.

A small network learns the digits 0 to 4 from many images. The digits 5 to 9 are then learned from
a few images per class: from scratch, with a new head on the frozen base, with fine-tuning after
that, and with a new head on a frozen base of random weights, which is the control. Three parts:
how many images (10, 50, 500 per class), how like the new task is to the old one (the same digits
turned, inverted, with their pixels shuffled), and which learning rate for fine-tuning. Needs real
MNIST. Writes helpers/results/transfer.json, which lesson 09 plots. Exit code 1 if transfer doesn't
win where it should.
"""

from __future__ import annotations

import argparse
import os
import statistics
from collections.abc import Sequence
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras  # TensorFlow reads its log level when it is imported
import numpy as np

from helpers import data, results, training, transfer
from helpers.autoencoders import answers
from tests.bench._common import print_table, real

SCRATCH, CONTROL, FROZEN, TUNED = METHODS = (
    "from scratch",
    "random base, frozen",
    "pre-trained base, frozen",
    "fine-tuned",
)
PER_CLASS = (10, 50, 500)
TASKS = ("upright", "turned", "inverted", "shuffled")
FEW = 10  # images per class for the tasks
RATES = (1e-4, 1e-3, 1e-2, 1e-1, 1.0)
RATES_PER_CLASS = 50
OLD_IMAGES, TEST_IMAGES = 10_000, 1_000
BATCH = 32
# Every training makes at least so many steps and epochs, however few images there are.
LEAST_STEPS, LEAST_EPOCHS = 120, 5
SCRATCH_RATE, HEAD_RATE, TUNING_RATE = 3e-3, 1e-2, 1e-3


class Digits:
    """MNIST in two tasks: 0 to 4, and 5 to 9 as classes 0 to 4.

    Attributes:
        x_old, y_old: plenty of images to pre-train on, float32 (n, 28, 28, 1) and int64 (n,).
        x_new, y_new: all training images of the new task.
        x_test, y_test: test images of the new task.
    """

    def __init__(self, dataset: data.Dataset, old: int, test: int) -> None:
        x, y = data.images_to_float(dataset.x_train), dataset.y_train
        self.x_old, self.y_old = x[y < 5][:old], y[y < 5][:old]
        self.x_new, self.y_new = x[y >= 5], y[y >= 5] - 5
        later = np.flatnonzero(dataset.y_test >= 5)[:test]
        self.x_test = data.images_to_float(dataset.x_test[later])
        self.y_test = dataset.y_test[later] - 5

    def few(self, per_class: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
        """Draws so many images of each new class."""
        random = np.random.default_rng(seed)
        rows = [
            random.choice(np.flatnonzero(self.y_new == k), per_class, replace=False)
            for k in range(5)
        ]
        drawn = random.permutation(np.concatenate(rows))
        return self.x_new[drawn], self.y_new[drawn]


def changed(images: np.ndarray, task: str) -> np.ndarray:
    """The images of a task that is less like the old one, (n, 28, 28, 1) in and out."""
    if task == "upright":
        return images
    if task == "turned":
        return np.rot90(images, axes=(1, 2)).copy()
    if task == "inverted":
        return 1 - images
    order = np.random.default_rng(0).permutation(28 * 28)  # the same for every image
    return images.reshape(-1, 28 * 28)[:, order].reshape(images.shape)


def epochs_for(images: int) -> int:
    """Epochs that are enough steps also for a handful of images."""
    return max(LEAST_EPOCHS, -(-LEAST_STEPS // -(-images // BATCH)))


def fit(model: keras.Model, x: np.ndarray, y: np.ndarray, rate: float, seed: int) -> None:
    training.train(
        model,
        x,
        y,
        epochs=epochs_for(len(x)),
        batch_size=BATCH,
        learning_rate=rate,
        seed=seed,
        progress=False,
    )


def accuracy(model: keras.Model, x: np.ndarray, y: np.ndarray) -> float:
    return round(float(np.mean(answers(model, x).argmax(axis=1) == y)), 4)


def pretrained(digits: Digits, seed: int) -> keras.Model:
    """A network that has learned the old digits."""
    network = transfer.small_network(5, seed=seed)
    training.train(
        network,
        digits.x_old,
        digits.y_old,
        epochs=2,
        batch_size=128,
        learning_rate=SCRATCH_RATE,
        seed=seed,
        progress=False,
    )
    return network


def with_trained_head(network: keras.Model, x: np.ndarray, y: np.ndarray, seed: int) -> keras.Model:
    """A new head on a copy of the network's base, trained on features that are computed once."""
    copy = keras.models.clone_model(network)
    copy.set_weights(network.get_weights())
    base = transfer.cut(copy)
    model = transfer.with_head(base, 5, seed=seed)
    features = keras.Input(base.output_shape[1:])
    head = keras.Model(features, model.get_layer("head")(features))
    fit(head, answers(base, x), y, HEAD_RATE, seed)
    return model


def fine_tune(model: keras.Model, x: np.ndarray, y: np.ndarray, rate: float, seed: int) -> None:
    """Unfreezes everything and trains on; batch normalization keeps its statistics."""
    transfer.unfreeze(model)
    fit(model, x, y, rate, seed)


def compare(
    network: keras.Model,
    digits: Digits,
    per_class: int,
    task: str,
    seed: int,
    methods: Sequence[str] = METHODS,
) -> list[dict[str, Any]]:
    """Learns one new task from few images in several ways.

    Args:
        network: what has learned the old task; isn't changed.
        digits: the data.
        per_class: images of each new class.
        task: one of TASKS.
        seed: of the draw, of first weights and of the order.
        methods: of METHODS.

    Returns:
        A row for each method, with its test accuracy.
    """
    x, y = digits.few(per_class, seed)
    x, x_test = changed(x, task), changed(digits.x_test, task)
    found = {}
    if SCRATCH in methods:
        fresh = transfer.small_network(5, seed=1000 + seed)
        fit(fresh, x, y, SCRATCH_RATE, seed)
        found[SCRATCH] = accuracy(fresh, x_test, digits.y_test)
    if CONTROL in methods:
        untrained = transfer.small_network(5, seed=1000 + seed)
        model = with_trained_head(untrained, x, y, seed)
        found[CONTROL] = accuracy(model, x_test, digits.y_test)
    if FROZEN in methods or TUNED in methods:
        model = with_trained_head(network, x, y, seed)
        found[FROZEN] = accuracy(model, x_test, digits.y_test)
        if TUNED in methods:
            fine_tune(model, x, y, TUNING_RATE, seed)
            found[TUNED] = accuracy(model, x_test, digits.y_test)
    return [
        {"task": task, "per_class": per_class, "method": m, "seed": seed, "accuracy": found[m]}
        for m in methods
    ]


def try_rates(network: keras.Model, digits: Digits, seed: int) -> list[dict[str, Any]]:
    """Fine-tunes the same model with each of RATES; rate 0 stands for the frozen base."""
    x, y = digits.few(RATES_PER_CLASS, seed)
    model = with_trained_head(network, x, y, seed)
    start = model.get_weights()
    rows = [{"rate": 0.0, "seed": seed, "accuracy": accuracy(model, digits.x_test, digits.y_test)}]
    for rate in RATES:
        model.set_weights(start)
        fine_tune(model, x, y, rate, seed)
        rows.append(
            {"rate": rate, "seed": seed, "accuracy": accuracy(model, digits.x_test, digits.y_test)}
        )
    return rows


def summarize(rows: Sequence[dict[str, Any]], keys: Sequence[str]) -> list[dict[str, Any]]:
    """Brings the seeds of each setting together.

    Args:
        rows: with a seed and an accuracy each.
        keys: what makes a setting.

    Returns:
        One row each: the keys, mean, smallest and largest accuracy, its standard deviation over
        seeds (0 for one seed), and the number of seeds.
    """
    groups: dict[tuple[Any, ...], list[float]] = {}
    for row in rows:
        groups.setdefault(tuple(row[key] for key in keys), []).append(row["accuracy"])
    return [
        {
            **dict(zip(keys, setting, strict=True)),
            "mean": round(statistics.mean(found), 4),
            "spread": round(statistics.stdev(found), 4) if len(found) > 1 else 0.0,
            "worst": min(found),
            "best": max(found),
            "seeds": len(found),
        }
        for setting, found in groups.items()
    ]


def verdict(table: Sequence[dict[str, Any]]) -> list[str]:
    """What doesn't hold of what the lesson says, in sentences; empty if all does.

    With few images of a like task both kinds of transfer must beat training from scratch and the
    random base; fine-tuning must lift the frozen base where there are many images; and the lead
    must be smaller with many images, and with shuffled pixels.
    """
    mean = {(row["task"], row["per_class"], row["method"]): row["mean"] for row in table}
    missed = []
    for method in (FROZEN, TUNED):
        for other in (SCRATCH, CONTROL):
            if mean["upright", FEW, method] <= mean["upright", FEW, other]:
                missed.append(f"with {FEW} images per class, {method} doesn't beat {other}")
    most = max(PER_CLASS)
    if mean["upright", most, TUNED] < mean["upright", most, FROZEN]:
        missed.append(f"with {most} images per class, fine-tuning makes the frozen base worse")

    def lead(task: str, per_class: int) -> float:
        return mean[task, per_class, FROZEN] - mean[task, per_class, SCRATCH]

    if lead("upright", most) >= lead("upright", FEW):
        missed.append(f"with {most} images per class, transfer leads by as much as with {FEW}")
    if lead("shuffled", FEW) >= lead("upright", FEW):
        missed.append("with shuffled pixels, transfer leads by as much as with upright digits")
    return missed


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3, help="runs of each, seeds 0, 1, …")
    parser.add_argument(
        "--from-seed",
        type=int,
        default=0,
        metavar="N",
        help="goes on with seed N; the runs of smaller seeds are those of the file",
    )
    parser.add_argument(
        "--quick", action="store_true", help="one seed, few images; nothing is written or judged"
    )
    options = parser.parse_args(arguments)
    dataset = real("mnist")
    digits = (
        Digits(dataset, 2_000, 500) if options.quick else Digits(dataset, OLD_IMAGES, TEST_IMAGES)
    )
    runs, rates = earlier_runs(0 if options.quick else options.from_seed)
    for seed in range(1) if options.quick else range(options.from_seed, options.seeds):
        keras.backend.clear_session()
        network = pretrained(digits, seed)
        for per_class in PER_CLASS:
            runs += shown(compare(network, digits, per_class, "upright", seed))
        for task in TASKS[1:]:
            runs += shown(compare(network, digits, FEW, task, seed, (SCRATCH, FROZEN)))
        rates += shown(try_rates(network, digits, seed))
    table = summarize(runs, ("task", "per_class", "method"))
    rate_table = summarize(rates, ("rate",))
    formats = {"mean": "{:.2%}", "spread": "{:.2%}", "worst": "{:.2%}", "seeds": "{}"}
    print_table(
        "Five new digits", table, {"task": "{}", "per_class": "{}", "method": "{}", **formats}
    )
    print_table("Learning rates for fine-tuning", rate_table, {"rate": "{:g}", **formats})
    if options.quick:
        return 0
    path = results.save(
        "transfer",
        table,
        about="Digits 5 to 9 from few images, by a network that has learned 0 to 4, and without it",
        settings={
            "data": dataset.source.label,
            "images of the old task": len(digits.x_old),
            "test images": len(digits.x_test),
            "steps at least": LEAST_STEPS,
            "epochs at least": LEAST_EPOCHS,
            "learning rates": {SCRATCH: SCRATCH_RATE, "head": HEAD_RATE, TUNED: TUNING_RATE},
            "rates": rate_table,
            "rates: images per class": RATES_PER_CLASS,
            "runs": runs,
            "runs of rates": rates,
        },
    )
    print(f"written: helpers/results/{path.name}")
    missed = verdict(table)
    for sentence in missed:
        print(f"MISSED: {sentence}")
    return 1 if missed else 0


def earlier_runs(first_seed: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The file's runs with seeds below the first one: those of the tasks, those of the rates."""
    if first_seed == 0:
        return [], []
    settings = results.load("transfer")["settings"]
    runs, rates = (
        [run for run in settings[name] if run["seed"] < first_seed]
        for name in ("runs", "runs of rates")
    )
    return runs, rates


def shown(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Prints rows as they come, since all of them take minutes."""
    for row in rows:
        print(", ".join(f"{key} {value}" for key, value in row.items()), flush=True)
    return rows


if __name__ == "__main__":
    raise SystemExit(main())
