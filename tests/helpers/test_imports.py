"""Importing helpers is quick, because it loads nothing big."""

from __future__ import annotations

import subprocess
import sys

BIG = ("tensorflow", "keras", "matplotlib", "sklearn", "jax", "torch")


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout


def test_import_helpers_loads_nothing_big() -> None:
    loaded = run("import sys, helpers; print(*sys.modules)").split()
    assert "helpers" in loaded
    assert not set(BIG) & set(loaded)


def test_numpy_rooms_load_nothing_big() -> None:
    loaded = run(
        "import sys; from helpers import checks, data, networks, report; print(*sys.modules)"
    )
    assert not set(BIG) & set(loaded.split())


def test_import_helpers_is_quick() -> None:
    code = "import time; t = time.perf_counter(); import helpers; print(time.perf_counter() - t)"
    # The best of three: other processes may be busy.
    assert min(float(run(code)) for _ in range(3)) < 0.3
