"""The printed CIFAR-10 network against ours, side by side: `python -m tests.bench.cifar_cnn`.

S9 is trained as printed, and our network with our recipe on the same 50,000 images: a tenth of
each in turn, so that other work on the machine slows both alike. Needs real CIFAR-10. Writes
helpers/results/cifar_cnn.json, which lesson 04 plots. Exit code 1 if ours isn't good or fast
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
import numpy as np

from helpers import data, photos, results
from tests.bench._common import print_table, real

PRINTED, OURS = "as printed", "ours"
# What ours has to reach: test accuracy, points above the printed one, share of its time.
GOOD, BETTER, FAST = 0.75, 0.08, 1.0
TURNS = 10
WATCHED = 2_000  # test images that are looked at after each turn, for the curves


class Training:
    """One training that goes on turn by turn, with its own clock.

    Attributes:
        row: what it is: recipe, seed, epochs, parameters.
        model: what is trained.
        seconds: everything from compiling to the end of the last epoch, tracing included. What
            the bench looks at in between is not.
        curve: (seconds, share of the watched test images that is right), after each turn in which
            there was something to do.
    """

    def __init__(self, recipe: str, dataset: data.Dataset, seed: int) -> None:
        """Builds and compiles.

        Args:
            recipe: PRINTED or OURS.
            dataset: its training part is trained on, as the recipe says.
            seed: of weights and order.
        """
        self._seed, self._done = seed, 0
        self.curve: list[tuple[float, float]] = []
        self._settings: dict[str, Any]
        x, y = dataset.x_train, dataset.y_train
        if recipe == PRINTED:
            printed = photos.PRINTED
            epochs, batch_size = printed.epochs, printed.batch_size
            self.model = photos.printed(seed=seed)
            x = data.images_to_float(x)  # as printed: before anything else, once
            started = time.perf_counter()
            self.model.compile(optimizer=printed.optimizer, loss=printed.loss, metrics=["accuracy"])
            self._settings = {
                "x": x,
                "y": y,
                "batch_size": batch_size,
                "validation_split": printed.validation_split,
            }
        else:
            epochs, batch_size = (photos.FAST_RECIPE[key] for key in ("epochs", "batch_size"))
            self.model = photos.build(seed=seed)
            started = time.perf_counter()
            self._settings = {
                "x": photos.prepare(self.model, x, y, seed=seed, **photos.FAST_RECIPE)
            }
        self.seconds = time.perf_counter() - started
        self.row = {
            "recipe": recipe,
            "seed": seed,
            "epochs": epochs,
            "batch_size": batch_size,
            "parameters": self.model.count_params(),
        }

    def go_on(self, share: float) -> bool:
        """Trains until this share of all epochs, 0 to 1, is done; False if it is already."""
        until = round(share * self.row["epochs"])
        if until == self._done:
            return False
        # Others train in between and draw random numbers as well.
        keras.utils.set_random_seed(1000 * self._seed + self._done)
        started = time.perf_counter()
        self.model.fit(**self._settings, initial_epoch=self._done, epochs=until, verbose=0)
        self.seconds += time.perf_counter() - started
        self._done = until
        return True

    def answers(self, x: np.ndarray) -> np.ndarray:
        """The class that the model finds most probable for each image, uint8."""
        if self.row["recipe"] == PRINTED:
            x = data.images_to_float(x)
        return photos.classify(self.model, x).argmax(axis=1)


def run(dataset: data.Dataset, seed: int) -> list[dict[str, Any]]:
    """Trains both recipes in turns and judges them.

    Args:
        dataset: what to train and judge on.
        seed: of weights and order.

    Returns:
        A row for each: recipe, seed, epochs, batch_size, parameters, seconds, test_accuracy, the
        curve, and the confusion matrix (rows: right classes, columns: answers).
    """
    keras.backend.clear_session()
    trainings = [Training(recipe, dataset, seed) for recipe in (PRINTED, OURS)]
    x_test, y_test = dataset.x_test, dataset.y_test
    for turn in range(1, TURNS + 1):
        for one in trainings:
            if not one.go_on(turn / TURNS):
                continue
            watched = np.mean(one.answers(x_test[:WATCHED]) == y_test[:WATCHED])
            one.curve.append((round(one.seconds, 2), round(float(watched), 4)))
    rows = []
    for one in trainings:
        table = np.zeros((10, 10), int)
        np.add.at(table, (y_test, one.answers(x_test)), 1)
        rows.append(
            {
                **one.row,
                "test_accuracy": round(float(np.trace(table) / len(y_test)), 4),
                "seconds": round(one.seconds, 2),
                "curve": one.curve,
                "confusion": table.tolist(),
            }
        )
    return rows


def summarize(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Brings the seeds of each recipe together.

    Returns:
        One row each: mean and worst accuracy, mean seconds, and the mean share of the printed
        training's seconds, seed by seed.
    """
    printed = {row["seed"]: row["seconds"] for row in rows if row["recipe"] == PRINTED}
    table = []
    for recipe in (PRINTED, OURS):
        group = [row for row in rows if row["recipe"] == recipe]
        accuracies = [row["test_accuracy"] for row in group]
        table.append(
            {
                **{k: group[0][k] for k in ("recipe", "epochs", "batch_size", "parameters")},
                "seeds": len(group),
                "test_accuracy": round(statistics.mean(accuracies), 4),
                "worst_accuracy": min(accuracies),
                "seconds": round(statistics.mean(row["seconds"] for row in group), 1),
                "times_printed": round(
                    statistics.mean(row["seconds"] / printed[row["seed"]] for row in group), 3
                ),
            }
        )
    return table


