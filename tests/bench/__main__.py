"""Runs every bench: `python -m tests.bench`. Takes about half an hour on two cores."""

from __future__ import annotations

from tests.bench import mnist_cnns, mnist_dense, sequence_models, sequences, xor_starts

BENCHES = (xor_starts, mnist_cnns, mnist_dense, sequences, sequence_models)

if __name__ == "__main__":
    raise SystemExit(max([bench.main([]) for bench in BENCHES]))
