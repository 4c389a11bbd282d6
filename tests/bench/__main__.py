"""Runs benches: all of them (about an hour on two cores), or one with its options.

python -m tests.bench
python -m tests.bench grading --students 24 --rounds 5
"""

from __future__ import annotations

import importlib
import sys

# Name, which is its module's in this folder: whether it runs when none is named.
BENCHES = {
    "xor_starts": True,
    "mnist_cnns": True,
    "mnist_dense": True,
    "cifar_cnn": True,
    "cifar_parts": True,
    "sequences": True,
    "sequence_models": True,
    "warm_kernels": True,
    "grading": True,
    "autoencoders": True,
    "transfer": True,
    "gans": True,
    "training_tricks": True,
    "many_submissions": False,
    "fuzz": False,
    "attacks": False,
    "kill": False,
    "class_of_thousand": False,
}


def main(arguments: list[str]) -> int:
    """Runs benches. Returns the exit code: the largest one of theirs."""
    name, *options = arguments or [""]
    if name and name not in BENCHES:
        print(f"{__doc__}\nBenches: {', '.join(BENCHES)}")
        return 0 if name in ("-h", "--help") else 2
    names = [name] if name else [name for name, usual in BENCHES.items() if usual]
    # A list: each of them runs, also after one that has missed its target.
    return max([importlib.import_module(f"tests.bench.{name}").main(options) for name in names])


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
