"""A kernel's life, ordinary against warm: `python -m tests.bench.warm_kernels`.

Prints medians in milliseconds at each level. "first result" counts from asking for the kernel to
the answer of its first cell. Bytecode must be compiled, or the ordinary kernel looks slower than it
is: unset PYTHONDONTWRITEBYTECODE.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from autograder.kernel.sandbox import LEVELS, Limits, Sandbox, detect
from autograder.kernel.warm import kernelspec
from autograder.kernel.warm.supervisor import Zygote
from tests.bench._common import print_table

CELLS = {
    "first result": "1 + 1",
    "import": "import numpy as np, tensorflow as tf, keras",
    "first operation": "tf.reduce_sum(tf.ones((100, 100))).numpy()",
    "fit": (
        "model = keras.Sequential([keras.layers.Input((28, 28, 1)), keras.layers.Conv2D(8, 3),"
        " keras.layers.Flatten(), keras.layers.Dense(10)])\n"
        "model.compile('adam', keras.losses.SparseCategoricalCrossentropy(from_logits=True))\n"
        "x = np.random.rand(512, 28, 28, 1).astype('float32')\n"
        "model.fit(x, np.arange(512) % 10, verbose=0)"
    ),
    "picture": "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
    "failing assert": "assert False, 'no'",
}


def life(kernel_name: str, zygote: Zygote | None, level: str | None) -> dict[str, float]:
    """Starts a kernel, runs the cells and ends it. Returns milliseconds per step."""
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS.values()]
    client = NotebookClient(
        nbformat.v4.new_notebook(cells=cells), kernel_name=kernel_name, allow_errors=True,
        shutdown_kernel="immediate",
    )  # fmt: skip
    took: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as scratch:
        options: dict[str, Any] = {}
        if level is not None:
            sandbox = None if level == "none" else Sandbox(level, Limits(), scratch)  # type: ignore[arg-type]
            options = {"zygote": zygote, "sandbox": sandbox}
        env = {**os.environ, "HOME": scratch, "OMP_NUM_THREADS": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}
        quiet = subprocess.DEVNULL
        start = time.perf_counter()
        with client.setup_kernel(cwd=scratch, env=env, stdout=quiet, stderr=quiet, **options):
            took["ready"] = time.perf_counter() - start
            for index, name in enumerate(CELLS):
                before = start if index == 0 else time.perf_counter()
                client.execute_cell(cells[index], index)
                took[name] = time.perf_counter() - before
            before = time.perf_counter()
        took["end"] = time.perf_counter() - before
        took["all"] = time.perf_counter() - start
    return {name: 1000 * seconds for name, seconds in took.items()}


def main(arguments: list[str] | None = None) -> int:
    """Measures and prints. Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kernels", type=int, default=7, help="kernels of each kind")
    count = parser.parse_args(arguments).kernels
    if sys.flags.dont_write_bytecode:
        print("PYTHONDONTWRITEBYTECODE is set: ordinary kernels may compile every module again")
    found = detect()
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        kernelspec.install(Path(folder))
        os.environ["JUPYTER_PATH"] = folder
        with Zygote() as zygote:
            assert zygote.proof is not None
            print(f"zygote: {zygote.proof.seconds:.1f} s, once; {found}")
            kinds: list[tuple[str, str, str | None]] = [("ordinary", "python3", None)]
            for level in reversed(LEVELS[LEVELS.index(found.level) :]):
                kinds.append((f"warm, {level}", kernelspec.KERNEL_NAME, level))
            for title, name, level in kinds:
                life(name, zygote, level)  # the first one warms up the file cache
                times = [life(name, zygote, level) for _ in range(count)]
                median = {key: statistics.median(row[key] for row in times) for key in times[0]}
                rows.append({"kernel": title, **median})
    columns = {key: "{:,.0f}" for key in rows[0] if key != "kernel"}
    print_table(f"median of {count} kernels, milliseconds", rows, {"kernel": "{}", **columns})
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
