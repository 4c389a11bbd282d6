"""A transformer against a recurrent network at equal cost: `python -m tests.bench.sequence_models`.

Two tasks of lesson 08, turning words around and writing names of characters. Each network may
use the same number of seconds of processor time (all cores together, so that other work on the
machine doesn't count), with about the same number of weights and the learning rate that suits it
best. Writes helpers/results/sequence_models.json, the long version of what lesson 08 shows. Exit
code 1 if the lesson would say what isn't so.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import time
from collections.abc import Sequence
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
from keras import layers

from helpers import character_names, results, reversal, transformer
from tests.bench._common import print_table

KINDS = ("transformer", "gru")
REVERSAL_LETTERS = (6, 12, 24)
NAMES = "names"
TASKS = (*(f"reversal_{letters}" for letters in REVERSAL_LETTERS), NAMES)
RATES = (4e-3, 1e-2)
BATCH = 64
BUDGET = {"reversal": 6.0, NAMES: 14.0}  # seconds of processor time


def build(kind: str, task: str, length: int, seed: int) -> keras.Model:
    """A network for a task: about 60,000 weights to turn words around, 110,000 for names."""
    small = task != NAMES
    vocabulary = len(reversal.LETTERS) if small else len(character_names.LETTERS)
    if kind == "transformer":
        return transformer.build(vocabulary, length, blocks=1 if small else 2, seed=seed)
    keras.utils.set_random_seed(seed)
    size = 96 if small else 128
    return keras.Sequential(
        [
            keras.Input((length,), dtype="int32"),
            layers.Embedding(vocabulary, size),
            layers.GRU(size, return_sequences=True),
            layers.Dense(vocabulary),
        ],
        name=kind,
    )


class Budget(keras.callbacks.Callback):
    """Stops when the processor time is used up; the rate rises and falls with what is used.

    Args:
        seconds: of processor time, counted from the end of the first step, which compiles.
        peak: highest learning rate.
    """

    def __init__(self, seconds: float, peak: float) -> None:
        super().__init__()
        self.seconds, self.peak, self.steps = seconds, peak, 0

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        if self.steps == 0:
            self.started = time.process_time()
        self.steps += 1
        used = (time.process_time() - self.started) / self.seconds
        self.model.optimizer.learning_rate = self.peak * rate_share(used)
        if used >= 1:
            self.model.stop_training = True


def rate_share(used: float) -> float:
    """Share of the highest rate when a share of the budget is used: up for a tenth, then down."""
    if used < 0.1:
        return 0.1 + 9 * used
    return 0.5 * (1 + math.cos(math.pi * min(1.0, (used - 0.1) / 0.9)))


def data_for(task: str) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Training and test examples of "reversal_12" and the like, or of "names"."""
    if task == NAMES:
        names = character_names.load()
        order = np.random.default_rng(0).permutation(len(names))
        x, y = character_names.encode([names[i] for i in order])
        return (x[300:], y[300:]), (x[:300], y[:300])
    letters = int(task.split("_")[1])
    rng = np.random.default_rng(0)
    test = reversal.examples(500, letters, rng)
    return reversal.examples(100_000, letters, rng), test


def run(kind: str, task: str, seed: int, rate: float, seconds: float) -> dict[str, Any]:
    """Trains one network for so many seconds of processor time and judges it."""
    keras.backend.clear_session()
    (x, y), (x_test, y_test) = data_for(task)
    model = build(kind, task, x.shape[1], seed)
    model.compile(keras.optimizers.Adam(0.1 * rate), loss=transformer.token_loss())
    budget = Budget(seconds, rate)
    model.fit(x, y, batch_size=BATCH, epochs=1000, verbose=0, callbacks=[budget])
    counted = y_test >= 0
    right = (model.predict(x_test, batch_size=250, verbose=0).argmax(axis=-1) == y_test) & counted
    return {
        "task": task,
        "kind": kind,
        "seed": seed,
        "rate": rate,
        "parameters": model.count_params(),
        "steps": budget.steps,
        "loss": round(float(model.evaluate(x_test, y_test, batch_size=250, verbose=0)), 4),
        "letters_right": round(float(right.sum() / counted.sum()), 4),
        "rows_right": round(float((right.sum(axis=1) == counted.sum(axis=1)).mean()), 4),
    }


