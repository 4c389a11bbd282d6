"""The printed autoencoders against ours, side by side: `python -m tests.bench.autoencoders`.

S12 and S13 are trained as printed, with our recipe, and with our recipe and a linear code in place
of ReLU: a fifth of each in turn, so that other work on the machine slows all alike. After that,
codes of several sizes are compared with PCA. Needs real MNIST. Writes
helpers/results/autoencoders.json and autoencoder_sizes.json, which lesson 06 plots. Exit code 1 if
ours isn't good or fast enough.
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

from helpers import autoencoders, data, results, training
from tests.bench._common import print_table, real

PRINTED = "as printed"
FASTER = "printed network, our training"
OURS = "ours: linear code"
RECIPES = (PRINTED, FASTER, OURS)
SIZES = (2, 4, 8, 16, 32, 64)
SIZES_IMAGES = 20_000  # of the training images; enough to tell the curves apart
DEEP = (256,)
DEEP_RATE = 3e-3
# Ours may take at most this share of the printed training's time.
FAST = 1 / 3
TURNS = 5


def flat(images: np.ndarray) -> np.ndarray:
    """uint8 (n, 28, 28) → float32 (n, 784) from 0 to 1."""
    return data.images_to_float(images).reshape(len(images), -1)


def judge(parts: autoencoders.Autoencoder, x: np.ndarray) -> dict[str, Any]:
    """Test figures of a trained autoencoder on images x, float32 (n, 784)."""
    restored = autoencoders.answers(parts.model, x).astype(np.float64)
    p = np.clip(restored, 1e-7, 1 - 1e-7)
    code = autoencoders.answers(parts.encoder, x)
    return {
        "test_loss": round(float(-np.mean(x * np.log(p) + (1 - x) * np.log(1 - p))), 5),
        "test_mse": round(float(np.mean((restored - x) ** 2)), 6),
        "dead_units": int(np.sum(code.std(axis=0) < 1e-6)),
    }


class Training:
    """One training that can be interrupted after any epoch, with its own clock.

    Attributes:
        row: what it is: source, size, recipe, seed and epochs.
        parts: what is trained.
        seconds: everything from compiling to the end of the last epoch, tracing included.
    """

    def __init__(self, size: int, recipe: str, images: int, seed: int) -> None:
        """Builds and compiles.

        Args:
            size: of the code, 32 or 64.
            recipe: one of RECIPES.
            images: number of training images, for the schedule.
            seed: of weights and order.
        """
        printed = autoencoders.PRINTED[size]
        build = autoencoders.dense if recipe == OURS else autoencoders.printed
        self.parts = build(size, seed=seed)
        self._seed, self._done = seed, 0
        optimizer: Any = printed.optimizer
        epochs, self._batch_size, loss = printed.epochs, printed.batch_size, printed.loss
        started = time.perf_counter()
        if recipe != PRINTED:  # what `training.train` does
            ours = autoencoders.FAST_RECIPE
            epochs, self._batch_size, loss = ours["epochs"], ours["batch_size"], ours["loss"]
            steps = epochs * -(-images // self._batch_size)
            optimizer = keras.optimizers.Adam(
                training.warm_up_and_cosine(ours["learning_rate"], steps)
            )
        self.parts.model.compile(optimizer=optimizer, loss=loss)
        self.seconds = time.perf_counter() - started
        self.row = {
            "source": printed.source,
            "size": size,
            "recipe": recipe,
            "seed": seed,
            "epochs": epochs,
        }

    def go_on(self, x: np.ndarray, share: float) -> None:
        """Trains until this share of all epochs, 0 to 1, is done."""
        until = round(share * self.row["epochs"])
        # Others train in between and draw random numbers as well.
        keras.utils.set_random_seed(1000 * self._seed + self._done)
        started = time.perf_counter()
        self.parts.model.fit(
            x,
            x,
            initial_epoch=self._done,
            epochs=until,
            batch_size=self._batch_size,
            verbose=0,
        )
        self.seconds += time.perf_counter() - started
        self._done = until


def run(size: int, x: np.ndarray, x_test: np.ndarray, seed: int) -> list[dict[str, Any]]:
    """Trains all recipes in turns, a fifth of each at a time, and judges them.

    In turns, so that other work on the machine slows all of them alike.

    Args:
        size: of the code, 32 or 64.
        x: training images, float32 (n, 784).
        x_test: test images, likewise.
        seed: of weights and order.

    Returns:
        A row for each of RECIPES.
    """
    keras.backend.clear_session()
    trainings = [Training(size, recipe, len(x), seed) for recipe in RECIPES]
    for turn in range(TURNS):
        for one in trainings:
            one.go_on(x, (turn + 1) / TURNS)
    return [
        {**one.row, "seconds": round(one.seconds, 2), **judge(one.parts, x_test)}
        for one in trainings
    ]


def summarize(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Brings the seeds of each network and recipe together.

    Returns:
        One row each: mean and worst test loss, mean squared error, dead units of all seeds, mean
        seconds, and their share of the printed training's.
    """
    groups: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault((row["size"], row["recipe"]), []).append(row)
    table = []
    for (size, recipe), group in groups.items():
        seconds = statistics.mean(row["seconds"] for row in group)
        reference = statistics.mean(row["seconds"] for row in groups[size, PRINTED])
        losses = [row["test_loss"] for row in group]
        table.append(
            {
                "source": group[0]["source"],
                "size": size,
                "recipe": recipe,
                "epochs": group[0]["epochs"],
                "seeds": len(group),
                "test_loss": round(statistics.mean(losses), 5),
                "worst_loss": max(losses),
                "dead_units": sum(row["dead_units"] for row in group),
                "seconds": round(seconds, 2),
                "times_printed": round(seconds / reference, 3),
            }
        )
    return table


