"""Recurrent networks, printed and ours, on three tasks: `python -m tests.bench.sequences`.

- forecast: next month's sunspots. The source's networks (S10, S11 and a GRU) as printed, ours, and
  two forecasts without any network: the last value, and a linear regression on the window.
- memory: the sign of a sequence's first number, by the length of the sequence.
- reviews: IMDB, a bag of words against an LSTM, on reviews as they are and with shuffled words.

Needs real sunspots and IMDB. Writes helpers/results/rnn_forecast.json and rnn_memory.json, which
lesson 05 plots, and rnn_reviews.json, the long version of what it shows; `--only TASK` measures
one of them again. Exit code 1 if our forecaster isn't better than the naive forecast and than the
printed LSTM, or takes longer than that one.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras  # TensorFlow reads its log level when it is imported
import numpy as np
from keras import layers

from helpers import results, sequences, training
from tests.bench._common import print_table, real

TIMESTEPS = 24
PRINTED, OURS, NONE = "as printed", "ours", "no network"
LENGTHS = (60,)
UNITS = 32
SEQUENCES, EPOCHS = 1000, 10
WORDS, VOCABULARY = 100, 10_001
REVIEW_EPOCHS = {"bag of words": 4, "LSTM": 3}  # passes over all 25,000 reviews for training
TEST_REVIEWS = 10_000
FAST = 1.0  # share of S11's time that ours may take
Row = dict[str, Any]


def forecasts(seeds: int, quick: bool) -> list[Row]:
    """Runs the forecasts. `score` is the root mean squared error on the test part, in sunspots."""
    values = real("sunspots").values
    n = len(values)
    first, last = round(0.7 * n), round(0.85 * n)
    mean, deviation = values[:first].mean(), values[:first].std()
    scaled = (values - mean) / deviation
    x, y = sequences.windows(scaled[:first], TIMESTEPS)
    x_test, y_test = sequences.windows(scaled[last:], TIMESTEPS)

    def score(answers: np.ndarray) -> float:
        return float(deviation * np.sqrt(np.mean((answers.reshape(-1) - y_test) ** 2)))

    def row(model: str, recipe: str, seed: int, answers: np.ndarray, seconds: float) -> Row:
        return {
            "task": "forecast",
            "model": model,
            "recipe": recipe,
            "length": TIMESTEPS,
            "seed": seed,
            "score": score(answers),
            "seconds": seconds,
        }

    with_one, with_one_test = (np.insert(a[:, :, 0], 0, 1, axis=1) for a in (x, x_test))
    started = time.perf_counter()
    weights = np.linalg.lstsq(with_one, y, rcond=None)[0]
    seconds = time.perf_counter() - started
    rows = [
        row("last value", NONE, 0, x_test[:, -1], 0.0),
        row("linear regression", NONE, 0, with_one_test @ weights, seconds),
    ]
    for seed in range(seeds):
        for name in sequences.NAMES:
            keras.backend.clear_session()
            model = sequences.build(name, timesteps=TIMESTEPS, seed=seed)
            started = time.perf_counter()
            model.compile(optimizer="adam", loss="mean_squared_error")
            model.fit(x, y, epochs=1 if quick else 10, batch_size=32, verbose=0)
            seconds = time.perf_counter() - started
            rows.append(row(name, PRINTED, seed, model.predict(x_test, verbose=0), seconds))
        keras.backend.clear_session()
        model = sequences.forecaster(timesteps=TIMESTEPS, seed=seed)
        started = time.perf_counter()
        recipe = {**sequences.FAST_RECIPE, **({"epochs": 1} if quick else {})}
        training.train(model, x, y, seed=seed, progress=False, **recipe)
        seconds = time.perf_counter() - started
        rows.append(row("learns the change", OURS, seed, model.predict(x_test, verbose=0), seconds))
    return rows


def memories(seeds: int, quick: bool) -> list[Row]:
    """Trains every memory on sequences of every length. `score` is the accuracy on new ones."""
    rows = []
    for seed in range(seeds):
        for length in LENGTHS[: 1 if quick else None]:
            x, y = sequences.first_sign(SEQUENCES, length, seed=2 * seed)
            x_test, y_test = sequences.first_sign(1000, length, seed=2 * seed + 1)
            for name in sequences.MEMORIES:
                keras.backend.clear_session()
                keras.utils.set_random_seed(seed)
                model = _judge_of(keras.Input((length, 1)), [sequences.memory(name, UNITS)])
                started = time.perf_counter()
                training.train(
                    model,
                    x,
                    y,
                    epochs=1 if quick else EPOCHS,
                    batch_size=50,
                    learning_rate=5e-3,
                    seed=seed,
                    progress=False,
                )
                seconds = time.perf_counter() - started
                rows.append(
                    {
                        "task": "memory",
                        "model": name,
                        "recipe": OURS,
                        "length": length,
                        "seed": seed,
                        "score": training.evaluate(model, x_test, y_test)["accuracy"],
                        "seconds": seconds,
                    }
                )
                print(f"memory {length}, {name}, seed {seed}: {rows[-1]['score']:.1%}", flush=True)
    return rows


def reviews(seeds: int, quick: bool) -> list[Row]:
    """Trains on IMDB. `score` is the accuracy, `shuffled` the same with the words shuffled."""
    imdb = real("imdb")
    imdb = imdb.subset(500, 200) if quick else imdb.subset(25_000, TEST_REVIEWS)
    random = np.random.default_rng(0)
    mixed = [random.permutation(text[-WORDS:]) for text in imdb.x_test]
    x, x_test, x_mixed = (
        keras.utils.pad_sequences(texts, maxlen=WORDS)
        for texts in (imdb.x_train, imdb.x_test, mixed)
    )
    bodies: dict[str, Callable[[], keras.Layer]] = {
        "bag of words": layers.GlobalAveragePooling1D,
        "LSTM": lambda: layers.LSTM(UNITS),
    }
    rows = []
    for seed in range(seeds):
        for name, body in bodies.items():
            keras.backend.clear_session()
            keras.utils.set_random_seed(seed)
            words = layers.Embedding(VOCABULARY, UNITS)
            model = _judge_of(keras.Input((WORDS,), dtype="int32"), [words, body()])
            started = time.perf_counter()
            training.train(
                model,
                x,
                imdb.y_train,
                epochs=1 if quick else REVIEW_EPOCHS[name],
                batch_size=128,
                learning_rate=3e-3,
                seed=seed,
                progress=False,
            )
            seconds = time.perf_counter() - started
            as_is, in_disorder = (
                training.evaluate(model, texts, imdb.y_test)["accuracy"]
                for texts in (x_test, x_mixed)
            )
            rows.append(
                {
                    "task": "reviews",
                    "model": name,
                    "recipe": OURS,
                    "length": WORDS,
                    "seed": seed,
                    "score": as_is,
                    "shuffled": in_disorder,
                    "seconds": seconds,
                }
            )
            print(f"reviews, {name}, seed {seed}: {as_is:.1%}", flush=True)
    return rows


def _judge_of(inputs: keras.KerasTensor, body: Sequence[keras.Layer]) -> keras.Model:
    return keras.Sequential([inputs, *body, layers.Dense(1, activation="sigmoid")])


def summarize(rows: Sequence[Row]) -> list[Row]:
    """Brings the seeds of each task, model and length together.

    Returns:
        One row each: mean, lowest and highest score, mean seconds, and where the words were
        shuffled, the mean score on these.
    """
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        key = tuple(row[name] for name in ("task", "model", "recipe", "length"))
        groups.setdefault(key, []).append(row)
    table = []
    for (task, model, recipe, length), group in groups.items():
        scores = [row["score"] for row in group]
        table.append(
            {
                "task": task,
                "model": model,
                "recipe": recipe,
                "length": length,
                "seeds": len(group),
                "score": round(statistics.mean(scores), 4),
                "lowest": round(min(scores), 4),
                "highest": round(max(scores), 4),
                "seconds": round(statistics.mean(row["seconds"] for row in group), 2),
            }
        )
        if "shuffled" in group[0]:
            table[-1]["shuffled"] = round(statistics.mean(row["shuffled"] for row in group), 4)
    return table


def verdict(table: Sequence[Row]) -> list[str]:
    """What our forecaster misses, in sentences; empty if nothing."""
    rows = {row["model"]: row for row in table if row["task"] == "forecast"}
    ours, naive, printed = rows["learns the change"], rows["last value"], rows["lstm"]
    missed = []
    if ours["highest"] >= naive["score"]:
        missed.append(
            f"our worst forecast is off by {ours['highest']:.2f}, the naive one by "
            f"{naive['score']:.2f}"
        )
    if ours["score"] >= printed["score"]:
        missed.append(
            f"our forecasts are off by {ours['score']:.2f}, the printed LSTM's by "
            f"{printed['score']:.2f}"
        )
    if ours["seconds"] > FAST * printed["seconds"]:
        missed.append(
            f"ours takes {ours['seconds'] / printed['seconds']:.0%} of the printed time, over "
            f"{FAST:.0%}"
        )
    return missed


TASKS: dict[str, tuple[Callable[[int, bool], list[Row]], str, dict[str, Any]]] = {
    "forecast": (
        forecasts,
        "Forecasting monthly sunspots: root mean squared error on the last 15 % of the months",
        {"training": "the first 70 %", "timesteps": TIMESTEPS, "ours": dict(sequences.FAST_RECIPE)},
    ),
    "memory": (
        memories,
        "The sign of a sequence's first number: accuracy on 1,000 new sequences",
        {"sequences": SEQUENCES, "epochs": EPOCHS, "units": UNITS},
    ),
    "reviews": (
        reviews,
        f"IMDB: accuracy on {TEST_REVIEWS:,} test reviews, as they are and with shuffled words",
        {"words": f"the last {WORDS}", "units": UNITS, "epochs": REVIEW_EPOCHS},
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3, help="runs of each network, seeds 0, 1, …")
    parser.add_argument("--only", choices=TASKS, help="measure this task alone")
    parser.add_argument("--quick", action="store_true", help="one short run; nothing is written")
    options = parser.parse_args(arguments)
    seeds = 1 if options.quick else options.seeds
    _warm_up()
    missed = []
    for task, (measure, about, settings) in TASKS.items():
        if options.only not in (None, task):
            continue
        table = summarize(measure(seeds, options.quick))
        formats = {"model": "{}", "recipe": "{}", "length": "{}", "score": "{:.3f}"}
        formats |= {"lowest": "{:.3f}", "highest": "{:.3f}", "shuffled": "{:.3f}"}
        print_table(about, table, {**formats, "seconds": "{:.1f}"})
        if options.quick:
            continue
        path = results.save(f"rnn_{task}", table, about=about, settings=settings)
        print(f"written: helpers/results/{path.name}", flush=True)
        if task == "forecast":
            missed = verdict(table)
    for sentence in missed:
        print(f"MISSED: {sentence}")
    return 1 if missed else 0


def _warm_up() -> None:
    """Trains for a moment, so that TensorFlow's own start is in nobody's time."""
    model = sequences.build("lstm", timesteps=4)
    x, y = sequences.windows(np.sin(np.arange(40)), 4)
    training.train(model, x, y, epochs=1, progress=False)


if __name__ == "__main__":
    raise SystemExit(main())
