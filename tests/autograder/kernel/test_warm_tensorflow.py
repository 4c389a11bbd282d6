"""TensorFlow in forked, confined kernels: nothing hangs, and its import costs nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from kernels import LEVELS, box, happens, kernel
from test_warm_zygote import leftovers

from autograder.kernel.sandbox import detect
from autograder.kernel.warm.supervisor import Zygote

pytest.importorskip("tensorflow")
pytestmark = pytest.mark.slow

FIT = """
import keras, numpy as np
model = keras.Sequential([
    keras.layers.Input((28, 28, 1)), keras.layers.Conv2D(4, 3, activation="relu"),
    keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
x = np.random.rand(256, 28, 28, 1).astype("float32")
history = model.fit(x, np.arange(256) % 10, epochs=2, verbose=0)
print(len(history.history["loss"]))
"""
CELLS = {
    "import tensorflow as tf; print(int(tf.reduce_sum(tf.ones((3, 3)))))": "9",
    "@tf.function\ndef f(x): return x * 2\nprint(int(f(tf.constant(21))))": "42",
    FIT: "2",
    "print(tf.nn.conv2d(tf.ones((1, 8, 8, 3)), tf.ones((3, 3, 3, 2)), 1, 'VALID').shape)":
        "(1, 6, 6, 2)",
    "print(sum(1 for _ in tf.data.Dataset.range(100).map(lambda i: i + 1).batch(10).prefetch(2)))":
        "10",
    "print(tf.function(lambda x: x + 1, jit_compile=True)(tf.ones(3)).numpy().tolist())":
        "[2.0, 2.0, 2.0]",
    "model.save('model.keras'); print(len(keras.saving.load_model('model.keras').layers))": "3",
}  # fmt: skip


@pytest.fixture(scope="module")
def warm():
    with Zygote() as zygote:
        assert zygote.proof.tensorflow and zygote.proof.threads == 1
        yield zygote


@pytest.mark.parametrize("threads", ["1", "2"])
@pytest.mark.parametrize("level", [*LEVELS, "none"])
def test_everything_runs(warm, level, threads):
    if level == "namespaces" and detect().level != level:
        pytest.skip(detect().reasons[level])
    env = dict.fromkeys(("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS"), threads)
    sandbox = None if level == "none" else box(level)
    with kernel(warm, sandbox, env=env) as running:
        for code, expected in CELLS.items():
            assert running.run(code, seconds=300).splitlines()[-1] == expected, code


def test_without_cgroups():
    with Zygote(use_cgroups=False) as zygote, kernel(zygote, box("landlock")) as running:
        for code, expected in CELLS.items():
            assert running.run(code, seconds=300).splitlines()[-1] == expected, code


def test_import_is_free_and_chance_is_fresh(warm):
    drawn = set()
    for _ in range(3):
        with kernel(warm, box(detect().level)) as running:
            running.run("from time import perf_counter as now")
            took = running.run("start = now(); import tensorflow, keras; now() - start")
            assert float(took) < 1.0  # from disk it takes two seconds and more
            drawn.add(running.run("import keras; print(keras.random.normal((1,)).numpy())"))
            home = running.run("print(keras.src.backend.config.keras_home())")
            assert home.startswith(str(running.scratch))
    assert len(drawn) == 3


def test_memory_limit_with_tensorflow(warm):
    """2 GB are enough for `fit`, and what is too much is stopped and named."""
    with kernel(warm, box(detect().level, memory=2 << 30)) as running:
        assert running.run(FIT) == "2"
        code = "import tensorflow as tf; x = [tf.ones((1 << 26,)) for _ in range(100)]"
        running.start(code)
        assert running.end().text == "memory limit 2 GB"


def test_thirty_kernels_leave_nothing(warm):
    folder = Path(warm.folder)
    name = warm._names[-1]
    before = leftovers(folder, name)
    descriptors = _open_files(warm.pid)
    for _ in range(30):
        with kernel(warm, box(detect().level)) as running:
            assert running.run("import tensorflow as tf; int(tf.constant(1) + 1)") == "2"
    # The last keeper tidies up after it has told the end.
    assert happens(lambda: _children(warm.pid) == [])
    assert leftovers(folder, name) <= before
    assert [path.name for path in folder.iterdir()] == ["zygote"]
    assert _open_files(warm.pid) == descriptors


def _children(pid: int) -> list[str]:
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return file.read().split()


def _open_files(pid: int) -> int:
    return len(os.listdir(f"/proc/{pid}/fd"))