def verdict(table: Sequence[dict[str, Any]]) -> list[str]:
    """What ours misses, in sentences; empty if nothing.

    Over the seeds, ours must end at the printed training's mean loss or below it, in a third of
    its time.
    """
    missed = []
    for ours in (row for row in table if row["recipe"] == OURS):
        theirs = next(r for r in table if r["recipe"] == PRINTED and r["size"] == ours["size"])
        name = f"our {ours['source']}"
        if ours["test_loss"] > theirs["test_loss"]:
            missed.append(
                f"{name} ends at a loss of {ours['test_loss']:.4f}, above {theirs['test_loss']:.4f}"
            )
        if ours["times_printed"] > FAST:
            missed.append(
                f"{name} takes {ours['times_printed']:.0%} of the printed time, over {FAST:.0%}"
            )
    return missed


def compare_sizes(x: np.ndarray, x_test: np.ndarray, sizes: Sequence[int]) -> list[dict[str, Any]]:
    """Mean squared error on test images for PCA, a shallow and a deep autoencoder of each size."""
    mean = x.mean(axis=0)
    directions = np.linalg.eigh((x - mean).T @ (x - mean))[1][:, ::-1]
    rows = []
    for size in sizes:
        kept = directions[:, :size]
        flat_back = mean + (x_test - mean) @ kept @ kept.T
        row: dict[str, Any] = {
            "size": size,
            "pca": round(float(np.mean((np.clip(flat_back, 0, 1) - x_test) ** 2)), 6),
        }
        for name, hidden, changes in (
            ("shallow", (), {}),
            ("deep", DEEP, {"learning_rate": DEEP_RATE}),
        ):
            keras.backend.clear_session()
            parts = autoencoders.dense(size, hidden=hidden, seed=0)
            settings = {**autoencoders.FAST_RECIPE, **changes}
            training.train(parts.model, x, x, seed=0, progress=False, **settings)
            row[name] = judge(parts, x_test)["test_mse"]
        rows.append(row)
        print(", ".join(f"{key} {value}" for key, value in row.items()), flush=True)
    return rows


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3, help="runs of each, seeds 0, 1, …")
    parser.add_argument(
        "--from-seed",
        type=int,
        default=0,
        metavar="N",
        help="goes on with seed N; the table's runs of smaller seeds are those of the file",
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="one seed on 2,000 images; nothing is written or judged",
    )
    parser.add_argument("--only", choices=("table", "sizes"), help="one of the two parts")
    options = parser.parse_args(arguments)
    dataset = real("mnist")
    if options.quick:
        dataset = dataset.subset(train=2000, test=500)
    x, x_test = flat(dataset.x_train), flat(dataset.x_test)
    # TensorFlow's own start is to be in nobody's time.
    training.train(autoencoders.dense(2).model, x[:256], x[:256], epochs=1, progress=False)
    seeds, sizes = range(options.from_seed, options.seeds), SIZES
    if options.quick:
        seeds, sizes = range(1), SIZES[:2]
    missed = []
    if options.only != "sizes":
        missed = bench_table(x, x_test, seeds, None if options.quick else dataset.source.label)
    if options.only != "table":
        bench_sizes(x, x_test, sizes, None if options.quick else dataset.source.label)
    for sentence in missed:
        print(f"MISSED: {sentence}")
    return 1 if missed and not options.quick else 0


