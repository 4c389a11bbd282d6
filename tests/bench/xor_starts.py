"""How often a random start learns XOR: `python -m tests.bench.xor_starts [--starts N]`.

Needs no data. Writes helpers/results/xor_starts.json, which lesson 01 plots.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Sequence
from typing import Any

from helpers import results
from helpers.networks import XOR_X, XOR_Y, Network, random_starts
from helpers.progress import bar
from tests.bench._common import print_table

HIDDEN = (1, 2, 3, 4, 8)
RATES = (0.1, 0.5, 1.0)
RANGES = {"0 to 1": (0.0, 1.0), "-1 to 1": (-1.0, 1.0)}
EPOCHS = 10_000
# The source material's claim is about this many starts.
PRINTED_STARTS = 40


def network(hidden: int, low: float, high: float, seed: int) -> Network:
    """The source's sigmoid network, its first parameters drawn evenly from [low, high)."""
    net = Network([2, hidden, 1], activation="sigmoid", seed=seed)
    for parameter in net.parameters():
        parameter *= high - low
        parameter += low
    return net


def measure(starts: int, epochs: int) -> list[dict[str, Any]]:
    """Trains all starts of all settings.

    Returns:
        One row per range of the first parameters, hidden size and learning rate.
    """
    rows = []
    settings = list(itertools.product(RANGES, HIDDEN, RATES))
    for start, hidden, rate in bar(settings, "XOR from random starts", unit="setting"):
        low, high = RANGES[start]
        solved = random_starts(
            lambda seed, h=hidden, a=low, b=high: network(h, a, b, seed),  # type: ignore[misc]
            XOR_X,
            XOR_Y,
            starts=starts,
            learning_rate=rate,
            epochs=epochs,
        )
        rows.append(
            {
                "first_parameters": start,
                "hidden": hidden,
                "learning_rate": rate,
                "starts": starts,
                "solved": int(solved.sum()),
                "share": round(float(solved.mean()), 4),
                "solved_of_first_40": int(solved[:PRINTED_STARTS].sum()),
            }
        )
    return rows


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=400, help="random starts per setting")
    parser.add_argument("--quick", action="store_true", help="40 starts, nothing is written")
    options = parser.parse_args(arguments)
    starts = PRINTED_STARTS if options.quick else options.starts
    rows = measure(starts, EPOCHS)
    _print(rows)
    if not options.quick:
        path = results.save(
            "xor_starts",
            rows,
            about="Share of random starts from which a 2-N-1 sigmoid network learns XOR "
            "(every answer on the right side of 0.5)",
            settings={
                "epochs": EPOCHS,
                "loss": "half the sum of squared errors",
                "seeds": "0, 1, …",
            },
        )
        print(f"written: helpers/results/{path.name}")
    return 0


def _print(rows: Sequence[dict[str, Any]]) -> None:
    print_table(
        "XOR: random starts that a 2-N-1 sigmoid network learns from",
        rows,
        {
            "first_parameters": "{}",
            "hidden": "{}",
            "learning_rate": "{}",
            "solved": "{}",
            "starts": "{}",
            "share": "{:.1%}",
            "solved_of_first_40": "{}",
        },
    )


if __name__ == "__main__":
    raise SystemExit(main())
