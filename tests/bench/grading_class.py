"""A class that hands in a small TensorFlow notebook, to measure grading on.

Written as an instructor of any nbgrader course would: given cells, a file with data beside the
notebook, four exercises with visible and hidden tests, a short training, a picture.
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from nbformat import NotebookNode

from helpers import data
from tests.autograder.grading_notebooks import (
    answered,
    given,
    hand_in,
    notebook,
    save,
    solution,
    test,
    text,
)

ASSIGNMENT = "digits"
TRAIN, TEST = 2000, 400  # images in the file beside the notebook
CONFIG = "c = get_config()\nc.Execute.timeout = 300\n"

SETUP = """\
import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

keras.utils.set_random_seed(1)
with np.load("digits.npz") as file:
    x_train, y_train, x_test, y_test = (file[name] for name in sorted(file))
x_train, x_test = (x[..., None].astype("float32") / 255 for x in (x_train, x_test))"""
LOOK = """\
fig, axes = plt.subplots(2, 5, figsize=(6, 2.6))
for ax, image, label in zip(axes.flat, x_train, y_train):
    ax.imshow(image[..., 0], cmap="gray_r")
    ax.set_title(f"digit {label}")
    ax.axis("off")
plt.show()"""
SOFTMAX = """\
def softmax(logits):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)"""
SOFTMAX_TEST = """\
rows = softmax(np.array([[0.0, 0.0], [1.0, 3.0]]))
assert rows.shape == (2, 2), "one row of probabilities for each row of logits"
assert np.allclose(rows.sum(axis=1), 1), "each row must sum to 1: did you sum over axis 0?"
### BEGIN HIDDEN TESTS
large = np.random.default_rng(3).normal(size=(5, 7)) * 600
assert np.isfinite(softmax(large)).all(), "large logits overflow: subtract the row's largest first"
expected = np.exp(large - large.max(1)[:, None])
expected /= expected.sum(1)[:, None]
assert np.allclose(softmax(large), expected), "the probabilities are wrong for some rows"
### END HIDDEN TESTS"""
GRADIENT = """\
def slope(x):
    x = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = tf.sin(x) * x
    return tape.gradient(y, x).numpy()"""
GRADIENT_TEST = """\
assert slope(0.0) == 0, "the curve of x sin(x) is flat at 0"
### BEGIN HIDDEN TESTS
at = np.random.default_rng(4).normal(size=6).astype("float32")
assert np.allclose(slope(at), np.cos(at) * at + np.sin(at), atol=1e-4), "the slope is wrong"
### END HIDDEN TESTS"""
BUILD = """\
def build():
    return keras.Sequential([
        keras.Input((28, 28, 1)),
        keras.layers.Conv2D(8, 5, strides=2, activation="relu"),
        keras.layers.Conv2D(16, 3, strides=2, activation="relu"),
        keras.layers.Flatten(),
        keras.layers.Dense(10, activation="softmax"),
    ])"""
BUILD_TEST = """\
built = build()
assert built.input_shape == (None, 28, 28, 1), "images go in as (28, 28, 1)"
assert built.output_shape == (None, 10), "ten probabilities come out"
### BEGIN HIDDEN TESTS
assert built.count_params() < 20_000, "use strides: the network has too many weights"
out = np.asarray(built(np.random.default_rng(5).random((3, 28, 28, 1), dtype="float32")))
assert np.allclose(out.sum(axis=1), 1, atol=1e-4), "end in a softmax"
### END HIDDEN TESTS"""
TRAINING = """\
model = build()
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(x_train, y_train, epochs=4, batch_size=64, verbose=0)"""
TRAINING_TEST = """\
losses = history.history["loss"]
assert losses[-1] < losses[0], "the loss should fall: is the optimizer there?"
### BEGIN HIDDEN TESTS
right = np.asarray(model(x_test)).argmax(axis=1) == y_test
assert right.mean() > 0.5, "the network guesses: train it longer"
### END HIDDEN TESTS"""
CURVE = """\
plt.plot(history.history["loss"])
plt.title("Loss")
plt.xlabel("epoch")
plt.ylabel("cross-entropy")
plt.show()"""

