"""The printed GAN, mended and bettered, counted by a classifier: `python -m tests.bench.gans`.

S14 is run as printed under Keras 3, with a training step that moves both networks, with a
discriminator that lags behind, and against a small convolutional GAN. A classifier that was trained
on real digits reads what each of them draws. Needs real MNIST. Writes helpers/results/gans.json,
which lesson 07 plots. Exit code 1 if the convolutional one isn't clearly better, or if a network
that should learn hasn't moved.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
import warnings
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras  # TensorFlow reads its log level when it is imported
import numpy as np

from helpers import data, digit_counts, gan, models, pictures_as_text, results, training
from tests.bench._common import print_table, real

PRINTED = "as printed"
MENDED = "mended"
LAGGING = "discriminator lags behind"
CONVOLUTIONAL = "convolutional"


class Plan(NamedTuple):
    """How one kind is trained: steps, when to judge it, and the settings of `gan.train`."""

    steps: int
    judged_at: tuple[int, ...]
    settings: Mapping[str, Any]


PLANS = {
    PRINTED: Plan(500, (500,), {}),
    MENDED: Plan(1_500, (100, 250, 500, 1_000, 1_500), gan.DENSE_RECIPE),
    LAGGING: Plan(600, (600,), gan.LAGGING_RECIPE),
    CONVOLUTIONAL: Plan(1_500, (100, 250, 500, 1_000, 1_500), gan.CONVOLUTIONAL_RECIPE),
}
SEEDS = 3
IMAGES = 20_000  # real ones to train on, as in the lesson
JUDGED = 2_000  # made ones to read, against as many test images
SHOWN = 20  # pictures of seed 0 that go into the file
# The convolutional GAN's features must lie at most half as far from real ones.
CLEARLY = 0.5


class Reader:
    """A classifier of real digits, and test images to compare with."""

    def __init__(self, dataset: data.Dataset, n: int) -> None:
        """Trains it on all training images."""
        x, x_test = (data.images_to_float(images) for images in (dataset.x_train, dataset.x_test))
        self.model = models.build("cnn_two_convolutions", seed=0)
        training.train(self.model, x, dataset.y_train, progress=False, **models.FAST_RECIPE)
        self.accuracy = training.evaluate(self.model, x_test, dataset.y_test)["accuracy"]
        self.real = x_test[:n, ..., 0]

    def judge(self, pictures: np.ndarray) -> dict[str, Any]:
        """Figures of a pile of pictures, float (n, 28, 28)."""
        verdict = digit_counts.judge(self.model, pictures)
        clouds = (digit_counts.features(self.model, pile) for pile in (pictures, self.real))
        return {
            "readable": round(verdict.readable, 4),
            "seen": verdict.seen,
            "effective": round(verdict.effective, 3),
            "distance": round(digit_counts.frechet_distance(*clouds), 2),
            "counts": verdict.counts.tolist(),
        }


def train_as_printed(rows: np.ndarray, steps: int, seed: int) -> tuple[keras.Model, dict[str, Any]]:
    """Trains S14 with the loop that it is usually published with.

    Args:
        rows: real images, float32 (n, 784).
        steps: of discriminator and generator.
        seed: of weights, images and noise.

    Returns:
        The generator, and how far each network has moved.
    """
    generator, discriminator = (
        gan.printed_generator(seed=2 * seed),
        gan.printed_discriminator(seed=2 * seed + 1),
    )
    before = [model.get_weights() for model in (generator, discriminator)]
    discriminator.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
    discriminator.trainable = False
    stacked = keras.Sequential([keras.Input((gan.LATENT_DIM,)), generator, discriminator])
    stacked.compile(optimizer="adam", loss="binary_crossentropy")
    random = np.random.default_rng(seed)
    yes, no = np.ones((128, 1)), np.zeros((128, 1))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "The model does not have any trainable weights."
        for _ in range(steps):
            noise = random.normal(size=(128, gan.LATENT_DIM)).astype("float32")
            discriminator.train_on_batch(rows[random.integers(len(rows), size=128)], yes)
            discriminator.train_on_batch(generator.predict_on_batch(noise), no)
            stacked.train_on_batch(noise, yes)
    after = [model.get_weights() for model in (generator, discriminator)]
    changes = [gan.largest_change(b, a) for b, a in zip(before, after, strict=True)]
    return generator, dict(zip(("generator", "discriminator"), changes, strict=True))


def run(kind: str, images: np.ndarray, reader: Reader, seed: int) -> dict[str, Any]:
    """Trains one kind once.

    Args:
        kind: one of PLANS.
        images: real ones, float32 (n, 28, 28) from 0 to 1.
        reader: who judges.
        seed: of everything random.

    Returns:
        A row: kind, seed, steps, seconds, largest changes, the last judgement, "curve" with all of
        them, and "pictures" as text.
    """
    keras.backend.clear_session()
    plan, noise = PLANS[kind], gan.noise(len(reader.real), seed=1)
    started = time.perf_counter()
    if kind == PRINTED:
        generator, moved = train_as_printed(images.reshape(-1, gan.PIXELS), plan.steps, seed)
        piles = {plan.steps: gan.draw(generator, noise)}
    else:
        convolutional = kind == CONVOLUTIONAL
        model = gan.convolutional(seed=seed) if convolutional else gan.dense(seed=seed)
        done = gan.train(
            model,
            images[..., None] if convolutional else images.reshape(-1, gan.PIXELS),
            steps=plan.steps,
            snapshots=plan.judged_at,
            snapshot_noise=noise,
            seed=seed,
            progress=False,
            **plan.settings,
        )
        piles, moved = done.snapshots, done.moved
    seconds = time.perf_counter() - started
    curve = [{"step": step, **reader.judge(pile)} for step, pile in sorted(piles.items())]
    last = {name: value for name, value in curve[-1].items() if name != "step"}
    return {
        "kind": kind,
        "seed": seed,
        "steps": plan.steps,
        "seconds": round(seconds, 1),
        "generator_moved": round(moved["generator"], 4),
        "discriminator_moved": round(moved["discriminator"], 4),
        **last,
        "curve": curve,
        "pictures": pictures_as_text.to_text(piles[plan.steps][:SHOWN]),
    }


def summarize(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Brings the seeds of each kind together: means, and the worst of the two measures.

    Returns:
        One row per kind, in the order of PLANS.
    """
    table = []
    for kind in PLANS:
        group = [row for row in rows if row["kind"] == kind]
        if not group:
            continue
        table.append(
            {
                "kind": kind,
                "steps": group[0]["steps"],
                "seeds": len(group),
                "readable": round(statistics.mean(row["readable"] for row in group), 3),
                "effective": round(statistics.mean(row["effective"] for row in group), 2),
                "worst_effective": round(min(row["effective"] for row in group), 2),
                "distance": round(statistics.mean(row["distance"] for row in group), 1),
                "worst_distance": round(max(row["distance"] for row in group), 1),
                "discriminator_moved": min(row["discriminator_moved"] for row in group),
                "generator_moved": min(row["generator_moved"] for row in group),
                "seconds": round(statistics.mean(row["seconds"] for row in group), 1),
            }
        )
    return table


