"""The printed dense MNIST network (S3) against ours: `python -m tests.bench.mnist_dense`.

Trains S3 as printed and with our recipe, both also without dropout, networks of the same size but
another depth, and networks on fewer images. Needs real MNIST, and a quarter of an hour on two
idle cores. Writes helpers/results/mnist_dense.json after every seed. Exit code 1 if our S3 isn't
as good, or not in a third of the time.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Sequence
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras  # TensorFlow reads its log level when it is imported
import numpy as np

from helpers import data, dense_models, results, training
from tests.bench._common import print_table, real

PRINTED, PRINTED_NO_DROPOUT = "as printed", "as printed, no dropout"
OURS, OURS_NO_DROPOUT = "ours", "ours, no dropout"
S3, SOFTMAX = "two hidden layers", "softmax regression"
HIDDEN: dict[str, tuple[int, ...]] = {**dense_models.SAME_SIZE, SOFTMAX: ()}
# Two networks whose accuracies on 10,000 images differ by less than 0.1 points can't be told
# apart (one standard error is 0.14 points), so this is what "the same quality" means.
SAME, FAST = 0.001, 1 / 3
# Few images are repeated until they make so many rows, so that every network takes 1,200 steps.
FEW_IMAGES, FEW_ROWS = (100, 1_000, 10_000), 10_000
FEW_TRAINING: dict[str, Any] = {"epochs": 12, "batch_size": 100, "learning_rate": 1e-3}
# Name in the results: how to build it, and which of the runs on all images is its own.
FEW_NETWORKS: dict[str, tuple[dict[str, Any], tuple[str, str]]] = {
    SOFTMAX: ({"hidden": (), "dropout": 0.0}, (SOFTMAX, OURS)),
    "784-128-64-10": ({"dropout": 0.0}, (S3, OURS_NO_DROPOUT)),
    "784-128-64-10, dropout": ({}, (S3, OURS)),
}


def run(recipe: str, network: str, dataset: data.Dataset, seed: int) -> dict[str, Any]:
    """Builds, trains and judges one network in a fresh Keras session.

    Args:
        recipe: PRINTED or OURS, or one of them without dropout.
        network: S3, SOFTMAX, or another name of `dense_models.SAME_SIZE`.
        dataset: what to train and judge on.
        seed: of weights, order and dropout.

    Returns:
        A row. `seconds` is everything from compiling to the end of `fit`, tracing included. As
        printed, it also has the curves of training and validation.
    """
    keras.backend.clear_session()
    hidden = HIDDEN[network]
    x, x_test = dense_models.flat(dataset.x_train), dense_models.flat(dataset.x_test)
    without = recipe in (PRINTED_NO_DROPOUT, OURS_NO_DROPOUT)
    dropout = 0.0 if without else dense_models.S3_DROPOUT
    model = dense_models.build(hidden, dropout=dropout, seed=seed)
    curves: dict[str, list[float]] = {}
    started = time.perf_counter()
    if recipe in (OURS, OURS_NO_DROPOUT):
        settings: Any = dense_models.FAST_RECIPE
        training.train(model, x, dataset.y_train, seed=seed, progress=False, **settings)
    else:
        settings = dense_models.PRINTED
        model.compile(optimizer=settings["optimizer"], loss=settings["loss"], metrics=["accuracy"])
        history = model.fit(
            x,
            keras.utils.to_categorical(dataset.y_train, len(dataset.class_names)),
            epochs=settings["epochs"],
            batch_size=settings["batch_size"],
            validation_split=settings["validation_split"],
            verbose=0,
        )
        curves = {name: [round(v, 4) for v in history.history[name]] for name in history.history}
    seconds = time.perf_counter() - started
    row = {
        "network": network,
        "hidden": list(hidden),
        "recipe": recipe,
        "seed": seed,
        "parameters": model.count_params(),
        "epochs": settings["epochs"],
        "batch_size": settings["batch_size"],
        "train_accuracy": _accuracy(model, x[: len(x_test)], dataset.y_train[: len(x_test)]),
        "test_accuracy": _accuracy(model, x_test, dataset.y_test),
        "seconds": round(seconds, 2),
        **({"curves": curves} if curves else {}),
    }
    print(
        f"{network}, {recipe}, seed {seed}: {row['test_accuracy']:.2%} in {seconds:.1f} s",
        flush=True,
    )
    return row


def run_on_few(network: str, images: int, dataset: data.Dataset, seed: int) -> dict[str, Any]:
    """Trains one network on some of the images only, for the same number of steps whatever n is."""
    keras.backend.clear_session()
    some = dataset.subset(train=images, seed=seed)
    model = dense_models.build(seed=seed, **FEW_NETWORKS[network][0])
    x, times = dense_models.flat(some.x_train), FEW_ROWS // images
    rows, labels = np.tile(x, (times, 1)), np.tile(some.y_train, times)
    training.train(model, rows, labels, seed=seed, progress=False, **FEW_TRAINING)
    row = {
        "network": network,
        "images": images,
        "seed": seed,
        "train_accuracy": _accuracy(model, x, some.y_train),
        "test_accuracy": _accuracy(model, dense_models.flat(dataset.x_test), dataset.y_test),
    }
    print(f"{network}, {images} images, seed {seed}: {row['test_accuracy']:.2%}", flush=True)
    return row


def on_all(rows: Sequence[dict[str, Any]], images: int) -> list[dict[str, Any]]:
    """The runs on all images that continue those on few, in the same form."""
    return [
        {"network": network, "images": images}
        | {key: row[key] for key in ("seed", "train_accuracy", "test_accuracy")}
        for network, (_, which) in FEW_NETWORKS.items()
        for row in rows
        if (row["network"], row["recipe"]) == which
    ]


def _accuracy(model: keras.Model, x: np.ndarray, y: np.ndarray) -> float:
    answers = model.predict(x, batch_size=1_000, verbose=0).argmax(axis=1)
    return round(float((answers == y).mean()), 4)


def plan(seed: int) -> list[tuple[str, str]]:
    """What to run on all images with one seed, in order: (recipe, network).

    Printed and ours stand side by side, so that other load on the machine falls on both.
    """
    runs = [(PRINTED, S3), (OURS, S3), (OURS_NO_DROPOUT, S3)]
    if seed == 0:  # for its curves; what it costs is known from the printed one
        runs.append((PRINTED_NO_DROPOUT, S3))
    return runs + [(OURS, network) for network in HIDDEN if network != S3]


def summarize(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Brings the seeds of each network and recipe together.

    Returns:
        One row each: mean and worst accuracy, mean seconds, share of the printed seconds.
    """
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault((row["network"], row["recipe"]), []).append(row)
    reference = statistics.mean(row["seconds"] for row in groups[S3, PRINTED])
    table = []
    for (network, recipe), group in groups.items():
        accuracies = [row["test_accuracy"] for row in group]
        seconds = statistics.mean(row["seconds"] for row in group)
        table.append(
            {
                "network": network,
                "recipe": recipe,
                **{key: group[0][key] for key in ("hidden", "parameters", "epochs", "batch_size")},
                "seeds": len(group),
                "train_accuracy": round(statistics.mean(r["train_accuracy"] for r in group), 4),
                "test_accuracy": round(statistics.mean(accuracies), 4),
                "worst_accuracy": min(accuracies),
                "best_accuracy": max(accuracies),
                "seconds": round(seconds, 2),
                "times_printed": round(seconds / reference, 3),
            }
        )
    return table