STUB = "raise NotImplementedError()"
RIGHT = {"softmax": SOFTMAX, "slope": GRADIENT, "build": BUILD, "train": TRAINING}
OTHER = {  # right in another way
    "softmax": "def softmax(logits):\n    return tf.nn.softmax(logits, axis=-1).numpy()",
    "slope": "def slope(x):\n    x = tf.constant(x)\n    with tf.GradientTape() as t:\n"
             "        t.watch(x)\n        y = x * tf.sin(x)\n    return np.array(t.gradient(y, x))",
    "build": "def build():\n    i = keras.Input((28, 28, 1))\n"
             "    h = keras.layers.MaxPooling2D(4)(i)\n    h = keras.layers.Flatten()(h)\n"
             "    h = keras.layers.Dense(32, activation='relu')(h)\n"
             "    return keras.Model(i, keras.layers.Dense(10, activation='softmax')(h))",
    "train": TRAINING.replace("epochs=4", "epochs=6"),
}  # fmt: skip
WRONG = {
    "softmax": "def softmax(logits):\n    e = np.exp(logits)\n    return e / e.sum(axis=0)",
    "slope": "def slope(x):\n    return np.cos(x) * np.sin(x)",
    "build": BUILD.replace(', activation="softmax"', ""),
    "train": TRAINING,
}
# In this order again and again: a class in which most students get most things right.
STUDENTS: tuple[dict[str, str], ...] = (
    RIGHT,
    OTHER,
    {**RIGHT, "softmax": WRONG["softmax"]},
    {**OTHER, "slope": WRONG["slope"]},
    {**RIGHT, "build": WRONG["build"]},
    {**RIGHT, "softmax": f"def softmax(logits):\n    {STUB}"},
)


def make(root: Path, students: int) -> str:
    """Writes the course and what its students hand in.

    Args:
        root: a new folder.
        students: how many.

    Returns:
        Which data they train on.
    """
    mnist = data.load("mnist")
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        a=mnist.x_train[:TRAIN], b=mnist.y_train[:TRAIN],
        c=mnist.x_test[:TEST], d=mnist.y_test[:TEST],
    )  # fmt: skip
    folder = root / "source" / ASSIGNMENT
    folder.mkdir(parents=True)
    (folder / "digits.npz").write_bytes(buffer.getvalue())
    source = _source()
    save(source, folder / "digits.ipynb")
    (root / "nbgrader_config.py").write_text(CONFIG)
    released = answered(source, **{name: _visible(code) for name, code in TESTS.items()})
    for number in range(students):
        handed = answered(released, **STUDENTS[number % len(STUDENTS)])
        hand_in(root, f"s{number:03}", handed, assignment=ASSIGNMENT, name="digits.ipynb")
    return mnist.source.label


TESTS = {
    "test_softmax": SOFTMAX_TEST,
    "test_slope": GRADIENT_TEST,
    "test_build": BUILD_TEST,
    "test_train": TRAINING_TEST,
}


def _source() -> NotebookNode:
    """The instructor's notebook."""
    return notebook(
        text("# Digits"),
        given("setup", SETUP),
        given("look", LOOK),
        solution("softmax", _marked(SOFTMAX)),
        test("test_softmax", 2, SOFTMAX_TEST),
        solution("slope", _marked(GRADIENT)),
        test("test_slope", 2, GRADIENT_TEST),
        solution("build", _marked(BUILD)),
        test("test_build", 2, BUILD_TEST),
        solution("train", _marked(TRAINING)),
        test("test_train", 3, TRAINING_TEST),
        given("curve", CURVE),
    )


def _marked(code: str) -> str:
    return f"### BEGIN SOLUTION\n{code}\n### END SOLUTION"


def _visible(code: str) -> str:
    return code.partition("### BEGIN HIDDEN TESTS")[0].rstrip()