def earlier_runs(first_seed: int) -> list[dict[str, Any]]:
    """The file's runs with seeds below the first one, if our recipe is still the same."""
    if first_seed == 0:
        return []
    settings = results.load("autoencoders")["settings"]
    if settings["ours"] != dict(autoencoders.FAST_RECIPE):
        raise SystemExit("--from-seed: the file's runs have another recipe; start with seed 0")
    return [run for run in settings["runs"] if run["seed"] < first_seed]


def bench_table(x: np.ndarray, x_test: np.ndarray, seeds: range, label: str | None) -> list[str]:
    """Runs printed and ours for every seed and prints the table; writes it if label isn't None.

    Returns:
        What ours misses, in sentences.
    """
    rows = earlier_runs(seeds.start)
    for seed in seeds:
        for size in autoencoders.PRINTED:
            for row in run(size, x, x_test, seed):
                rows.append(row)
                print(
                    "{source} {recipe}, seed {seed}: loss {test_loss:.4f}, {dead_units} dead, "
                    "{seconds:.1f} s".format(**row),
                    flush=True,
                )
    table = summarize(rows)
    print_table(
        "MNIST: the printed autoencoders and ours",
        table,
        {
            "source": "{}",
            "recipe": "{}",
            "epochs": "{}",
            "test_loss": "{:.4f}",
            "worst_loss": "{:.4f}",
            "dead_units": "{}",
            "seconds": "{:.1f}",
            "times_printed": "{:.2f}",
        },
    )
    if label is not None:
        path = results.save(
            "autoencoders",
            table,
            about="The source material's autoencoders, trained as printed and with our recipe",
            settings={"data": label, "runs": rows, "ours": dict(autoencoders.FAST_RECIPE)},
        )
        print(f"written: helpers/results/{path.name}")
    return verdict(table)


def bench_sizes(x: np.ndarray, x_test: np.ndarray, sizes: Sequence[int], label: str | None) -> None:
    """Compares codes of several sizes with PCA; writes the figures if label isn't None."""
    x = x[:SIZES_IMAGES]
    rows = compare_sizes(x, x_test, sizes)
    if label is not None:
        path = results.save(
            "autoencoder_sizes",
            rows,
            about="Mean squared error per pixel on test images, by size of the code, seed 0",
            settings={
                "data": label,
                "training_images": len(x),
                "ours": dict(autoencoders.FAST_RECIPE),
                "deep": {"hidden": list(DEEP), "learning_rate": DEEP_RATE},
            },
        )
        print(f"written: helpers/results/{path.name}")


if __name__ == "__main__":
    raise SystemExit(main())