def verdict(table: Sequence[dict[str, Any]]) -> list[str]:
    """What ours misses, in sentences; empty if nothing."""
    printed, ours = (
        next(row for row in table if row["recipe"] == recipe) for recipe in (PRINTED, OURS)
    )
    missed = []
    if ours["worst_accuracy"] < GOOD:
        missed.append(f"ours reaches only {ours['worst_accuracy']:.2%}, not {GOOD:.0%}")
    gain = ours["test_accuracy"] - printed["test_accuracy"]
    if gain < BETTER:
        missed.append(f"ours is {100 * gain:.1f} points better, not {100 * BETTER:.0f}")
    if ours["times_printed"] > FAST:
        missed.append(f"ours takes {ours['times_printed']:.0%} of the printed time")
    return missed


def earlier_runs(first_seed: int) -> list[dict[str, Any]]:
    """The file's runs with seeds below the first one, if our recipe is still the same."""
    if first_seed == 0:
        return []
    settings = results.load("cifar_cnn")["settings"]
    if settings["ours"] != dict(photos.FAST_RECIPE):
        raise SystemExit("--from-seed: the file's runs have another recipe; start with seed 0")
    return [run for run in settings["runs"] if run["seed"] < first_seed]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3, help="runs of both, seeds 0, 1, …")
    parser.add_argument(
        "--from-seed",
        type=int,
        default=0,
        metavar="N",
        help="goes on with seed N; runs of smaller seeds are those of the file",
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="one seed on 2,000 images; nothing is written or judged",
    )
    options = parser.parse_args(arguments)
    dataset = real("cifar10")
    if options.quick:
        dataset = dataset.subset(train=2000, test=500)
    # TensorFlow's own start is to be in nobody's time.
    few = dataset.subset(train=256, test=10)
    photos.fit(photos.build(), few.x_train, few.y_train, epochs=1, progress=False)
    rows = [] if options.quick else earlier_runs(options.from_seed)
    for seed in range(1) if options.quick else range(options.from_seed, options.seeds):
        for row in run(dataset, seed):
            rows.append(row)
            print(
                "{recipe}, seed {seed}: {test_accuracy:.2%} in {seconds:.1f} s".format(**row),
                flush=True,
            )
    table = summarize(rows)
    print_table(
        "CIFAR-10: the printed network and ours",
        table,
        {
            "recipe": "{}",
            "parameters": "{:,}",
            "epochs": "{}",
            "batch_size": "{}",
            "seeds": "{}",
            "test_accuracy": "{:.2%}",
            "worst_accuracy": "{:.2%}",
            "seconds": "{:.1f}",
            "times_printed": "{:.2f}",
        },
    )
    if options.quick:
        return 0
    path = results.save(
        "cifar_cnn",
        table,
        about="The source material's CIFAR-10 network as printed, and ours in the same time",
        settings={
            "data": dataset.source.label,
            "class_names": list(dataset.class_names),
            "runs": rows,
            "ours": dict(photos.FAST_RECIPE),
            "precision": photos.fast_precision(),
        },
    )
    print(f"written: helpers/results/{path.name}")
    missed = verdict(table)
    for sentence in missed:
        print(f"MISSED: {sentence}")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
