"""What each part of our CIFAR-10 training does: `python -m tests.bench.cifar_parts`.

A small version of our network is trained on few images with all parts of our recipe, and with one
of them left out at a time, several times each, and judged on training images that are held out.
Needs real CIFAR-10. Writes helpers/results/cifar_parts.json, which lesson 04 plots.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
from collections.abc import Sequence
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras  # TensorFlow reads its log level when it is imported

from helpers import data, photos, results
from tests.bench._common import real

IMAGES, HELD_OUT = 5_000, 5_000
RECIPE: dict[str, Any] = {**photos.FAST_RECIPE, "epochs": 10, "batch_size": 64}
WIDTHS = (16, 32, 64)
# What is left out → changes of recipe and network. Without the two that allow long steps, 1e-3,
# Keras's usual rate, is the better one.
LEFT_OUT: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "nothing": ({}, {}),
    "augmentation": ({"most": None}, {}),
    "batch normalization": ({"learning_rate": 1e-3}, {"batch_norm": False}),
    "schedule": ({"learning_rate": 1e-3, "schedule": None}, {}),
    "label smoothing": ({"label_smoothing": 0.0}, {}),
}


def split(dataset: data.Dataset, images: int, held_out: int, seed: int = 0) -> data.Dataset:
    """Takes training images and held-out ones out of the training part alone.

    Args:
        dataset: its test part isn't used.
        images: to train on.
        held_out: to judge on.
        seed: of the draw of those to train on.

    Returns:
        A data set whose test part is the last `held_out` training images.
    """
    return dataclasses.replace(
        dataset,
        x_train=dataset.x_train[:-held_out],
        y_train=dataset.y_train[:-held_out],
        x_test=dataset.x_train[-held_out:],
        y_test=dataset.y_train[-held_out:],
    ).subset(train=images, seed=seed)


def leave_out(dataset: data.Dataset, part: str, seed: int) -> dict[str, Any]:
    """Trains the small network without one of the parts.

    Args:
        dataset: trained on its training part, judged on its test part.
        part: what is left out, a key of LEFT_OUT.
        seed: of weights, order and augmentation.

    Returns:
        A row: left_out, seed, learning_rate, training_accuracy (as the images went by in the last
        epoch) and held_out_accuracy.
    """
    recipe, network = LEFT_OUT[part]
    keras.backend.clear_session()
    model = photos.build(widths=WIDTHS, seed=seed, **network)
    settings = {**RECIPE, **recipe}
    history = photos.fit(
        model, dataset.x_train, dataset.y_train, seed=seed, progress=False, **settings
    )
    right = photos.classify(model, dataset.x_test).argmax(axis=1) == dataset.y_test
    return {
        "left_out": part,
        "seed": seed,
        "learning_rate": settings["learning_rate"],
        "training_accuracy": round(history.history["accuracy"][-1], 4),
        "held_out_accuracy": round(float(right.mean()), 4),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3, help="runs of each, seeds 0, 1, …")
    parser.add_argument(
        "--quick", action="store_true", help="one seed on 500 images; nothing is written"
    )
    options = parser.parse_args(arguments)
    whole = real("cifar10")
    images, held_out = (500, 500) if options.quick else (IMAGES, HELD_OUT)
    dataset = split(whole, images, held_out)
    rows = []
    for seed in range(1 if options.quick else options.seeds):
        for part in LEFT_OUT:
            rows.append(leave_out(dataset, part, seed))
            print(", ".join(f"{key} {value}" for key, value in rows[-1].items()), flush=True)
    if options.quick:
        return 0
    path = results.save(
        "cifar_parts",
        rows,
        about="Our CIFAR-10 network, small, on few images, with one part of its recipe left out",
        settings={
            "data": whole.source.label,
            "training_images": images,
            "held_out_images": held_out,
            "widths": list(WIDTHS),
            "recipe": RECIPE,
        },
    )
    print(f"written: helpers/results/{path.name}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