def verdict(table: Sequence[Mapping[str, Any]]) -> list[str]:
    """What the mended and the convolutional one miss, in sentences; empty if nothing."""
    by_kind = {row["kind"]: row for row in table}
    missed = [
        f"{row['kind']}: the {half} hasn't moved"
        for row in table
        for half in ("generator", "discriminator")
        if row["kind"] != PRINTED and row[f"{half}_moved"] == 0
    ]
    dense, ours = by_kind.get(MENDED), by_kind.get(CONVOLUTIONAL)
    if dense and ours:
        if ours["distance"] > CLEARLY * dense["distance"]:
            missed.append(
                f"convolutional: distance {ours['distance']}, over {CLEARLY:.0%} of the dense "
                f"one's {dense['distance']}"
            )
        if ours["worst_effective"] < dense["effective"]:
            missed.append(
                f"convolutional: {ours['worst_effective']} effective digits in the worst run, "
                f"below the dense one's mean of {dense['effective']}"
            )
    return missed


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS, help="runs of each, seeds 0, 1, …")
    parser.add_argument("--only", choices=tuple(PLANS), help="one kind; the file keeps the others")
    parser.add_argument(
        "--from-seed",
        type=int,
        default=0,
        metavar="N",
        help="goes on with seed N; the runs of smaller seeds are those of the file",
    )
    parser.add_argument(
        "--quick", action="store_true", help="few steps on 2,000 images; nothing is written"
    )
    options = parser.parse_args(arguments)
    dataset = real("mnist")
    if options.quick:
        dataset = dataset.subset(train=2_000, test=500)
        for kind, plan in PLANS.items():
            PLANS[kind] = Plan(20, (20,), plan.settings)
    reader = Reader(dataset, min(JUDGED, len(dataset.y_test)))
    few = dataset.subset(train=min(IMAGES, len(dataset.y_train)))
    images = data.images_to_float(few.x_train)[..., 0]
    kinds = [kind for kind in PLANS if options.only in (None, kind)]
    seeds = range(options.from_seed, 1 if options.quick else options.seeds)
    rows = [] if options.quick else earlier_runs(kinds, seeds)
    for seed in seeds:
        for kind in kinds:
            row = run(kind, images, reader, seed)
            rows.append(row)
            print(
                "{kind}, seed {seed}: readable {readable:.0%}, {effective:.2f} effective digits, "
                "distance {distance:.1f}, {seconds:.0f} s".format(**row),
                flush=True,
            )
    rows.sort(key=lambda row: (list(PLANS).index(row["kind"]), row["seed"]))
    table = summarize(rows)
    print_table(
        "MNIST: what a classifier reads in made digits",
        table,
        {
            "kind": "{}",
            "steps": "{:,}",
            "readable": "{:.0%}",
            "effective": "{:.2f}",
            "worst_effective": "{:.2f}",
            "distance": "{:.1f}",
            "worst_distance": "{:.1f}",
            "discriminator_moved": "{:.3f}",
            "seconds": "{:.0f}",
        },
    )
    if options.quick:
        return 0
    path = results.save(
        "gans",
        table,
        about="Digits drawn by GANs, read by a classifier of real ones",
        settings={
            "data": dataset.source.label,
            "real_images": len(images),
            "judged": len(reader.real),
            "reader_accuracy": round(reader.accuracy, 4),
            "real": reader.judge(images[: len(reader.real)]),
            "recipes": {kind: dict(plan.settings) for kind, plan in PLANS.items()},
            "runs": [
                row if row["seed"] == 0 else {k: v for k, v in row.items() if k != "pictures"}
                for row in rows
            ],
        },
    )
    print(f"written: helpers/results/{path.name}")
    missed = verdict(table)
    for sentence in missed:
        print(f"MISSED: {sentence}")
    return 1 if missed else 0


def earlier_runs(kinds: Sequence[str], seeds: range) -> list[dict[str, Any]]:
    """The file's runs that aren't to be made again, if their recipe is still the same.

    Args:
        kinds: to be run now.
        seeds: to be run now.

    Raises:
        SystemExit: a run that would be kept was made with another recipe or number of steps.
    """
    try:
        settings = results.load("gans")["settings"]
    except ValueError:
        return []
    kept = [
        row for row in settings["runs"] if row["kind"] not in kinds or row["seed"] < seeds.start
    ]
    for row in kept:
        plan = PLANS[row["kind"]]
        if settings["recipes"][row["kind"]] != dict(plan.settings) or row["steps"] != plan.steps:
            raise SystemExit(f"the file's runs of {row['kind']!r} have another recipe; run it, too")
    return kept


if __name__ == "__main__":
    raise SystemExit(main())