def verdict(table: Sequence[dict[str, Any]]) -> list[str]:
    """What our recipe misses against the printed one, in sentences; empty if nothing."""
    printed, ours = (
        next(r for r in table if r["recipe"] == recipe and r["network"] == S3)
        for recipe in (PRINTED, OURS)
    )
    missed = []
    if ours["test_accuracy"] < printed["test_accuracy"] - SAME:
        missed.append(
            f"ours reaches only {ours['test_accuracy']:.2%}, as printed it is "
            f"{printed['test_accuracy']:.2%}"
        )
    if ours["times_printed"] > FAST:
        missed.append(f"ours takes {ours['times_printed']:.0%} of the printed time, over a third")
    return missed


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3, help="runs of each network, seeds 0, 1, …")
    parser.add_argument(
        "--quick",
        action="store_true",
        help="one seed on 2,000 images; nothing is written or judged",
    )
    options = parser.parse_args(arguments)
    dataset = real("mnist")
    seeds = 1 if options.quick else options.seeds
    if options.quick:
        dataset = dataset.subset(train=2_000, test=500)
    _warm_up(dataset)
    rows: list[dict[str, Any]] = []
    few: list[dict[str, Any]] = []
    for seed in range(seeds):
        rows += [run(recipe, network, dataset, seed) for recipe, network in plan(seed)]
        few += [
            run_on_few(network, images, dataset, seed)
            for images in FEW_IMAGES
            if images <= len(dataset.y_train)
            for network in FEW_NETWORKS
        ]
        if not options.quick:
            _save(dataset, rows, few)
    table = summarize(rows)
    print_table(
        "MNIST: the printed dense network and others of its size",
        table,
        {
            "network": "{}",
            "recipe": "{}",
            "parameters": "{:,}",
            "epochs": "{}",
            "batch_size": "{}",
            "test_accuracy": "{:.2%}",
            "worst_accuracy": "{:.2%}",
            "seconds": "{:.1f}",
            "times_printed": "{:.2f}",
        },
    )
    missed = [] if options.quick else verdict(table)
    for sentence in missed:
        print(f"MISSED: {sentence}")
    return 1 if missed else 0


def _save(
    dataset: data.Dataset, rows: Sequence[dict[str, Any]], few: Sequence[dict[str, Any]]
) -> None:
    """Writes what there is so far: whole seeds, so that an interrupted bench isn't lost."""
    path = results.save(
        "mnist_dense",
        summarize(rows),
        about="The source material's dense MNIST network, as printed and with our recipe, with "
        "other depths and on fewer images",
        settings={
            "data": dataset.source.label,
            "ours": dict(dense_models.FAST_RECIPE),
            "runs": list(rows),
            "few_images": [*few, *on_all(rows, len(dataset.y_train))],
            "few_training": FEW_TRAINING,
        },
    )
    print(f"written: helpers/results/{path.name}", flush=True)


def _warm_up(dataset: data.Dataset) -> None:
    """Trains for a moment, so that TensorFlow's own start is in nobody's time."""
    few = dataset.subset(train=256, test=10)
    model = dense_models.build()
    training.train(model, dense_models.flat(few.x_train), few.y_train, epochs=1, progress=False)


if __name__ == "__main__":
    raise SystemExit(main())
