"""Models and losses of helpers run on Keras's other backends: here on JAX, which needs no GPU."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
# Tests of models and losses on small shapes. What trains for seconds is the same code.
MODULES = sorted(
    path.name
    for path in HERE.glob("test_*.py")
    if path.stem.removeprefix("test_")
    in ("models", "dense_models", "autoencoders", "attention", "transformer", "sequences", "gan")
    + ("photos", "transfer")
)
LONG = (
    "learns or same_seed or answers_and_maps or starts_of_the_memories or collapse or trained"
    " or built_one or printed_one_is or vgg16_without or small_network"
)


@pytest.mark.slow
def test_models_and_losses_run_on_jax():
    assert len(MODULES) >= 6
    run = subprocess.run(
        [
            sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not slow",
            "-k", f"not ({LONG})", *MODULES,
        ],
        cwd=HERE, capture_output=True, text=True, check=False,
        env={**os.environ, "KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"},
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-1000:]
    assert "Keras on jax" in run.stdout and " passed" in run.stdout
