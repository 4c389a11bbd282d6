"""The printed MNIST networks against ours, side by side: `python -m tests.bench.mnist_cnns`.

Each of the source's networks is trained as printed (those without a printed training, with ours),
and S5's network once more with our recipe. Needs real MNIST. Writes
helpers/results/mnist_cnns.json, which lesson 03 plots. Exit code 1 if our S5 isn't good or fast
enough.
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

from helpers import data, models, results, training
from tests.bench._common import print_table, real

S5 = "cnn_three_convolutions"
OURS = "ours"
PRINTED = "as printed"
# What our recipe has to reach on S5's network: test accuracy, and the share of the printed time.
GOOD, FAST = 0.988, 0.5


def run(name: str, recipe: str, dataset: data.Dataset, seed: int) -> dict[str, Any]:
    """Builds, trains and judges one network in a fresh Keras session.

    Args:
        name: of the network, see `models.NAMES`.
        recipe: PRINTED or OURS.
        dataset: what to train and judge on.
        seed: of weights, order and validation split.

    Returns:
        A row. `seconds` is everything from compiling to the end of `fit`, tracing included.
    """
    keras.backend.clear_session()
    model = models.build(name, seed=seed)
    x, x_test = data.images_to_float(dataset.x_train), data.images_to_float(dataset.x_test)
    started = time.perf_counter()
    if recipe == OURS:
        training.train(model, x, dataset.y_train, seed=seed, progress=False, **models.FAST_RECIPE)
        epochs, batch = models.FAST_RECIPE["epochs"], models.FAST_RECIPE["batch_size"]
    else:
        _fit_as_printed(model, models.PRINTED[name], x, x_test, dataset)
        epochs, batch = models.PRINTED[name].epochs, models.PRINTED[name].batch_size
    seconds = time.perf_counter() - started
    y_test = dataset.y_test
    right = model.predict(x_test, batch_size=500, verbose=0).argmax(axis=1) == y_test
    return {
        "name": name,
        "source": models.PRINTED[name].source,
        "recipe": recipe,
        "seed": seed,
        "parameters": model.count_params(),
        "epochs": epochs,
        "batch_size": batch,
        "test_accuracy": round(float(right.mean()), 4),
        "seconds": round(seconds, 2),
    }


def _fit_as_printed(
    model: keras.Model, recipe: models.Recipe, x: Any, x_test: Any, dataset: data.Dataset
) -> None:
    y: Any = dataset.y_train
    y_test: Any = dataset.y_test
    if recipe.loss == "categorical_crossentropy":
        classes = len(dataset.class_names)
        y, y_test = (
            keras.utils.to_categorical(y, classes),
            keras.utils.to_categorical(y_test, classes),
        )
    model.compile(optimizer=recipe.optimizer, loss=recipe.loss, metrics=["accuracy"])
    model.fit(
        x,
        y,
        epochs=recipe.epochs,
        batch_size=recipe.batch_size,
        validation_split=recipe.validation_split or 0.0,
        validation_data=(x_test, y_test) if recipe.validates_on_test else None,
        verbose=0,
    )


def plan(seeds: int) -> list[tuple[str, str, int]]:
    """What to run, in order: (network, recipe, seed). Printed and ours alternate on S5."""
    runs = []
    for seed in range(seeds):
        for name in models.NAMES:
            runs.append((name, PRINTED if models.PRINTED[name].epochs else OURS, seed))
            if name == S5:
                runs.append((name, OURS, seed))
    return runs


def summarize(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Brings the seeds of each network and recipe together.

    Returns:
        One row each: mean and worst accuracy, mean seconds, share of the printed S5's seconds.
    """
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault((row["name"], row["recipe"]), []).append(row)
    reference = statistics.mean(row["seconds"] for row in groups[S5, PRINTED])
    table = []
    for (name, recipe), group in groups.items():
        accuracies = [row["test_accuracy"] for row in group]
        seconds = statistics.mean(row["seconds"] for row in group)
        table.append(
            {
                **{key: group[0][key] for key in ("source", "parameters", "epochs", "batch_size")},
                "name": name,
                "recipe": recipe,
                "seeds": len(group),
                "test_accuracy": round(statistics.mean(accuracies), 4),
                "worst_accuracy": min(accuracies),
                "seconds": round(seconds, 2),
                "times_printed_S5": round(seconds / reference, 3),
            }
        )
    return table


def verdict(table: Sequence[dict[str, Any]]) -> list[str]:
    """What our recipe on S5's network misses, in sentences; empty if nothing."""
    ours = next(row for row in table if row["name"] == S5 and row["recipe"] == OURS)
    missed = []
    if ours["worst_accuracy"] < GOOD:
        missed.append(f"our S5 reaches only {ours['worst_accuracy']:.2%}, not {GOOD:.2%}")
    if ours["times_printed_S5"] > FAST:
        missed.append(
            f"our S5 takes {ours['times_printed_S5']:.0%} of the printed time, over {FAST:.0%}"
        )
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
    if options.quick:
        dataset = dataset.subset(train=2000, test=500)
    _warm_up(dataset)
    runs = plan(1 if options.quick else options.seeds)
    rows = []
    for i, (name, recipe, seed) in enumerate(runs, 1):
        rows.append(run(name, recipe, dataset, seed))
        last = rows[-1]
        print(
            f"{i}/{len(runs)} {last['source']} {recipe}, seed {seed}: "
            f"{last['test_accuracy']:.2%} in {last['seconds']:.1f} s",
            flush=True,
        )
    table = summarize(rows)
    print_table(
        "MNIST: the printed networks and ours",
        table,
        {
            "source": "{}",
            "recipe": "{}",
            "parameters": "{:,}",
            "epochs": "{}",
            "batch_size": "{}",
            "test_accuracy": "{:.2%}",
            "worst_accuracy": "{:.2%}",
            "seconds": "{:.1f}",
            "times_printed_S5": "{:.2f}",
        },
    )
    if options.quick:
        return 0
    path = results.save(
        "mnist_cnns",
        table,
        about="The source material's MNIST networks, trained as printed and with our recipe",
        settings={"data": dataset.source.label, "runs": rows, "ours": dict(models.FAST_RECIPE)},
    )
    print(f"written: helpers/results/{path.name}")
    missed = verdict(table)
    for sentence in missed:
        print(f"MISSED: {sentence}")
    return 1 if missed else 0


def _warm_up(dataset: data.Dataset) -> None:
    """Trains for a moment, so that TensorFlow's own start is in nobody's time."""
    few = dataset.subset(train=256, test=10)
    model = models.build("cnn_one_set")
    training.train(model, data.images_to_float(few.x_train), few.y_train, epochs=1, progress=False)


if __name__ == "__main__":
    raise SystemExit(main())