def others(task: str) -> list[dict[str, Any]]:
    """The runs of all tasks but one, as they were written down."""
    try:
        runs = results.load("sequence_models")["settings"]["runs"]
    except ValueError:
        return []
    return [row for row in runs if row["task"] != task]


def summarize(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row per task and network: means over the seeds, and the extremes of the loss."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault((row["task"], row["kind"]), []).append(row)
    table = []
    for task, kind in sorted(groups, key=lambda key: (TASKS.index(key[0]), KINDS.index(key[1]))):
        group = groups[task, kind]
        losses = [row["loss"] for row in group]
        table.append(
            {
                "task": task,
                "kind": kind,
                "parameters": group[0]["parameters"],
                "rate": group[0]["rate"],
                "seeds": len(group),
                "steps": round(statistics.mean(row["steps"] for row in group)),
                "loss": round(statistics.mean(losses), 4),
                "least_loss": min(losses),
                "most_loss": max(losses),
                "letters_right": round(statistics.mean(r["letters_right"] for r in group), 4),
                "rows_right": round(statistics.mean(r["rows_right"] for r in group), 4),
            }
        )
    return table


def verdict(table: Sequence[dict[str, Any]]) -> list[str]:
    """Where the measured table contradicts the lesson; empty if nowhere."""
    found = {(row["task"], row["kind"]): row for row in table}
    missed = []
    for letters in (12, 24):
        task = f"reversal_{letters}"
        if (task, "gru") not in found:
            continue
        if found[task, "transformer"]["rows_right"] < found[task, "gru"]["rows_right"] + 0.5:
            missed.append(f"with {letters} letters the transformer isn't far ahead")
    return missed


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3, help="runs of each network, seeds 0, 1, …")
    parser.add_argument(
        "--quick", action="store_true", help="1 second each; nothing is written or judged"
    )
    parser.add_argument("--only", choices=TASKS, help="measure one task, keep the others' rows")
    options = parser.parse_args(arguments)
    rows = []
    for task in TASKS if options.only is None else [options.only]:
        seconds = 1.0 if options.quick else BUDGET[task.split("_")[0]]
        for kind in KINDS:
            # Each network gets the rate that suits it, chosen on a seed that isn't reported.
            trials = {rate: run(kind, task, 100, rate, seconds / 2)["loss"] for rate in RATES}
            rate = min(trials, key=lambda rate: trials[rate])
            for seed in range(1 if options.quick else options.seeds):
                rows.append(run(kind, task, seed, rate, seconds))
                last = rows[-1]
                print(
                    f"{task} {kind} seed {seed} rate {rate}: loss {last['loss']}, "
                    f"rows right {last['rows_right']:.1%}, {last['steps']} steps",
                    flush=True,
                )
    if options.only is not None and not options.quick:
        rows += others(options.only)
    table = summarize(rows)
    print_table(
        "Equal processor time, about equally many weights",
        table,
        {
            "task": "{}",
            "kind": "{}",
            "parameters": "{:,}",
            "rate": "{:g}",
            "steps": "{:,}",
            "loss": "{:.3f}",
            "letters_right": "{:.1%}",
            "rows_right": "{:.1%}",
        },
    )
    if options.quick:
        return 0
    path = results.save(
        "sequence_models",
        table,
        about="A transformer against a GRU with equal processor time",
        settings={"processor_seconds": BUDGET, "batch_size": BATCH, "rates": RATES, "runs": rows},
    )
    print(f"written: helpers/results/{path.name}")
    missed = verdict(table)
    for sentence in missed:
        print(f"MISSED: {sentence}")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
