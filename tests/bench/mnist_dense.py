"""The printed dense MNIST network (S3) against ours: `python -m tests.bench.mnist_dense`.

Trains S3 as printed and with our recipe, S3 as printed but without dropout, networks of the same
size but another depth, and networks on fewer images. Needs real MNIST. Writes
helpers/results/mnist_dense.json, which lesson 02 plots. Exit code 1 if our S3 isn't as good, or
not in a third of the time.
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

PRINTED, NO_DROPOUT, OURS = "as printed", "as printed, no dropout", "ours"
# Two networks whose accuracies on 10,000 images differ by less than 0.1 points can't be told
# apart (one standard error is 0.14 points), so this is what "the same quality" means.
SAME, FAST = 0.001, 1 / 3
FEW_IMAGES = (100, 1_000, 10_000, 60_000)
FEW_STEPS, FEW_BATCH = 1_200, 100
FEW_NETWORKS: dict[str, dict[str, Any]] = {
    "softmax regression": {"hidden": (), "dropout": 0.0},
    "784-128-64-10": {"dropout": 0.0},
    "784-128-64-10, dropout": {},
}


def run(recipe: str, network: str, dataset: data.Dataset, seed: int) -> dict[str, Any]:
    """Builds, trains and judges one network in a fresh Keras session.

    Args:
        recipe: PRINTED, NO_DROPOUT or OURS.
        network: "two hidden layers" for S3, or another name of `dense_models.SAME_SIZE`.
        dataset: what to train and judge on.
        seed: of weights, order and dropout.

    Returns:
        A row. `seconds` is everything from compiling to the end of `fit`, tracing included. As
        printed, it also has the curves of training and validation.
    """
    keras.backend.clear_session()
    hidden = dense_models.SAME_SIZE[network]
    x, x_test = dense_models.flat(dataset.x_train), dense_models.flat(dataset.x_test)
    dropout = 0.0 if recipe == NO_DROPOUT else dense_models.S3_DROPOUT
    model = dense_models.build(hidden, dropout=dropout, seed=seed)
    curves: dict[str, list[float]] = {}
    started = time.perf_counter()
    if recipe == OURS:
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
    return {
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


def run_on_few(network: str, images: int, dataset: data.Dataset, seed: int) -> dict[str, Any]:
    """Trains one network on some of the images only, for the same number of steps whatever n is."""
    keras.backend.clear_session()
    some = dataset.subset(train=images, seed=seed)
    model = dense_models.build(seed=seed, **FEW_NETWORKS[network])
    x = dense_models.flat(some.x_train)
    batch = min(FEW_BATCH, images)
    epochs = max(1, round(FEW_STEPS * batch / images))
    training.train(
        model,
        x,
        some.y_train,
        epochs=epochs,
        batch_size=batch,
        learning_rate=1e-3,
        seed=seed,
        progress=False,
    )
    return {
        "network": network,
        "images": images,
        "seed": seed,
        "train_accuracy": _accuracy(model, x[:10_000], some.y_train[:10_000]),
        "test_accuracy": _accuracy(model, dense_models.flat(dataset.x_test), dataset.y_test),
    }


def _accuracy(model: keras.Model, x: np.ndarray, y: np.ndarray) -> float:
    answers = model.predict(x, batch_size=1_000, verbose=0).argmax(axis=1)
    return round(float((answers == y).mean()), 4)


def plan(seeds: int) -> list[tuple[str, str, int]]:
    """What to run on all images, in order: (recipe, network, seed). Printed and ours alternate."""
    runs = []
    for seed in range(seeds):
        for network in dense_models.SAME_SIZE:
            if network == "two hidden layers":
                runs.append((PRINTED, network, seed))
                runs.append((OURS, network, seed))
                if seed == 0:  # for its curves; what it costs is known from the printed one
                    runs.append((NO_DROPOUT, network, seed))
            else:
                runs.append((OURS, network, seed))
    return runs


def summarize(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Brings the seeds of each network and recipe together.

    Returns:
        One row each: mean and worst accuracy, mean seconds, share of the printed seconds.
    """
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault((row["network"], row["recipe"]), []).append(row)
    reference = statistics.mean(row["seconds"] for row in groups["two hidden layers", PRINTED])
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
        next(r for r in table if r["recipe"] == recipe and r["network"] == "two hidden layers")
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
    rows = []
    for recipe, network, seed in plan(seeds):
        rows.append(run(recipe, network, dataset, seed))
        last = rows[-1]
        print(
            f"{network}, {recipe}, seed {seed}: {last['test_accuracy']:.2%} "
            f"in {last['seconds']:.1f} s",
            flush=True,
        )
    few = [
        run_on_few(network, images, dataset, seed)
        for images in FEW_IMAGES
        if images <= len(dataset.y_train)
        for network in FEW_NETWORKS
        for seed in range(seeds)
    ]
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
    if options.quick:
        return 0
    path = results.save(
        "mnist_dense",
        table,
        about="The source material's dense MNIST network, as printed and with our recipe, with "
        "other depths and on fewer images",
        settings={
            "data": dataset.source.label,
            "ours": dict(dense_models.FAST_RECIPE),
            "runs": rows,
            "few_images": few,
        },
    )
    print(f"written: helpers/results/{path.name}")
    missed = verdict(table)
    for sentence in missed:
        print(f"MISSED: {sentence}")
    return 1 if missed else 0


def _warm_up(dataset: data.Dataset) -> None:
    """Trains for a moment, so that TensorFlow's own start is in nobody's time."""
    few = dataset.subset(train=256, test=10)
    model = dense_models.build()
    training.train(model, dense_models.flat(few.x_train), few.y_train, epochs=1, progress=False)


if __name__ == "__main__":
    raise SystemExit(main())
