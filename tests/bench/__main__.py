"""Runs every bench: `python -m tests.bench`. Takes about twenty minutes on two cores."""

from __future__ import annotations

from tests.bench import mnist_cnns, mnist_dense, xor_starts

if __name__ == "__main__":
    raise SystemExit(max(xor_starts.main([]), mnist_cnns.main([]), mnist_dense.main([])))
