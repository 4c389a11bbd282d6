"""Tricks of training, each alone, on few images: `python -m tests.bench.training_tricks`.

Three tables: each trick of `helpers.tricks` against the baseline, on 1,000 training images of
MNIST, with five seeds; a search for hyperparameters, at random and by Hyperband, with the same
number of epochs; and what makes a training fast. Needs real MNIST, and a quarter of an hour on two
cores. Writes helpers/results/training_tricks.json, tuning.json and training_speed.json, which
lesson 10 plots. There is no target: what doesn't help is shown as well.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras  # TensorFlow reads its log level when it is imported
import numpy as np

from helpers import calibration, data, models, results, training, tricks
from tests.bench._common import print_table, real

IMAGES = 1_000  # to train on, and as many to validate on
# Hyperband with this many epochs and factor 3 runs 75 epochs in all.
TUNING_EPOCHS, FACTOR = 9, 3
SPEED_IMAGES, SPEED_EPOCHS = 6_000, 3
SPEED_TURNS, FEW_SEEDS = 3, 3
# The steps from the printed training to ours: what `training.train` is told.
STEPS: dict[str, dict[str, Any]] = {
    "batch 32, constant 0.001": {"batch_size": 32, "learning_rate": 1e-3, "schedule": None},
    "batch 128, constant 0.001": {"batch_size": 128, "learning_rate": 1e-3, "schedule": None},
    "batch 128, constant 0.003": {"batch_size": 128, "learning_rate": 3e-3, "schedule": None},
    "batch 128, up to 0.003 and down": {
        "batch_size": 128,
        "learning_rate": 3e-3,
        "schedule": "cosine",
    },
}
# What one step costs: batch size, jit_compile, policy of numbers.
WAYS: dict[str, tuple[int, bool, str]] = {
    "batch 32": (32, False, "float32"),
    "batch 128": (128, False, "float32"),
    "batch 512": (512, False, "float32"),
    "batch 128, jit_compile": (128, True, "float32"),
    "batch 128, bfloat16": (128, False, "mixed_bfloat16"),
}

Pair = tuple[np.ndarray, np.ndarray]


def parts(
    dataset: data.Dataset, images: int, seed: int, validation: int = IMAGES
) -> tuple[Pair, Pair, Pair]:
    """Draws training and validation images of one seed, and all test images.

    Args:
        dataset: MNIST.
        images: training images; those of a larger draw hold those of a smaller one.
        seed: of the draw.
        validation: images.

    Returns:
        Three pairs of float32 (n, 28, 28, 1) and int (n,); no image is in two of them.
    """
    drawn = dataset.subset(train=min(validation + 2 * IMAGES, len(dataset.y_train)), seed=seed)
    x, y = data.images_to_float(drawn.x_train[: validation + images]), drawn.y_train
    return (
        (x[validation:], y[validation : validation + images]),
        (x[:validation], y[:validation]),
        (data.images_to_float(dataset.x_test), dataset.y_test),
    )


def run_trick(name: str, dataset: data.Dataset, seed: int, epochs: int) -> dict[str, Any]:
    """Trains with one trick and judges on the test images.

    Args:
        name: one of `tricks.TRICKS`.
        dataset: MNIST.
        seed: of the images that are drawn, and of weights, order and chance.
        epochs: of the baseline.

    Returns:
        A row, with the curves of all epochs.
    """
    keras.backend.clear_session()
    trick = tricks.TRICKS[name]
    (x, y), validation, (x_test, y_test) = parts(dataset, IMAGES * trick.times_data, seed)
    model = tricks.network(seed=seed, **trick.network)
    started = time.perf_counter()
    history = tricks.fit(
        model,
        x,
        y,
        validation=validation,
        epochs=epochs // trick.times_data,
        schedule=trick.schedule,
        patience=trick.patience,
        seed=seed,
    ).history
    seconds = time.perf_counter() - started
    answers = model.predict(x_test, batch_size=1_000, verbose=0)
    on_training = model.predict(x, batch_size=1_000, verbose=0)
    row = {
        "trick": name,
        "seed": seed,
        "epochs": len(history["loss"]),
        "train_accuracy": round(float((on_training.argmax(axis=1) == y).mean()), 4),
        "test_accuracy": round(float((answers.argmax(axis=1) == y_test).mean()), 4),
        "test_loss": round(calibration.negative_log_likelihood(answers, y_test), 4),
        "calibration_error": round(calibration.reliability(answers, y_test, 15).error, 4),
        "seconds": round(seconds, 2),
        "curve": [round(float(value), 4) for value in history["val_loss"]],
    }
    print(
        "{trick}, seed {seed}: {test_accuracy:.2%}, loss {test_loss:.3f}, "
        "calibration error {calibration_error:.3f}, {seconds:.1f} s".format(**row),
        flush=True,
    )
    return row


def summarize(runs: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Brings the seeds of each trick together.

    A seed draws the same images for all tricks, so each run is compared with the baseline of its
    own seed. The standard error is that of the mean of these differences.

    Returns:
        One row per trick: means, the gain over the baseline in test accuracy and its standard
        error (None with a single seed), in accuracy from 0 to 1.
    """
    groups: dict[str, list[dict[str, Any]]] = {}
    for run in runs:
        groups.setdefault(run["trick"], []).append(run)
    base = {run["seed"]: run for run in groups[tricks.BASELINE]}
    table = []
    for name, group in groups.items():
        gains = [run["test_accuracy"] - base[run["seed"]]["test_accuracy"] for run in group]
        row: dict[str, Any] = {"trick": name, "seeds": len(group)}
        for key in ("epochs", "train_accuracy", "test_accuracy", "test_loss", "calibration_error"):
            row[key] = round(statistics.mean(run[key] for run in group), 4)
        row["gain"] = round(statistics.mean(gains), 4)
        row["gain_error"] = (
            round(statistics.stdev(gains) / len(gains) ** 0.5, 4) if len(gains) > 1 else None
        )
        row["seconds"] = round(statistics.mean(run["seconds"] for run in group), 2)
        table.append(row)
    return table


def build_for(hp: Any) -> keras.Model:
    """Builds and compiles a network with the hyperparameters that a tuner has drawn."""
    model = tricks.network(
        filters=hp.Choice("filters", [4, 8, 16]),
        batch_norm=hp.Boolean("batch_norm"),
        dropout=hp.Float("dropout", 0.0, 0.6, step=0.1),
        l2=hp.Float("l2", 1e-6, 1e-2, sampling="log"),
        seed=0,
    )
    rate = hp.Float("learning_rate", 1e-4, 1e-1, sampling="log")
    model.compile(
        keras.optimizers.Adam(rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return model


def search(
    way: str, dataset: data.Dataset, seed: int, epochs: int = TUNING_EPOCHS
) -> dict[str, Any]:
    """Searches once and judges the network that is found on the test images.

    Args:
        way: "random" or "hyperband"; at random as many epochs are spent as by Hyperband.
        dataset: MNIST.
        seed: of the images and of the draws.
        epochs: of one full training.

    Returns:
        A row; `path` has the epochs spent and the best validation accuracy after each trial.
    """
    from helpers import tuning

    (x, y), validation, (x_test, y_test) = parts(dataset, IMAGES, seed)
    settings: dict[str, Any] = {"objective": "val_accuracy", "seed": seed, "overwrite": True}
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        settings |= {"directory": folder, "project_name": way}
        if way == "hyperband":
            tuner = tuning.Hyperband(build_for, max_epochs=epochs, factor=FACTOR, **settings)
        else:
            trials = round(tuning.hyperband_epochs(epochs, FACTOR) / epochs)
            tuner = tuning.RandomSearch(build_for, max_trials=trials, **settings)
        tuner.search(
            x, y, validation_data=validation, epochs=epochs, batch_size=tricks.BATCH_SIZE, verbose=0
        )
        seconds = time.perf_counter() - started
        best = tuner.get_best_models(1)[0]
        answers = best.predict(x_test, batch_size=1_000, verbose=0)
        path = [
            [spent, round(best_so_far, 4)] for spent, best_so_far in tuning.progress(tuner, epochs)
        ]
        found = tuner.get_best_hyperparameters(1)[0].values
    row = {
        "way": way,
        "seed": seed,
        "networks": len(path),
        "epochs": path[-1][0],
        "validation_accuracy": path[-1][1],
        "test_accuracy": round(float((answers.argmax(axis=1) == y_test).mean()), 4),
        "seconds": round(seconds, 1),
        "found": {k: v for k, v in found.items() if not k.startswith("tuner/")},
        "path": path,
    }
    print(
        "{way}, seed {seed}: {networks} networks, {epochs} epochs, validation "
        "{validation_accuracy:.2%}, test {test_accuracy:.2%}, {seconds:.0f} s".format(**row),
        flush=True,
    )
    return row


def summarize_searches(runs: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Brings the seeds of each way of searching together: means, worst and best test accuracy."""
    table = []
    for way in dict.fromkeys(run["way"] for run in runs):
        group = [run for run in runs if run["way"] == way]
        tests = [run["test_accuracy"] for run in group]
        row: dict[str, Any] = {"way": way, "seeds": len(group)}
        for key in ("networks", "epochs", "validation_accuracy", "seconds"):
            row[key] = round(statistics.mean(run[key] for run in group), 4)
        table.append(
            row
            | {
                "test_accuracy": round(statistics.mean(tests), 4),
                "worst": min(tests),
                "best": max(tests),
            }
        )
    return table


def run_steps(dataset: data.Dataset, seeds: Sequence[int]) -> list[dict[str, Any]]:
    """Trains the source's S5 for two epochs, one change after the other."""
    x, x_test = data.images_to_float(dataset.x_train), data.images_to_float(dataset.x_test)
    rows = []
    for name, settings in STEPS.items():
        accuracies, seconds = [], []
        for seed in seeds:
            keras.backend.clear_session()
            model = models.build("cnn_three_convolutions", seed=seed)
            started = time.perf_counter()
            training.train(
                model,
                x,
                dataset.y_train,
                epochs=SPEED_EPOCHS,
                seed=seed,
                progress=False,
                **settings,
            )
            seconds.append(time.perf_counter() - started)
            answers = model.predict(x_test, batch_size=1_000, verbose=0).argmax(axis=1)
            accuracies.append(float((answers == dataset.y_test).mean()))
            print(f"{name}, seed {seed}: {accuracies[-1]:.2%} in {seconds[-1]:.1f} s", flush=True)
        rows.append(
            {
                "step": name,
                "seeds": len(seconds),
                "test_accuracy": round(statistics.mean(accuracies), 4),
                "spread": round(statistics.stdev(accuracies), 4) if len(seconds) > 1 else None,
                "seconds": round(statistics.mean(seconds), 2),
            }
        )
    return rows


@contextmanager
def numbers(policy: str) -> Iterator[None]:
    """Builds layers with another policy of numbers, and puts the old one back."""
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(policy)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)


def run_ways(dataset: data.Dataset, turns: int = SPEED_TURNS) -> list[dict[str, Any]]:
    """Measures epochs of S5 in each way, in turns, so that other work slows all alike.

    Returns:
        A row each: seconds of the first epoch, which includes getting ready, and the median of
        images per second afterwards.
    """
    x, y = data.images_to_float(dataset.x_train), dataset.y_train
    networks, first, later = {}, {}, {}
    for turn in range(turns + 1):
        for name, (batch_size, jit, policy) in WAYS.items():
            started = time.perf_counter()
            if turn == 0:
                with numbers(policy):
                    networks[name] = models.build("cnn_three_convolutions")
                    networks[name].compile(
                        "adam", loss="sparse_categorical_crossentropy", jit_compile=jit
                    )
            networks[name].fit(x, y, batch_size=batch_size, verbose=0)
            seconds = time.perf_counter() - started
            if turn == 0:
                first[name] = seconds
            else:
                later.setdefault(name, []).append(seconds)
    rows = []
    for name, measured in later.items():
        median = statistics.median(measured)
        rows.append(
            {
                "way": name,
                "first_epoch_seconds": round(first[name], 2),
                "images_per_second": round(len(x) / median),
                "times_batch_128": round(statistics.median(later["batch 128"]) / median, 2),
            }
        )
    return rows


def has_bfloat16() -> bool:
    """Whether the processor says that it multiplies bfloat16 by itself (Linux on x86 only)."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            flags = next((line for line in file if line.startswith("flags")), "").split()
    except OSError:
        return False
    return bool({"avx512_bf16", "amx_bf16"} & set(flags))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5, help="runs of each, seeds 0, 1, …")
    parser.add_argument("--only", choices=("tricks", "tuning", "speed"), help="one table only")
    parser.add_argument(
        "--quick", action="store_true", help="one seed, few epochs; nothing is written"
    )
    options = parser.parse_args(arguments)
    dataset = real("mnist")
    seeds = range(1 if options.quick else options.seeds)
    label = None if options.quick else dataset.source.label
    if options.only in (None, "tricks"):
        bench_tricks(dataset, seeds, 2 if options.quick else None, label)
    if options.only in (None, "tuning"):
        bench_tuning(dataset, seeds[:FEW_SEEDS], 3 if options.quick else TUNING_EPOCHS, label)
    if options.only in (None, "speed"):
        bench_speed(dataset.subset(train=500 if options.quick else SPEED_IMAGES), seeds, label)
    return 0


def bench_tricks(
    dataset: data.Dataset, seeds: Sequence[int], epochs: int | None, label: str | None
) -> None:
    """Runs every trick with every seed; writes the table if label isn't None."""
    epochs = epochs or tricks.EPOCHS
    runs: list[dict[str, Any]] = []
    for seed in seeds:
        runs += [run_trick(name, dataset, seed, epochs) for name in tricks.TRICKS]
        table = summarize(runs)
        if label is not None:
            save_tricks(table, runs, epochs, label)
    print_table(
        f"Tricks on {IMAGES:,} training images",
        table,
        {
            "trick": "{}",
            "epochs": "{:.0f}",
            "train_accuracy": "{:.2%}",
            "test_accuracy": "{:.2%}",
            "gain": "{:+.2%}",
            "gain_error": "{:.2%}",
            "test_loss": "{:.3f}",
            "calibration_error": "{:.3f}",
            "seconds": "{:.1f}",
        },
    )


def save_tricks(
    table: Sequence[dict[str, Any]], runs: Sequence[dict[str, Any]], epochs: int, label: str
) -> None:
    """Writes what there is so far: whole seeds, so that an interrupted bench isn't lost."""
    results.save(
        "training_tricks",
        table,
        about="Tricks of training, each alone, on few images: test accuracy, loss, calibration",
        settings={
            "data": label,
            "training_images": IMAGES,
            "validation_images": IMAGES,
            "epochs": epochs,
            "batch_size": tricks.BATCH_SIZE,
            "learning_rate": tricks.LEARNING_RATE,
            "runs": list(runs),
        },
    )


def bench_tuning(
    dataset: data.Dataset, seeds: Sequence[int], epochs: int, label: str | None
) -> None:
    """Searches in both ways with every seed; writes the table if label isn't None."""
    runs: list[dict[str, Any]] = []
    for seed in seeds:
        runs += [search(way, dataset, seed, epochs) for way in ("random", "hyperband")]
        table = summarize_searches(runs)
        if label is not None:
            save_searches(table, runs, epochs, label)
    print_table(
        "Random search and Hyperband with the same number of epochs",
        table,
        {
            "way": "{}",
            "networks": "{:.0f}",
            "epochs": "{:.0f}",
            "validation_accuracy": "{:.2%}",
            "test_accuracy": "{:.2%}",
            "worst": "{:.2%}",
            "best": "{:.2%}",
            "seconds": "{:.0f}",
        },
    )


def save_searches(
    table: Sequence[dict[str, Any]], runs: Sequence[dict[str, Any]], epochs: int, label: str
) -> None:
    """Writes what there is so far, likewise."""
    results.save(
        "tuning",
        table,
        about="Search for hyperparameters: at random and by Hyperband, same number of epochs",
        settings={
            "data": label,
            "training_images": IMAGES,
            "validation_images": IMAGES,
            "epochs_of_one_training": epochs,
            "factor": FACTOR,
            "runs": list(runs),
        },
    )


def bench_speed(dataset: data.Dataset, seeds: Sequence[int], label: str | None) -> None:
    """Measures what makes a training fast; writes the table if label isn't None."""
    steps, ways = run_steps(dataset, seeds[:FEW_SEEDS]), run_ways(dataset)
    print_table(
        f"S5 after {SPEED_EPOCHS} epochs on {len(dataset.y_train):,} images",
        steps,
        {"step": "{}", "test_accuracy": "{:.2%}", "spread": "{:.2%}", "seconds": "{:.1f}"},
    )
    print_table(
        "What a step costs",
        ways,
        {
            "way": "{}",
            "first_epoch_seconds": "{:.1f}",
            "images_per_second": "{:,}",
            "times_batch_128": "{:.2f}",
        },
    )
    if label is not None:
        results.save(
            "training_speed",
            ways,
            about="Images per second in training S5, by batch size, jit_compile and bfloat16",
            settings={
                "data": label,
                "training_images": len(dataset.y_train),
                "epochs": SPEED_EPOCHS,
                "bfloat16_in_hardware": has_bfloat16(),
                "steps": steps,
            },
        )


if __name__ == "__main__":
    raise SystemExit(main())
